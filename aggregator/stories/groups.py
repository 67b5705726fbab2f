"""Items in groups that grow, within what editors have said of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from aggregator.model.decision import Link, LinkKind

PAIRS_ASKED = 400
"""Pairs of two groups that are asked; of larger groups the earliest items stand for all."""

Pair = tuple[int, int]


class Groups:
    """Items that are being joined; two that editors have parted never come into one group.

    `place` is an item's place in the canonical order, so that its number decides nothing; `similar` are the pairs,
    the smaller number first, that have something in common.
    """

    def __init__(self, place: Mapping[int, int], links: Sequence[Link], *, similar: Iterable[Pair]) -> None:
        self._place = place
        self._home = {item: item for item in place}
        self._members = {item: [item] for item in self._home}
        self._similar = frozenset(similar)
        self._parted: dict[int, set[int]] = defaultdict(set)
        known = [link for link in links if link.one in place and link.other in place]
        for link in known:
            if link.kind is LinkKind.CANNOT:
                self._parted[link.one].add(link.other)
                self._parted[link.other].add(link.one)
        for link in sorted(known, key=self._newest_first):
            if link.kind is LinkKind.MUST:
                self.join(link.one, link.other)

    def join(self, one: int, other: int) -> None:
        """Make one group of the two items' groups, unless that would join what editors have parted."""
        first, second = sorted((self._home[one], self._home[other]), key=self._place.__getitem__)
        if first == second or not self._parted[first].isdisjoint(self._members[second]):
            return
        moved = self._members.pop(second)
        self._home.update(dict.fromkeys(moved, first))
        self._members[first] = sorted((*self._members[first], *moved), key=self._place.__getitem__)
        self._parted[first] |= self._parted[second]

    def share_in_common(self, one: int, other: int) -> float:
        """Return how many of the pairs between the two items' groups have something in common, from 0 to 1."""
        most = int(PAIRS_ASKED**0.5)
        mine, theirs = (self._members[self._home[item]][:most] for item in (one, other))
        pairs = [(min(pair), max(pair)) for pair in product(mine, theirs)]
        return sum(pair in self._similar for pair in pairs) / len(pairs)

    def all(self) -> Iterator[Sequence[int]]:
        """Yield the groups in the canonical order of their first items."""
        yield from (self._members[item] for item in self._home if self._home[item] == item)

    def _newest_first(self, link: Link) -> tuple[object, ...]:
        pair = sorted((self._place[link.one], self._place[link.other]))
        return (-link.decided_at.timestamp(), *pair)
