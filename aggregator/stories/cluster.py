"""Which items are one story: a function of the set of items, whatever the order they came in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations, groupby, pairwise

from aggregator.model.decision import Cluster, Evidence, Key, KeyKind, Link, LinkKind, Print
from aggregator.stories.links import Groups, keep_together

SHORT_WINDOW = timedelta(hours=48)
"""How far apart two items of equal title and summary may be and still be one story."""

BOILERPLATE_HEADLINES = 3
"""From how many headlines of one source on a text is boilerplate (a paywall notice, a cookie wall)."""

TOO_COMMON = 200
"""A key that more items share tells no stories apart."""

Holder = tuple[Print, Key]


def cluster(prints: Iterable[Print], links: Iterable[Link] = ()) -> tuple[Cluster, ...]:
    """Return the stories among the items of a component, each item in exactly one cluster.

    They come in the order of the items' own times and sources, so that new ids do not tell which poll ended first.
    What editors have joined stands first; then evidence joins what they have not parted.
    """
    ordered = sorted(prints, key=_canonical)
    place = {print_.item: number for number, print_ in enumerate(ordered)}
    said = tuple(links)
    groups = Groups.apart(tuple(place), said)
    kept = keep_together(groups, said, place=place)
    parted = {item for link in said if link.kind is LinkKind.CANNOT for item in (link.one, link.other)}
    proofs = {proof for group in _groups(ordered) for proof in _connect(*group, parted)}
    earliest_first = sorted(proofs, key=lambda proof: _in_order(proof, place))
    evidence = sorted((*kept, *(proof for proof in earliest_first if groups.join(proof.one, proof.other))))
    return tuple(
        Cluster(
            items=tuple(sorted(items)), evidence=tuple(proof for proof in evidence if proof.one in set(items))
        )
        for items in groups.all()
    )


def _in_order(proof: Evidence, place: Mapping[int, int]) -> tuple[object, ...]:
    """Order evidence by its later item, so that what is said of the earlier ones does not depend on later ones."""
    one, other = sorted((place[proof.one], place[proof.other]))
    return (other, one, proof.because)


def _canonical(print_: Print) -> tuple[object, ...]:
    return (print_.time, print_.source, print_.item)


def _groups(prints: Sequence[Print]) -> Iterator[tuple[str, Sequence[Print]]]:
    """Yield (reason, items that are one story for that reason)."""
    holders: dict[tuple[KeyKind, str], list[Holder]] = defaultdict(list)
    for print_ in prints:
        for key in print_.keys:
            holders[key.kind, key.value].append((print_, key))
    for (kind, _), held in holders.items():
        if 1 < len({print_.item for print_, _ in held}) <= TOO_COMMON:
            yield from _same(kind, held)


def _same(kind: KeyKind, held: Sequence[Holder]) -> Iterator[tuple[str, Sequence[Print]]]:
    match kind:
        case KeyKind.LINK:
            yield "the same link", _only_of_its_source(held)
        case KeyKind.TEXT:
            yield from (("the same text", group) for group in _same_text(held))
        case KeyKind.SHORT:
            reason = "the same title and summary, or title and link, within 48 hours"
            yield from ((reason, _agreeing(group)) for group in _same_days(held))


def _only_of_its_source(held: Sequence[Holder]) -> Sequence[Print]:
    """Return the items whose source uses the link for them alone."""
    items: dict[str, set[int]] = defaultdict(set)
    for print_, _ in held:
        items[print_.source].add(print_.item)
    return [print_ for print_, _ in held if len(items[print_.source]) == 1]


def _same_text(held: Sequence[Holder]) -> Iterator[Sequence[Print]]:
    """Yield all holders, or those of each headline where the text is one source's boilerplate."""
    if not _is_boilerplate(held):
        yield [print_ for print_, _ in held]
        return
    by_title = sorted(held, key=lambda holder: holder[1].title)
    for _, group in groupby(by_title, key=lambda holder: holder[1].title):
        yield [print_ for print_, _ in group]


def _is_boilerplate(held: Sequence[Holder]) -> bool:
    headlines: dict[str, set[str]] = defaultdict(set)
    items: dict[str, set[int]] = defaultdict(set)
    for print_, key in held:
        headlines[print_.source].add(key.title)
        items[print_.source].add(print_.item)
    return any(
        min(len(headlines[source]), len(items[source])) >= BOILERPLATE_HEADLINES for source in headlines
    )


def _same_days(held: Sequence[Holder]) -> Iterator[Sequence[Print]]:
    """Yield the items window by window, each window beginning with its earliest item."""
    window: list[Print] = []
    for print_ in sorted((print_ for print_, _ in held), key=_canonical):
        if window and print_.time - window[0].time > SHORT_WINDOW:
            yield window
            window = []
        window.append(print_)
    yield window


def _agreeing(group: Sequence[Print]) -> Sequence[Print]:
    """Return the items that title and summary join: all, unless some have long texts that say different things.

    A forecast has today's headline and summary again tomorrow; where there are texts, they decide.
    """
    texts = [{key.value for key in print_.keys if key.kind is KeyKind.TEXT} for print_ in group]
    known = [values for values in texts if values]
    if not known or set.intersection(*known):
        return group
    return [print_ for print_, values in zip(group, texts, strict=True) if not values]


def _connect(reason: str, group: Sequence[Print], parted: Collection[int]) -> Iterator[Evidence]:
    """Yield evidence that connects the items: a chain, or every pair where a link of the chain may be refused."""
    ordered = sorted({print_.item: print_ for print_ in group}.values(), key=_canonical)
    is_whole = all(print_.item not in parted for print_ in ordered)
    for one, other in pairwise(ordered) if is_whole else combinations(ordered, 2):
        low, high = sorted((one.item, other.item))
        yield Evidence(low, high, reason)
