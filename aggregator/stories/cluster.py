"""Which items are one story: a function of the set of items and of what speaks for each pair."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aggregator.model.decision import JOINS_FROM, Cluster, Evidence, EvidenceKind, Link, Print
from aggregator.stories.groups import Groups

SURE = JOINS_FROM + 600
"""Evidence of that strength joins whatever hangs on its two items."""
MAJORITY = 0.5
"""Weaker evidence joins two groups only if so many of their pairs have something in common: a round-up or a
follow-up that quotes two stories would make one of them otherwise."""


def cluster(
    prints: Iterable[Print], evidence: Iterable[Evidence] = (), links: Iterable[Link] = ()
) -> tuple[Cluster, ...]:
    """Return the stories among the items of a component, each item in exactly one cluster.

    They come in the order of the items' own times, sources and guids, so that neither clusters nor new ids tell
    which poll ended first. What editors have joined stands first, and what they have parted stays apart.
    """
    ordered = sorted(prints, key=_canonical)
    place = {print_.item: number for number, print_ in enumerate(ordered)}
    known = [each for each in evidence if each.one in place and each.other in place]
    groups = Groups(place, tuple(links), similar=((each.one, each.other) for each in known))
    for each in sorted(_telling(known, ordered), key=lambda each: _surest_first(each, place)):
        if each.strength >= SURE or groups.share_in_common(each.one, each.other) >= MAJORITY:
            groups.join(each.one, each.other)
    return tuple(Cluster(items=tuple(sorted(group))) for group in groups.all())


def _canonical(print_: Print) -> tuple[object, ...]:
    return (print_.time, print_.source, print_.guid, print_.item)


def _surest_first(evidence: Evidence, place: Mapping[int, int]) -> tuple[int, ...]:
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
