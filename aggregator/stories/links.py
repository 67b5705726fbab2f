"""Which items may come into one cluster, given what editors have said of them: the newest word holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aggregator.model.decision import Evidence, Link, LinkKind


@dataclass(slots=True)
class Groups:
    """Items that are being joined; two that editors have parted never come into one group."""

    _group: dict[int, int]
    """Item -> the number of its group."""
    _members: dict[int, list[int]]
    _parted: dict[int, set[int]] = field(default_factory=dict)
    """Group -> the items that none of its own may stand with."""

    @classmethod
    def apart(cls, items: Sequence[int], links: Iterable[Link]) -> "Groups":
        """Return every item in a group of its own."""
        parted: dict[int, set[int]] = {item: set() for item in items}
        for link in links:
            if link.kind is LinkKind.CANNOT and link.one in parted and link.other in parted:
                parted[link.one].add(link.other)
                parted[link.other].add(link.one)
        return cls({item: item for item in items}, {item: [item] for item in items}, parted)

    def join(self, one: int, other: int) -> bool:
        """Return whether the two are in one group now; their groups become one unless editors have parted them."""
        larger, smaller = self._group[one], self._group[other]
        if larger == smaller:
            return True
        if len(self._members[larger]) < len(self._members[smaller]):
            larger, smaller = smaller, larger
        if not self._parted[larger].isdisjoint(self._members[smaller]):
            return False
        moved = self._members.pop(smaller)
        self._members[larger] += moved
        self._parted[larger] |= self._parted.pop(smaller)
        self._group.update(dict.fromkeys(moved, larger))
        return True

    def all(self) -> list[list[int]]:
        """Return the items of each group, groups and items in the order in which the items were given."""
        found: dict[int, list[int]] = {}
        for item, group in self._group.items():
            found.setdefault(group, []).append(item)
        return list(found.values())


def keep_together(groups: Groups, links: Iterable[Link], *, place: Mapping[int, int]) -> tuple[Evidence, ...]:
    """Join what editors have joined, their newest word first; return what holds, as evidence.

    `place` is an item's place in the canonical order, so that its number decides nothing.
    """
    known = [
        link for link in links if link.kind is LinkKind.MUST and link.one in place and link.other in place
    ]
    known.sort(key=lambda link: sorted((place[link.one], place[link.other])))
    known.sort(key=lambda link: link.decided_at, reverse=True)
    return tuple(_evidence(link) for link in known if groups.join(link.one, link.other))


def _evidence(link: Link) -> Evidence:
    low, high = sorted((link.one, link.other))
    return Evidence(low, high, f"kept together by editors since {link.decided_at:%Y-%m-%d %H:%MZ}")
