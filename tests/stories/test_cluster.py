"""Which items are one story, whatever order they come in."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.decision import JOINS_FROM, Evidence, EvidenceKind, Link, LinkKind, Print
from aggregator.stories.cluster import SURE, cluster

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
KINDS = st.sampled_from([EvidenceKind.COPY, EvidenceKind.LINK, EvidenceKind.RELATED])


@st.composite
def components(draw: st.DrawFn) -> tuple[list[Print], list[Evidence], list[Link]]:
    """Return some items of a few sources, what speaks for some pairs, and what editors said of some."""
    count = draw(st.integers(1, 9))
    prints = [
        make_print(number, source=draw(st.sampled_from(["harbour", "valley"])), hours=draw(st.integers(0, 5)))
        for number in range(count)
    ]
    pairs = [(one, other) for one in range(count) for other in range(one + 1, count)]
    known = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    proofs = [make_proof(*pair, draw(st.integers(400, 2_000)), draw(KINDS)) for pair in known]
    said = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)) if pairs else []
    return prints, proofs, [make_link(*pair, draw(st.sampled_from(LinkKind))) for pair in said]


def make_print(item: int, *, source: str = "harbour", hours: int = 0) -> Print:
    """Return an item of a source, so many hours after noon."""
    return Print(item=item, source=source, guid=f"g{item}", time=NOON + timedelta(hours=hours))


def make_proof(
    one: int, other: int, strength: int = 2_000, kind: EvidenceKind = EvidenceKind.COPY
) -> Evidence:
    """Return evidence of that strength about two items."""
    return Evidence(one, other, kind, strength, "a test says so")


def make_link(one: int, other: int, kind: LinkKind) -> Link:
    """Return what editors said of two items."""
    return Link(one=one, other=other, kind=kind, decided_at=NOON)


def groups(count: int, *proofs: Evidence, links: tuple[Link, ...] = ()) -> set[tuple[int, ...]]:
    """Return the clusters of so many items of different sources."""
    prints = [make_print(number, source=f"s{number}", hours=number) for number in range(count)]
    return {each.items for each in cluster(prints, proofs, links)}


@given(components(), st.randoms(use_true_random=False))
def test_order_changes_no_cluster(
    component: tuple[list[Print], list[Evidence], list[Link]], shuffler: random.Random
) -> None:
    """Clusters, and the order they come in, are a function of the set of items."""
    prints, proofs, links = component
    other_order = cluster(
        shuffler.sample(prints, len(prints)),
        shuffler.sample(proofs, len(proofs)),
        shuffler.sample(links, len(links)),
    )
    assert cluster(prints, proofs, links) == other_order


@given(components(), st.randoms(use_true_random=False))
def test_numbers_of_items_change_no_cluster(
    component: tuple[list[Print], list[Evidence], list[Link]], shuffler: random.Random
) -> None:
    """Items are numbered as they arrive: another order of arrival gives the same groups in the same order."""
    prints, proofs, links = component
    numbers = list(range(100, 100 + len(prints)))
    shuffler.shuffle(numbers)
    renumbered = cluster(
        [replace(print_, item=numbers[print_.item]) for print_ in prints],
        [
            replace(
                each,
                one=min(numbers[each.one], numbers[each.other]),
                other=max(numbers[each.one], numbers[each.other]),
            )
            for each in proofs
        ],
        [replace(each, one=numbers[each.one], other=numbers[each.other]) for each in links],
    )
    expected = [{numbers[item] for item in each.items} for each in cluster(prints, proofs, links)]
    assert [set(each.items) for each in renumbered] == expected


@given(components())
def test_every_item_is_in_exactly_one_cluster(
    component: tuple[list[Print], list[Evidence], list[Link]],
) -> None:
    """No item is lost, none is in two stories."""
    found = [item for each in cluster(*component) for item in each.items]
    assert sorted(found) == sorted(print_.item for print_ in component[0])


@given(components())
def test_what_editors_parted_is_in_no_cluster_together(
    component: tuple[list[Print], list[Evidence], list[Link]],
) -> None:
    """Whatever texts and other links say."""
    parted = [link for link in component[2] if link.kind is LinkKind.CANNOT]
    for each in cluster(*component):
        assert not any({link.one, link.other} <= set(each.items) for link in parted)


def test_what_joins_is_transitive() -> None:
    """A copy of a copy is a copy."""
    assert groups(4, make_proof(0, 1), make_proof(1, 2)) == {(0, 1, 2), (3,)}


def test_what_is_only_related_stays_apart() -> None:
    """However much two texts have in common short of being one."""
    assert groups(2, make_proof(0, 1, JOINS_FROM - 1, EvidenceKind.RELATED)) == {(0,), (1,)}


def test_weak_evidence_does_not_make_two_stories_one() -> None:
    """A round-up that quotes two stories is alike to one item of each, and to few of the rest."""
    pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    stories = [make_proof(*pair) for pair in pairs]
    assert groups(6, *stories, make_proof(2, 3, SURE - 1)) == {(0, 1, 2), (3, 4, 5)}
    assert groups(6, *stories, make_proof(2, 3, SURE)) == {(0, 1, 2, 3, 4, 5)}


def test_weak_evidence_joins_what_is_alike_throughout() -> None:
    """Half of the pairs are enough."""
    alike = [make_proof(0, 2, 500, EvidenceKind.RELATED), make_proof(1, 2, 1_400)]
    assert groups(3, make_proof(0, 1), *alike) == {(0, 1, 2)}


def test_link_used_twice_by_a_source_is_no_evidence_for_it() -> None:
    """The other sources that use it once are still joined by it."""
    prints = [make_print(1), make_print(2), make_print(3, source="valley"), make_print(4, source="coast")]
    pairs = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
    proofs = [make_proof(*pair, JOINS_FROM, EvidenceKind.LINK) for pair in pairs]
    assert {each.items for each in cluster(prints, proofs)} == {(1,), (2,), (3, 4)}


def test_editors_join_what_shares_nothing() -> None:
    """And what each of the two is one with comes along."""
    links = (make_link(1, 2, LinkKind.MUST),)
    assert groups(4, make_proof(0, 1), make_proof(2, 3), links=links) == {(0, 1, 2, 3)}


def test_split_stands_when_a_new_copy_comes() -> None:
    """It joins one of the two, and never makes them one again."""
    proofs = [make_proof(0, 1, 1_900), make_proof(0, 2, 1_900), make_proof(1, 2, 1_800)]
    assert groups(3, *proofs, links=(make_link(0, 1, LinkKind.CANNOT),)) == {(0, 2), (1,)}
