"""What came of the fetch of a listed page."""

from dataclasses import dataclass, field

from aggregator.model.item import Skip
from aggregator.model.poll import PollCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReport:
    """What came of one page, for the log and the summary."""

    source: str
    url: str
    counts: PollCounts = field(default_factory=PollCounts)
    problem: str | None = None
    skipped: tuple[Skip, ...] = ()
    is_stored: bool = True
    """False: the store failed (locked, full), and the page is fetched again a while later."""
