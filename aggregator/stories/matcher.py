"""The second stage: items that wait are matched, portion by portion, each in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.editing import Editing
from aggregator.database.matching import Matching, Unmatched
from aggregator.model.decision import Key, Print, StoryDecision
from aggregator.model.item import Version
from aggregator.model.source import Source
from aggregator.model.story import Status, Story
from aggregator.stories.assign import assign
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
    editing: Editing
    settings: Settings
    new_uuid: Callable[[], UUID]
    sources: Mapping[str, Source] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", {source.id: source for source in self.settings.sources})

    def has_work(self, now: datetime) -> bool:
        """Return whether anything waits to be matched, or an embargo has ended."""
        return bool(self.store.unmatched(limit=1) or self.editing.waiting() or self.store.due(now=now))

    def match_portion(self, now: datetime) -> MatchCounts | None:
        """Match a portion of what waits: new versions, editors' decisions, ended embargoes; None when nothing does."""
        waiting = self.store.unmatched(limit=PORTION)
        decided = self.editing.waiting()
        due = self.store.due(now=now)
        if not waiting and not decided and not due:
            return None
        self.store.add_keys({each.item: _keys(each) for each in waiting})
        touched = [*(each.item for each in waiting), *self.store.members([*decided.values(), *due])]
        decisions = self._decide(touched, waiting, now)
        self.store.commit(decisions, {each.item: each.ordinal for each in waiting})
        if decided:
            self.editing.mark_applied(decided)
        return MatchCounts(items=len(waiting), stories=len(decisions))

    def _decide(
        self, touched: Sequence[int], waiting: Sequence[Unmatched], now: datetime
    ) -> list[StoryDecision]:
        prints = {each.item: each for each in self.store.component(touched)}
        links = self.editing.links(prints)
        clusters = cluster((self._mergeable(each) for each in prints.values()), links)
        stories = self.store.stories(each.story for each in prints.values() if each.story)
        editors = self.editing.of(stories)
        carriers = self.store.carriers(list(prints))
        around = Surroundings(
            sources=self.sources,
            sections=tuple(section.id for section in self.settings.sections),
            replaced={each.item: old for each in waiting if (old := _replaced(each)) is not None},
            now=now,
        )
        decisions: list[StoryDecision] = []
        for each in assign(clusters, prints, stories=stories, new_id=self._new_id):
            before = stories.get(each.story) or Story(id=each.story, status=Status.USABLE, created_at=now)
            members = [carriers[item] for item in each.cluster.items]
            # what was decided of stories that are one now holds for all of it: a kill outlives a merge
            words = [word for story in (each.story, *each.merged) for word in editors.get(story, ())]
            decisions.append(decide(before, members, around, evidence=each.cluster.evidence, editors=words))
            decisions += [merged(stories[gone], into=each.story, now=now) for gone in each.merged]
        return decisions

    def _mergeable(self, print_: Print) -> Print:
        """Return the print, without keys where its source is kept out of merging (`match = false`)."""
        source = self.sources.get(print_.source)
        return print_ if source is None or source.match else replace(print_, keys=())

    def _new_id(self) -> str:
        return self.new_uuid().urn


def _keys(unmatched: Unmatched) -> tuple[Key, ...]:
    return tuple(key for version in unmatched.versions for key in keys_of(version))


def _replaced(unmatched: Unmatched) -> Version | None:
    """Return the version before the newest: the one that was matched last, else one that waited with it."""
    earlier = unmatched.versions[:-1]
    return unmatched.replaced or (earlier[-1] if earlier else None)
