"""The items that are copies or versions of one piece of copy, and what is to be published of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aggregator.model.change import Change
from aggregator.model.item import STOPPING, Label, Version
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
    CORRECTION = "correction"
    """A corrective that found no story: editors decide, or later copy that it belongs to frees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVersion:
    """One version of an item, with its place in the chain and when we first saw it."""

    ordinal: int
    seen_at: datetime
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A version by which an item takes back what it said before: a kill, a withhold or a correction."""

    label: Label
    said: PastVersion
    before: tuple[Version, ...] = ()
    """What the item said until then, oldest first."""
    since: tuple[PastVersion, ...] = ()
    """What it has said from then on."""


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
    recalls: tuple[Recall, ...] = ()
    """What it has taken back and editors have not released, oldest first."""
    released: frozenset[str] = frozenset()
    """What editors have released of it: names of holds (`Version.holds_at`), and labels that stop."""

    @property
    def is_corrective(self) -> bool:
        """Return whether it came as an item of its own that says what was wrong in another: it never leads."""
        began_so = self.recalls[0].said.ordinal == 1 if self.recalls else self.ordinal == 1
        return self.version.label is Label.CORRECTIVE and began_so

    @property
    def is_stopping(self) -> bool:
        """Return whether its newest version kills or withholds, and editors have not released that."""
        return self.version.label in STOPPING and self.version.label not in self.released

    @property
    def is_copy(self) -> bool:
        """Return whether its words are the story's: not a kill's, not those that were purged.

        A kill that editors have released is copy where it came as the first of its item: then it has the text.
        """
        if self.version.is_purged or self.is_stopping:
            return False
        return self.version.label not in STOPPING or self.ordinal == 1

    def holds_at(self, now: datetime) -> tuple[str, ...]:
        """Return what holds it at this time and was not released."""
        return tuple(hold for hold in self.version.holds_at(now) if hold not in self.released)

    def is_held_at(self, now: datetime) -> bool:
        """Return whether a rule, a flood or an embargo holds it at this time."""
        return bool(self.holds_at(now))


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """Which version of which item an entry showed."""

    item: int
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A story's entry as it was last written anew: at its first publication, or when `updated` moved."""

    shown: ShownVersion
    before: ShownVersion | None = None
    """What it showed until then, where something of substance changed."""
    change: Change | None = None
    """What that was."""
    carriers: tuple[int, ...] = ()
    """The items that carried the story then; who came later is not in the entry's text until it moves again."""


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
    edition: Edition | None = None
    """What its entry was written from; None while it is not out."""
    replaced: Version | None = None
    """The version of `edition.before`, where the story was read whole."""
    carriers: tuple[Carrier, ...] = ()
    related: tuple[str, ...] = ()
    """Other stories that have something in common with it, the nearest first."""

    @property
    def is_for_editors(self) -> bool:
        """Return whether every carrier is for editors only: then not even `all` shows it."""
        return bool(self.carriers) and all(carrier.version.is_for_editors for carrier in self.carriers)
