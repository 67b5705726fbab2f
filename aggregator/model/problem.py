"""What an operator or an editor should look at: a problem has a beginning, words, a remedy and an end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RESOLVED_LASTS = timedelta(days=7)
"""How long a problem that is over is still told of."""


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    """Something does not work."""
    WARNING = "warning"
    """Somebody has to decide or to look."""
    NOTICE = "notice"


class ProblemKind(StrEnum):
    """What a problem is about."""

    FAILING = "failing"
    """A source gives nothing."""
    GONE = "gone"
    """A source says that it will not come back."""
    PARTLY = "partly"
    """A source is read in part."""
    QUIET = "quiet"
    """A source has had nothing new for longer than is usual for it."""
    MOVED = "moved"
    """A source is asked at another address than the configured one, because its server says so for good."""
    HUB = "hub"
    """The hub of a source does not deliver what is new; the source is polled as if it had none."""
    WAITING = "waiting"
    """A held story waits for editors."""
    PUSH = "push"
    """A webhook or a hub does not get what it should."""


SOURCE_KINDS = frozenset(
    {
        ProblemKind.FAILING,
        ProblemKind.GONE,
        ProblemKind.PARTLY,
        ProblemKind.QUIET,
        ProblemKind.MOVED,
        ProblemKind.HUB,
    }
)
"""The kinds that are about a source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong now; no copy, and of addresses the host alone."""

    kind: ProblemKind
    subject: str
    """The source's id, the story's, or the name of whom a push is for."""
    severity: Severity
    title: str
    text: str
    """What is wrong in plain words, and what to do about it."""
    since: datetime
    sections: tuple[str, ...] = ()
    """Of a story that waits."""

    @property
    def key(self) -> str:
        """Return what it is known again by."""
        return f"{self.kind}/{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A trouble with its past: when it last changed, and when it was over."""

    trouble: Trouble
    changed_at: datetime
    resolved_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it is still there."""
        return self.resolved_at is None
