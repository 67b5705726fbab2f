"""Outlets that never were: texts of drawn words, some with the outlet's box, and copies as outlets make them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from aggregator.model.comparison import digest, words_digest
from aggregator.model.item import Version
from aggregator.model.poll import ItemChange, NewVersion

OUTLETS = 24
WORDS = 30_000
TEXT_WORDS = (60, 700)
BOX_WORDS = 40
AGENCY = "Example Press"
"""It has written every other story, and its copies say so: only signed texts replace others."""
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 60
CLUSTERS = (60, 15, 8, 5, 4, 3, 2, 2, 1)
"""Of a hundred stories, how many have one carrier, two, ... nine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one outlet carries; `story` is known because it was planted."""

    source: str
    guid: str
    story: int
    version: Version

    @property
    def change(self) -> ItemChange:
        """Return it as a poll stores it."""
        said = NewVersion(
            version=self.version,
            digest=digest(self.source, self.guid, self.version.text),
            words=words_digest(self.version),
        )
        return ItemChange(guid=self.guid, versions=(said,))


@dataclass(slots=True)
class Newsroom:
    """Draws articles; the same seed draws the same ones on every machine."""

    seed: int = 1
    chance: random.Random = field(init=False)
    words: list[str] = field(init=False)
    weights: list[float] = field(init=False)
    boxes: dict[str, str] = field(init=False)
    """Outlet -> the box under each of its texts; every other outlet has one."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.words = sorted({self._word() for _ in range(WORDS)})
        self.chance.shuffle(self.words)
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))  # Zipf's law
        self.boxes = {f"outlet{number}": self._prose(BOX_WORDS) for number in range(0, OUTLETS, 3)}

    def articles(self, count: int, *, first_story: int = 0) -> Iterator[Article]:
        """Yield so many articles: stories with one to nine carriers each, most of them with one."""
        story = first_story
        while count > 0:
            carriers = self.chance.choices(range(1, len(CLUSTERS) + 1), weights=CLUSTERS)[0]
            original = self.article(story)
            yield from [original, *self.copies(original, carriers - 1)][:count]
            count -= carriers
            story += 1

    def article(self, story: int) -> Article:
        """Return a story's first article, in any outlet."""
        outlet = f"outlet{self.chance.randrange(OUTLETS)}"
        published = BEGAN + timedelta(seconds=self.chance.randrange(DAYS * 86_400))
        text = self._prose(self.chance.randint(*TEXT_WORDS))
        agency = AGENCY if story % 2 else None
        version = Version(title=self._title(text), text=text, published=published, agency=agency)
        return self._carried(version, outlet, story)

    def copies(self, original: Article, count: int) -> list[Article]:
        """Return it in so many other outlets: under another headline, with a lost tail or a paragraph more."""
        others = [name for number in range(OUTLETS) if (name := f"outlet{number}") != original.source]
        return [
            self._carried(self._copied(original), outlet, original.story)
            for outlet in self.chance.sample(others, count)
        ]

    def _copied(self, original: Article) -> Version:
        text = original.version.text.removesuffix(f"\n{self.boxes.get(original.source, '')}")
        words = text.split()
        match self.chance.randrange(3):
            case 0:
                words = words[: int(len(words) * self.chance.uniform(0.7, 0.95))]
            case 1:
                words += self._prose(len(words) // 5).split()
            case _:
                for _ in range(len(words) // 40):  # a word in forty is another
                    words[self.chance.randrange(len(words))] = self._word()
        later = (original.version.published or BEGAN) + timedelta(minutes=self.chance.randrange(1, 600))
        return replace(original.version, title=self._title(text), text=" ".join(words), published=later)

    def _carried(self, version: Version, outlet: str, story: int) -> Article:
        box = self.boxes.get(outlet)
        text = f"{version.text}\n{box}" if box else version.text
        guid = f"{self.chance.getrandbits(64):016x}"
        return Article(source=outlet, guid=guid, story=story, version=replace(version, text=text))

    def _title(self, text: str) -> str:
        return " ".join(self.chance.sample(text.split()[:100], 8)).capitalize()

    def _prose(self, count: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=count))

    def _word(self) -> str:
        letters = self.chance.choices("abcdefghijklmnopqrstuvwxyz", k=self.chance.randint(3, 9))
        return "".join(letters)
