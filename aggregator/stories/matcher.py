"""The second stage: items that wait are printed, compared and grouped, portion by portion."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.editing import Editing
from aggregator.database.matching import Component, Matching, Unmatched
from aggregator.database.prints import Printed, Prints, Unprinted, place_of
from aggregator.model.decision import Cluster, Evidence, MatchCounts, StoryDecision
from aggregator.model.source import Source
from aggregator.model.story import Carrier, Status, Story
from aggregator.stories.alike import compare
from aggregator.stories.assign import assign
from aggregator.stories.boilerplate import learn
from aggregator.stories.cluster import cluster
from aggregator.stories.fingerprint import fingerprint, line_digest
from aggregator.stories.match import Surroundings, decide, merged

PORTION = 500
"""Items matched in one transaction: enough to share its cost, few enough to hold in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """The match stage of one installation; ids come from `new_uuid`, which the tests make predictable.

    Every version is printed and compared before any item is grouped: what items say of one another does not depend
    on which of them came in the same portion.
    """

    store: Matching
    prints: Prints
    editing: Editing
    settings: Settings
    new_uuid: Callable[[], UUID]
    sources: Mapping[str, Source] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", {source.id: source for source in self.settings.sources})

    def match_portion(self, now: datetime) -> MatchCounts | None:
        """Match a portion of what waits: new versions, editors' decisions, ended embargoes; None when nothing does."""
        with _uncollected():
            unprinted = self.prints.waiting(limit=PORTION)
            if unprinted:
                self._compare(unprinted)
                return MatchCounts()
            return self._group(now)

    def begin_anew(self) -> None:
        """Learn what each source repeats, and let every item be printed, compared and grouped once more.

        What editors have decided holds. It may be interrupted: whoever matches next goes on with it.
        """
        learned = {source: learn(self.prints.texts(source)) for source in self.prints.sources()}
        self.prints.begin_anew(learned)

    def _compare(self, unprinted: Sequence[Unprinted]) -> None:
        """Store the fingerprints of versions, and what speaks for their items being others' stories."""
        boilerplate = self._boilerplate()
        made = (_printed(each, boilerplate.get(each.source, frozenset())) for each in unprinted)
        printed = [each for each in made if each is not None]
        self.prints.add(printed)
        self.prints.compared(self._evidence(printed), {each.item: each.ordinal for each in unprinted})

    def _boilerplate(self) -> dict[str, frozenset[str]]:
        """Return the lines that each source repeats: those that were learned, and those that are configured."""
        learned = self.prints.boilerplate()
        named = {
            source.id: frozenset(map(line_digest, source.boilerplate)) for source in self.settings.sources
        }
        return {
            id_: learned.get(id_, frozenset()) | named.get(id_, frozenset()) for id_ in {*learned, *named}
        }

    def _evidence(self, printed: Sequence[Printed]) -> list[Evidence]:
        pairs = self._pairs(printed)
        known = self.prints.of(item for pair in pairs for item in pair)
        found = (compare(known[one], known[other]) for one, other in sorted(pairs, key=_later_first))
        return [evidence for evidence in found if evidence is not None]

    def _pairs(self, printed: Sequence[Printed]) -> set[tuple[int, int]]:
        """Return which items are to be compared, the lower number first."""
        shared = self.prints.shared(key for each in printed for key in each.keys)
        asked = [(each.place, [key for key in each.keys if key in shared]) for each in printed]
        return {
            (min(each.item, other), max(each.item, other))
            for each, found in zip(printed, self.prints.candidates(asked), strict=True)
            for other in found
            if other != each.item
        }

    def _group(self, now: datetime) -> MatchCounts | None:
        waiting = self.store.unmatched(limit=PORTION)
        regrouping = self.store.regrouping(limit=PORTION)
        decided = self.editing.waiting()
        due = self.store.due(now=now)
        if not waiting and not regrouping and not decided and not due:
            return None
        touched = [
            *(each.item for each in waiting),
            *regrouping,
            *self.store.members([*decided.values(), *due]),
        ]
        decisions = self._decide(touched, waiting, now)
        self.store.commit(decisions, {each.item: each.ordinal for each in waiting})
        if decided:
            self.editing.mark_applied(decided)
        return MatchCounts(items=len(waiting), stories=len(decisions))

    def _decide(
        self, touched: Sequence[int], waiting: Sequence[Unmatched], now: datetime
    ) -> list[StoryDecision]:
        component = self.store.component(touched)
        prints = {each.item: each for each in component.prints}
        stories = self.store.stories(each.story for each in component.prints if each.story)
        editors = self.editing.of(stories)
        carriers = self.store.carriers(list(prints))
        around = Surroundings(
            sources=self.sources,
            sections=tuple(section.id for section in self.settings.sections),
            replaced={each.item: each.replaced for each in waiting if each.replaced is not None},
            now=now,
        )
        decisions: list[StoryDecision] = []
        for each in assign(self._clusters(component, carriers), prints, stories=stories, new_id=self._new_id):
            before = stories.get(each.story) or Story(id=each.story, status=Status.USABLE, created_at=now)
            members = [carriers[item] for item in each.cluster.items]
            # what was decided of stories that are one now holds for all of it: a kill outlives a merge
            words = [word for story in (each.story, *each.merged) for word in editors.get(story, ())]
            decisions.append(decide(before, members, around, editors=words))
            decisions += [merged(stories[gone], into=each.story, now=now) for gone in each.merged]
        return decisions

    def _clusters(self, component: Component, carriers: Mapping[int, Carrier]) -> tuple[Cluster, ...]:
        """Return the clusters of a component; a source or a section with `match = false` is kept out of merging."""
        unmatched = {section.id for section in self.settings.sections if not section.match}
        alone = {
            item
            for item, carrier in carriers.items()
            if not unmatched.isdisjoint(carrier.version.sections)
            or ((source := self.sources.get(carrier.source)) is not None and not source.match)
        }
        telling = [each for each in component.evidence if alone.isdisjoint((each.one, each.other))]
        members = [print_.item for print_ in component.prints]
        return cluster(component.prints, telling, self.editing.links(members))

    def _new_id(self) -> str:
        return self.new_uuid().urn


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: a portion is many objects and no cycle, and it would go through all of them."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def _later_first(pair: tuple[int, int]) -> tuple[int, int]:
    """Order pairs by the item that came later: it is compared with all that it found at once, its sets made once."""
    one, other = pair
    return other, one


def _printed(unprinted: Unprinted, boilerplate: frozenset[str]) -> Printed | None:
    made = fingerprint(unprinted.version, seen_at=unprinted.seen_at, boilerplate=boilerplate)
    if made is None:
        return None
    return Printed(
        item=unprinted.item,
        ordinal=unprinted.ordinal,
        place=place_of(made.sketch.at, source=unprinted.source, guid=unprinted.guid),
        keys=made.keys,
        sketch=made.sketch,
    )
