"""Items of which no store knows, found, compared and grouped as the store's would be."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.database.prints import NEAREST, PLACES_A_SECOND, REACH_SECONDS, place_of
from aggregator.model.decision import Cluster, Evidence, Print
from aggregator.model.item import Version
from aggregator.stories.alike import compare
from aggregator.stories.cluster import cluster
from aggregator.stories.fingerprint import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one item says in its versions, oldest first."""

    source: str
    guid: str
    seen_at: datetime
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What came of matching items, which are named by their places in what was given."""

    evidence: tuple[Evidence, ...]
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    item: int
    place: int
    keys: tuple[int, ...]


_Holders = Mapping[int, Sequence[tuple[int, int]]]
"""Key -> (place, item) of who holds it, ascending."""


def match_in_memory(
    items: Sequence[Said],
    *,
    boilerplate: Mapping[str, frozenset[str]] | None = None,
    alone: Collection[str] = (),
) -> Matched:
    """Return the stories among items, whatever their order.

    `boilerplate` are the lines that each source repeats, `alone` the sources that are kept out of merging.
    """
    prints, asked = [], []
    for number, said in enumerate(items):
        lines = (boilerplate or {}).get(said.source, frozenset[str]())
        print_, keys = _printed(number, said, lines)
        prints.append(print_)
        asked += keys
    found = (compare(prints[one], prints[other]) for one, other in sorted(_pairs(asked)))
    evidence = tuple(each for each in found if each is not None)
    telling = [
        each
        for each in evidence
        if items[each.one].source not in alone and items[each.other].source not in alone
    ]
    return Matched(evidence=evidence, clusters=cluster(prints, telling))


def _printed(number: int, said: Said, lines: frozenset[str]) -> tuple[Print, list[_Asked]]:
    made = [fingerprint(version, seen_at=said.seen_at, boilerplate=lines) for version in said.versions]
    known = [each for each in made if each is not None]
    print_ = Print(
        item=number,
        source=said.source,
        guid=said.guid,
        time=said.versions[0].published or said.seen_at,
        sketches=tuple(each.sketch for each in known),
    )
    asked = [
        _Asked(number, place_of(each.sketch.at, source=said.source, guid=said.guid), each.keys)
        for each in known
    ]
    return print_, asked


def _pairs(asked: Sequence[_Asked]) -> set[tuple[int, int]]:
    """Return the pairs of items that the store's index would lead to (`Prints.candidates`)."""
    holders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in asked:
        for key in each.keys:
            holders[key].append((each.place, each.item))
    index = {key: sorted(set(some)) for key, some in holders.items() if len(some) > 1}
    return {
        (min(each.item, other), max(each.item, other))
        for each in asked
        for other in _near(each, index)
        if other != each.item
    }


def _near(asked: _Asked, index: _Holders) -> Iterator[int]:
    reach = REACH_SECONDS * PLACES_A_SECOND
    for key in asked.keys:
        places = index.get(key, ())
        before = bisect_right(places, asked.place, key=_place)
        after = bisect_left(places, asked.place, key=_place)
        for place, item in (*places[max(0, before - NEAREST) : before], *places[after : after + NEAREST]):
            if abs(place - asked.place) <= reach:
                yield item


def _place(holder: tuple[int, int]) -> int:
    return holder[0]
