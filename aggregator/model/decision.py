"""What the match stage compares and what it decides, as data: the matcher commits it, `why` explains it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.model.story import Story


class KeyKind(StrEnum):
    """By what two items can be found to be one story."""

    LINK = "link"
    """The same canonical link."""
    TEXT = "text"
    """The same normalised text, of 200 letters at least."""
    SHORT = "short"
    """The same title and summary, where there is no such text."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One indexed mark of an item; equal values of two items are evidence that they are one story."""

    kind: KeyKind
    value: str
    title: str
    """Digest of the headline over that text: one text under many headlines of a source is boilerplate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """An item as the matcher sees it: who carries it, when it is of, its keys, the story it is in."""

    item: int
    source: str
    time: datetime
    """The item's own time, not that of polling."""
    keys: tuple[Key, ...]
    story: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Why two items are one story, in one sentence."""

    one: int
    other: int
    because: str


class LinkKind(StrEnum):
    """What editors have said of two items."""

    MUST = "must"
    """They are one story, whatever their texts say."""
    CANNOT = "cannot"
    """They are not one story, whatever their texts say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two items that editors have joined or parted; of two links between the same items the later one holds."""

    one: int
    other: int
    kind: LinkKind
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Items that are one story; `items` ascending, evidence enough to connect them all."""

    items: tuple[int, ...]
    evidence: tuple[Evidence, ...] = ()


class EditorsWord(StrEnum):
    """What editors can decide of a story."""

    KILL = "kill"
    """It is withdrawn, whatever its carriers say, until editors release it."""
    PURGE = "purge"
    """It is withdrawn for good, and its words go from the store."""
    RELEASE = "release"
    """What held it when this was said holds it no longer."""
    MERGE = "merge"
    """It and another are one story."""
    SPLIT = "split"
    """One of its items is a story of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorsDecision:
    """What editors decided of a story, when and why."""

    story: str
    word: EditorsWord
    decided_at: datetime
    reason: str | None = None
    who: str | None = None
    """Who decided it, where that is known: the name that was shown on the editors' page."""
    other: str | None = None
    """The story that it was merged with, or the one that the item became."""
    item: int | None = None
    """The item that was split off."""


@dataclass(frozen=True, slots=True, order=True)
class ItemHold:
    """What holds an item, by the name under which editors release it: `rule NAME`, `embargo`, `kill`."""

    item: int
    hold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecision:
    """What becomes of one story: its new state, which items are linked to it and why, where it is published anew."""

    story: Story
    evidence: tuple[Evidence, ...] = ()
    publish_in: tuple[str, ...] = ()
    """Sections whose feeds change; empty when nothing of it is or was out."""
    due_at: datetime | None = None
    """When its published form changes by itself."""
