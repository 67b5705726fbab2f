"""The second stage: items that wait are matched, portion by portion, each in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.matching import Matching, Unmatched
from aggregator.model.decision import Key, Print, StoryDecision
from aggregator.model.source import Source
from aggregator.model.story import Status, Story
from aggregator.stories.assign import Assignment, assign
from aggregator.stories.cluster import cluster
from aggregator.stories.fingerprint import keys_of
from aggregator.stories.match import Surroundings, decide, merged

PORTION = 500
"""Items matched in one transaction: enough to share its cost, few enough to hold in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCounts:
    """What matching did, in numbers."""

    items: int = 0
    stories: int = 0
    """Stories that were made, changed or ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """The match stage of one installation; ids come from `new_uuid`, which the tests make predictable."""

    store: Matching
    settings: Settings
    new_uuid: Callable[[], UUID]
    sources: Mapping[str, Source] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", {source.id: source for source in self.settings.sources})

    def match_all(self, now: datetime) -> MatchCounts:
        """Match whatever waits; each portion is stored whole or not at all."""
        done = MatchCounts()
        while waiting := self.store.unmatched(limit=PORTION):
            stories = self._match(waiting, now)
            done = MatchCounts(items=done.items + len(waiting), stories=done.stories + stories)
        return done

    def _match(self, waiting: Sequence[Unmatched], now: datetime) -> int:
        self.store.add_keys({each.item: _keys(each) for each in waiting})
        prints = {each.item: each for each in self.store.component([each.item for each in waiting])}
        clusters = cluster(self._mergeable(each) for each in prints.values())
        stories = self.store.stories(each.story for each in prints.values() if each.story)
        assignments = assign(clusters, prints, stories=stories, new_id=self._new_id)
        decisions = self._decide(assignments, stories, waiting, now)
        self.store.commit(decisions, {each.item: each.ordinal for each in waiting})
        return len(decisions)

    def _decide(
        self,
        assignments: Sequence[Assignment],
        stories: Mapping[str, Story],
        waiting: Sequence[Unmatched],
        now: datetime,
    ) -> list[StoryDecision]:
        carriers = self.store.carriers([item for each in assignments for item in each.cluster.items])
        around = Surroundings(
            sources=self.sources,
            sections=tuple(section.id for section in self.settings.sections),
            replaced={each.item: each.replaced for each in waiting if each.replaced is not None},
            now=now,
        )
        decisions: list[StoryDecision] = []
        for each in assignments:
            before = stories.get(each.story) or Story(id=each.story, status=Status.USABLE, created_at=now)
            members = [carriers[item] for item in each.cluster.items]
            decisions.append(decide(before, members, around, evidence=each.cluster.evidence))
            decisions += [merged(stories[gone], into=each.story, now=now) for gone in each.merged]
        return decisions

    def _mergeable(self, print_: Print) -> Print:
        """Return the print, without keys where its source is kept out of merging (`match = false`)."""
        source = self.sources.get(print_.source)
        if source is None or source.match:
            return print_
        return Print(item=print_.item, source=print_.source, time=print_.time, keys=(), story=print_.story)

    def _new_id(self) -> str:
        return self.new_uuid().urn


def _keys(unmatched: Unmatched) -> tuple[Key, ...]:
    return tuple(key for version in unmatched.versions for key in keys_of(version))
