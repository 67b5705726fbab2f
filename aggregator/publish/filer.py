"""Where stories stand beside their sections: decided for each that changed, and anew when the settings change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.database.batches import batches
from aggregator.database.filing import Filings
from aggregator.model.conditions import AgencyNames
from aggregator.model.story import Story
from aggregator.publish.filing import file_story
from aggregator.publish.further import FILED_BY, digest_filing

LARGEST_ARCHIVE = 50
"""Stories in an archive document."""

FILED_AT_ONCE = 200
"""Stories that are held in memory while it is decided where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filer:
    """What files the stories of one installation."""

    filings: Filings
    settings: Settings
    agencies: AgencyNames
    """By whatever name conditions call them."""

    def file(self, stories: Iterable[Story], now: datetime, *, is_quiet: bool = False) -> None:
        """Let stories stand in the feeds where they belong, in the order of publication, and queue what shows them."""
        saved, size = self.settings.feeds, page_size(self.settings.publish.entries)
        ordered = sorted((story for story in stories if story.released_at is not None), key=_as_published)
        filings = [file_story(story, saved, agencies=self.agencies, now=now) for story in ordered]
        self.filings.file(filings, page_size=size, is_quiet=is_quiet)

    def refile(self, now: datetime) -> None:
        """File every story again where the settings that decide it have changed."""
        digest = digest_filing(self.settings)
        if self.filings.made_of().get(FILED_BY) != digest:
            for ids in batches(self.filings.released(), FILED_AT_ONCE):
                self.file(self.filings.stories(ids), now, is_quiet=True)
            self.filings.remember({FILED_BY: digest})


def _as_published(story: Story) -> tuple[object, ...]:
    return story.released_at, story.first_published, story.id


def page_size(entries: int) -> int:
    """Return how many stories an archive document holds, for feeds that show so many entries.

    Half of them at most: so what no archive holds yet is nearly always among what the feed shows anyway.
    """
    return max(1, min(LARGEST_ARCHIVE, entries // 2))
