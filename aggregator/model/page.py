"""What the pages of stories and the news sitemap are made of."""

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.story import PastVersion, ShownVersion, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWithPast:
    """A story whole, with every version of the item that leads it, oldest first."""

    story: Story
    chain: tuple[PastVersion, ...] = ()
    """Empty where there is one version alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentStory:
    """A story that was published lately, and which version it shows."""

    story: str
    shown: ShownVersion
    language: str | None
    published: datetime
