"""What the match stage compares and what it decides, as data: the matcher commits it, `why` explains it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.model.sketch import Sketch
from aggregator.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """An item as the matcher sees it: who carries it, when it is of, what it says, the story it is in."""

    item: int
    source: str
    guid: str
    time: datetime
    """The item's own time, not that of polling."""
    sketches: tuple[Sketch, ...] = ()
    """Of its versions, oldest first; those that say the same as the one before are left out."""
    story: str | None = None


class EvidenceKind(StrEnum):
    """What two items have in common."""

    COPY = "copy"
    """One text in two outlets."""
    VERSION = "version"
    """One source sent its text again."""
    HEADLINE = "headline"
    """One headline, and nothing more to compare."""
    LINK = "link"
    """One canonical link."""
    RELATED = "related"
    """Something, but they are not one story."""


JOINS_FROM = 1_000
"""The strength from which on evidence says that two items are one story."""


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """What speaks for two items being one story, or related, in one sentence with its figures."""

    one: int
    other: int
    """`one` is the smaller number."""
    kind: EvidenceKind
    strength: int
    """In thousandths: from 1,000 on they are one story, the more the surer; below they are related."""
    because: str

    @property
    def joins(self) -> bool:
        """Return whether it says that the two are one story."""
        return self.strength >= JOINS_FROM


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
    """Items that are one story; `items` ascending."""

    items: tuple[int, ...]


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
    """What holds an item, by the name under which editors release it: `rule NAME`, `flood`, `embargo`, `kill`."""

    item: int
    hold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecision:
    """What becomes of one story: its new state, which items are linked to it, where it is published anew."""

    story: Story
    publish_in: tuple[str, ...] = ()
    """Sections whose feeds change; empty when nothing of it is or was out."""
    due_at: datetime | None = None
    """When its published form changes by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCounts:
    """What matching did, in numbers."""

    items: int = 0
    stories: int = 0
    """Stories that were made, changed or ended."""
