"""What is sent to those who want to be told: events of stories and of problems, and how sending them goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.model.story import Status


class PushEvent(StrEnum):
    """What has happened."""

    NEW = "new"
    """A story is published for the first time."""
    UPDATED = "updated"
    """Its text changed, it was released, or it was merged into another."""
    CORRECTED = "corrected"
    KILLED = "killed"
    """Its text has left the feeds: withdrawn or withheld."""
    WAITING = "waiting"
    """Something waits for editors, or waits no longer."""
    SOURCE = "source"
    """A source is in trouble, or no longer is."""


STORY_EVENTS = (PushEvent.NEW, PushEvent.UPDATED, PushEvent.CORRECTED, PushEvent.KILLED)
"""What happens to published stories; a webhook gets these unless it names others."""

PING = "ping"
"""What a hub is told of a feed: that it has changed."""

WEBHOOK = "webhook"
HUB = "hub"


@dataclass(frozen=True, slots=True)
class Told:
    """A story as subscribers were told of it last."""

    status: Status
    updated: datetime | None
    places: tuple[str, ...]
    """The sections whose feeds show it, `all` included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """A story that is published anew: as subscribers were told of it last, and as it is now."""

    story: str
    before: Told | None
    """None: they were never told of it."""
    after: Told
    is_correction: bool = False
    """Whether its lead is labelled as a correction now."""
    rules: frozenset[str] = frozenset()
    """Names of the desk's rules that touched one of its carriers."""


@dataclass(frozen=True, slots=True)
class NewPush:
    """One message to be sent: in which lane, what has happened, and to what."""

    lane: str
    """`webhook/ID`, or `hub/TOPIC` for each feed: what one lane holds is sent in its order."""
    event: str
    subject: str
    """The story's id, the problem's key, or the feed's address: what is said of it is found when it is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A message that waits to be sent."""

    number: int
    lane: str
    event: str
    subject: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """How sending goes in one lane."""

    name: str
    waiting: int = 0
    failures: int = 0
    """Attempts in a row that have failed."""
    next_at: datetime | None = None
    """When it is tried again; None: at once."""
    problem: str | None = None
    """Why the last attempt failed, in plain words."""
    failing_since: datetime | None = None
    delivered_at: datetime | None = None
    """When the last message arrived."""
    given_up: int = 0
    """Messages that were given up since the last one that arrived."""

    @property
    def target(self) -> str:
        """Return whom it leads to, for people: `webhook cms`, `hub`."""
        kind, _, rest = self.name.partition("/")
        return f"{kind} {rest}" if kind == WEBHOOK else kind
