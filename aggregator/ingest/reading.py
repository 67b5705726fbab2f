"""What the bodies of one poll held, and what their entries are understood by: the values alone.

Who makes them (`ingest.understanding`) is loaded only where something is to be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator.model.item import Item, Skip
from aggregator.model.poll import FetchResult, Remembered
from aggregator.model.rhythm import Manners
from aggregator.model.rule import DeskRule
from aggregator.model.source import Section

if TYPE_CHECKING:  # a child has no use for lessons, and a tenth of its start would go into them
    from aggregator.ingest.lesson import Lesson
    from aggregator.ingest.normalise import Agencies


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What entries are understood by, the same for every source of an installation."""

    agencies: "Agencies | None" = None
    """Those that bylines are searched for; None: those of our table alone."""
    sections: Sequence[Section] = ()
    """Ours."""
    rules: Sequence[DeskRule] = ()
    """The desk's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the bodies of one poll held, normalised."""

    deliveries: tuple[tuple[Item, ...], ...] = ()
    """The items of each body, in its order; the oldest body first."""
    results: tuple[Item | Skip, ...] = ()
    """Of one body, what became of each of its entries that said anything, in its order."""
    again: tuple[str, ...] = ()
    """The digests of the guids whose entries stood in the body before, and were not read again."""
    remembered: Remembered | None = None
    """What is to be known of the body's entries when the source is polled next."""
    skipped: tuple[Skip, ...] = ()
    problems: tuple[str, ...] = ()
    """Bodies that are no feed, or that could not be read, a line each."""
    listed: Mapping[str, str] = field(default_factory=dict)
    """Of a section page, the articles that it lists: canonical link -> address; of a feed, its archive."""
    outlet: str | None = None
    home_url: str | None = None
    manners: Manners | None = None
    """How the feed wants to be polled; None where nothing was read."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every item."""
        return tuple(item for delivery in self.deliveries for item in delivery)

    def lesson(self, outcome: FetchResult) -> "Lesson":
        """Return what it teaches of when to poll next."""
        from aggregator.ingest.lesson import Lesson

        dates = (item.version.published for item in self.items)
        published = tuple(date for date in dates if date is not None)
        return Lesson(outcome=outcome, manners=self.manners, published=published if self.deliveries else None)


def join_readings(readings: Sequence[Reading], problems: Sequence[str] = ()) -> Reading:
    """Return what several bodies held as one, in the order of the bodies; `problems` are of what gave none."""
    return Reading(
        deliveries=tuple(delivery for reading in readings for delivery in reading.deliveries),
        results=tuple(result for reading in readings for result in reading.results),
        skipped=tuple(skip for reading in readings for skip in reading.skipped),
        problems=(*problems, *(line for reading in readings for line in reading.problems)),
        listed={link: url for reading in readings for link, url in reading.listed.items()},
        outlet=next((reading.outlet for reading in readings if reading.outlet), None),
        home_url=next((reading.home_url for reading in readings if reading.home_url), None),
        manners=next((reading.manners for reading in readings if reading.manners), None),
    )
