"""The items that are copies or versions of one piece of copy, and what is to be published of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aggregator.model.item import STOPPING, Version
from aggregator.model.source import Rights

NOTICE_LASTS = timedelta(days=7)
"""How long a withdrawn story stands as a notice before it becomes a tombstone (RFC 6721)."""


class Status(StrEnum):
    """What has become of a story."""

    USABLE = "usable"
    CORRECTED = "corrected"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class HeldBecause(StrEnum):
    """Why a story is held."""

    EMBARGO = "embargo"
    WITHHOLD = "withhold"
    RULE = "rule"
    FLOOD = "flood"
    KILL = "kill"
    """A kill that found no story, or that comes from someone who may not kill it: editors decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An item seen from its story: who ran it, when, and what it says now."""

    item: int
    """The store's number of the item."""
    source: str
    guid: str
    outlet: str
    """The outlet's name: the title of its feed, else the source's id."""
    outlet_url: str | None = None
    """The outlet's page."""
    rights: Rights = Rights.SUMMARY
    """What its source granted when the configuration last named it."""
    first_seen: datetime
    version: Version
    ordinal: int = 1
    """Which version of the item this is in the order we saw them, from 1."""
    version_seen: datetime
    """When we first saw this version."""
    was_corrected: bool = False
    """Whether any version of the item has been a correction."""
    past_texts: frozenset[str] = frozenset()
    """Digests of the texts of its earlier versions: a carrier that still says one of them is behind."""
    released: frozenset[str] = frozenset()
    """What editors have released of it: names of holds (`Version.holds_at`), and labels that stop."""

    @property
    def is_stopping(self) -> bool:
        """Return whether its newest version kills or withholds, and editors have not released that."""
        return self.version.label in STOPPING and self.version.label not in self.released

    def holds_at(self, now: datetime) -> tuple[str, ...]:
        """Return what holds it at this time and was not released."""
        return tuple(hold for hold in self.version.holds_at(now) if hold not in self.released)

    def is_held_at(self, now: datetime) -> bool:
        """Return whether a rule or an embargo holds it at this time."""
        return bool(self.holds_at(now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story as stored; `id` is `urn:uuid:...`, made once and kept for ever."""

    id: str
    status: Status
    held_because: HeldBecause | None = None
    into: str | None = None
    """The story that this one was merged into."""
    sections: tuple[str, ...] = ()
    agency: str | None = None
    language: str | None = None
    first_published: datetime | None = None
    """Fixed when we first publish it: the lead's own time."""
    updated: datetime | None = None
    """Moves only on substance, correction, kill, withhold or release, and never back."""
    created_at: datetime
    """When we made it, by our own clock."""
    released_at: datetime | None = None
    """When we first published it, by our own clock; None: it has never been out."""
    surfaced_at: datetime | None = None
    """When we first published it, or last moved `updated`, by our own clock: what puts it into a feed's window."""
    lead: Carrier | None = None
    shown_item: int | None = None
    """The item whose version its entry showed last."""
    shown_words: str | None = None
    """Digest of the words that its entry showed last."""
    carriers: tuple[Carrier, ...] = ()

    @property
    def is_for_editors(self) -> bool:
        """Return whether every carrier is for editors only: then not even `all` shows it."""
        return bool(self.carriers) and all(carrier.version.is_for_editors for carrier in self.carriers)
