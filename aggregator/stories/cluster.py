"""Which items are one story: a function of the set of items and of what speaks for each pair."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from aggregator.model.decision import JOINS_FROM, Cluster, Evidence, EvidenceKind, Link, LinkKind, Print

SURE = JOINS_FROM + 600
"""Evidence of that strength joins whatever hangs on its two items."""
MAJORITY = 0.5
"""Weaker evidence joins two groups only if so many of their pairs have something in common: a round-up or a
follow-up that quotes two stories would make one of them otherwise."""
PAIRS_ASKED = 400
"""Pairs of two groups that are asked; of larger groups the earliest items stand for all."""

Pair = tuple[int, int]


def cluster(
    prints: Iterable[Print], evidence: Iterable[Evidence] = (), links: Iterable[Link] = ()
) -> tuple[Cluster, ...]:
    """Return the stories among the items of a component, each item in exactly one cluster.

    They come in the order of the items' own times, sources and guids, so that neither clusters nor new ids tell
    which poll ended first. What editors have parted stays apart.
    """
    ordered = sorted(prints, key=_canonical)
    place = {print_.item: number for number, print_ in enumerate(ordered)}
    known = [each for each in evidence if each.one in place and each.other in place]
    groups = _Groups(place, known, _parted(links))
    for one, other in _joined(links, place):
        groups.join(one, other)
    for each in sorted(_telling(known, ordered), key=lambda each: _surest_first(each, place)):
        if each.strength >= SURE or groups.have_much_in_common(each.one, each.other):
            groups.join(each.one, each.other)
    return tuple(Cluster(items=tuple(sorted(group))) for group in groups.all())


def _canonical(print_: Print) -> tuple[object, ...]:
    return (print_.time, print_.source, print_.guid, print_.item)


def _surest_first(evidence: Evidence, place: dict[int, int]) -> tuple[int, ...]:
    return (-evidence.strength, *sorted((place[evidence.one], place[evidence.other])))


def _telling(evidence: Sequence[Evidence], prints: Sequence[Print]) -> Iterator[Evidence]:
    """Yield what joins; a link that a source gives to several of its items says nothing of these."""
    sources = {print_.item: print_.source for print_ in prints}
    links = [each for each in evidence if each.kind is EvidenceKind.LINK]
    reused = {
        item for each in links if sources[each.one] == sources[each.other] for item in (each.one, each.other)
    }
    for each in evidence:
        is_reused = each.kind is EvidenceKind.LINK and not reused.isdisjoint((each.one, each.other))
        if each.joins and not is_reused:
            yield each


def _joined(links: Iterable[Link], place: dict[int, int]) -> list[Pair]:
    pairs = [(link.one, link.other) for link in links if link.kind is LinkKind.MUST]
    known = [pair for pair in pairs if pair[0] in place and pair[1] in place]
    return sorted(known, key=lambda pair: sorted((place[pair[0]], place[pair[1]])))


def _parted(links: Iterable[Link]) -> frozenset[Pair]:
    return frozenset(_pair(link.one, link.other) for link in links if link.kind is LinkKind.CANNOT)


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


class _Groups:
    """Items in groups that grow; no group ever holds two items that editors have parted."""

    def __init__(self, place: dict[int, int], evidence: Sequence[Evidence], parted: Collection[Pair]) -> None:
        self._place = place
        self._home = {item: item for item in place}
        self._members = {item: [item] for item in self._home}
        self._similar = {(each.one, each.other) for each in evidence}
        self._parted: dict[int, set[int]] = defaultdict(set)
        for one, other in parted:
            self._parted[one].add(other)
            self._parted[other].add(one)

    def join(self, one: int, other: int) -> None:
        """Make one group of the two items' groups, unless that would join what is parted."""
        first, second = sorted((self._home[one], self._home[other]), key=self._place.__getitem__)
        if first == second or self._are_parted(first, second):
            return
        for item in self._members[second]:
            self._home[item] = first
        together = self._members[first] + self._members.pop(second)
        self._members[first] = sorted(together, key=self._place.__getitem__)

    def have_much_in_common(self, one: int, other: int) -> bool:
        """Return whether most pairs between the two items' groups have something in common."""
        most = int(PAIRS_ASKED**0.5)
        pairs = [
            _pair(*pair)
            for pair in product(
                self._members[self._home[one]][:most], self._members[self._home[other]][:most]
            )
        ]
        return sum(pair in self._similar for pair in pairs) >= MAJORITY * len(pairs)

    def all(self) -> Iterator[Sequence[int]]:
        """Yield the groups in the order of their first items, which they are known by."""
        yield from (self._members[item] for item in self._home if self._home[item] == item)

    def _are_parted(self, first: int, second: int) -> bool:
        others = self._members[second]
        return any(
            self._parted[item] and not self._parted[item].isdisjoint(others) for item in self._members[first]
        )
