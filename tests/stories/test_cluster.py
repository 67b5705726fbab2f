"""Which items are one story, whatever order they come in."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.decision import Key, KeyKind, Print
from aggregator.stories.cluster import TOO_COMMON, cluster

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)

keys = st.builds(
    Key,
    kind=st.sampled_from(list(KeyKind)),
    value=st.sampled_from(["one", "two", "three"]),
    title=st.sampled_from(["a", "b", "c", "d"]),
).map(lambda key: Key(key.kind, f"{key.kind}-{key.value}", key.title))


@st.composite
def items(draw: st.DrawFn) -> list[Print]:
    """Return a handful of items that share keys."""
    return [
        make_print(
            number,
            *draw(st.lists(keys, max_size=3)),
            source=draw(st.sampled_from(["harbour", "valley", "coast"])),
            hours=draw(st.integers(0, 200)),
        )
        for number in range(draw(st.integers(1, 12)))
    ]


def make_print(item: int, *found: Key, source: str = "harbour", hours: int = 0) -> Print:
    """Return an item of a source, so many hours after noon."""
    return Print(item=item, source=source, time=NOON + timedelta(hours=hours), keys=found)


def groups(*prints: Print) -> set[tuple[int, ...]]:
    """Return the items of each cluster."""
    return {each.items for each in cluster(prints)}


@given(items(), st.randoms(use_true_random=False))
def test_order_changes_no_cluster(prints: list[Print], shuffler: random.Random) -> None:
    """Clusters and their evidence are a function of the set of items."""
    shuffled = list(prints)
    shuffler.shuffle(shuffled)
    assert set(cluster(prints)) == set(cluster(shuffled))


@given(items(), st.randoms(use_true_random=False))
def test_order_of_clusters_does_not_tell_which_poll_was_stored_first(
    prints: list[Print], shuffler: random.Random
) -> None:
    """New stories get their ids in this order: the numbers that a busy moment gave the items must not show."""
    alone = list({(print_.source, print_.time): print_ for print_ in prints}.values())
    numbers = [print_.item for print_ in alone]
    shuffler.shuffle(numbers)
    renumbered = [replace(print_, item=number) for print_, number in zip(alone, numbers, strict=True)]
    assert in_words(alone) == in_words(renumbered)


def in_words(prints: list[Print]) -> list[set[tuple[str, datetime]]]:
    """Return the clusters in their order, their items by source and time."""
    known = {print_.item: (print_.source, print_.time) for print_ in prints}
    return [{known[item] for item in each.items} for each in cluster(prints)]


@given(items())
def test_every_item_is_in_exactly_one_cluster(prints: list[Print]) -> None:
    """No item is lost, none is in two stories."""
    found = [item for each in cluster(prints) for item in each.items]
    assert sorted(found) == sorted(print_.item for print_ in prints)


@given(items())
def test_evidence_connects_what_it_joins(prints: list[Print]) -> None:
    """Each cluster of n items has n - 1 proofs at least, all between its own items."""
    for each in cluster(prints):
        members = set(each.items)
        assert len(each.evidence) >= len(members) - 1
        assert all({proof.one, proof.other} <= members for proof in each.evidence)


def test_same_text_of_two_outlets_joins() -> None:
    """Two outlets with one text are one story, and the evidence says why."""
    key = Key(KeyKind.TEXT, "t", "a")
    (only,) = cluster([make_print(1, key), make_print(2, Key(KeyKind.TEXT, "t", "b"), source="valley")])
    assert only.evidence[0].because == "the same text"


def test_boilerplate_joins_only_equal_headlines() -> None:
    """A text under three headlines of one source is boilerplate: then the headline must agree too."""
    prints = [make_print(number, Key(KeyKind.TEXT, "t", title)) for number, title in enumerate("aabc")]
    assert groups(*prints) == {(0, 1), (2,), (3,)}


def test_link_used_twice_by_a_source_is_no_evidence_for_it() -> None:
    """The other sources that use it once are still joined by it."""
    key = Key(KeyKind.LINK, "l", "a")
    prints = [
        make_print(1, key),
        make_print(2, key),
        make_print(3, key, source="valley"),
        make_print(4, key, source="coast"),
    ]
    assert groups(*prints) == {(1,), (2,), (3, 4)}


def test_short_copy_joins_within_48_hours_of_the_first() -> None:
    """The window begins with the earliest item and does not creep from day to day."""
    key = Key(KeyKind.SHORT, "s", "a")
    assert groups(make_print(1, key), make_print(2, key, hours=40), make_print(3, key, hours=80)) == {
        (1, 2),
        (3,),
    }


def test_key_that_everybody_has_is_no_evidence() -> None:
    """A key of more items than a story can have carriers tells nothing apart."""
    key = Key(KeyKind.TEXT, "t", "a")
    prints = [make_print(number, key, source=f"s{number}") for number in range(TOO_COMMON + 1)]
    assert len(groups(*prints)) == TOO_COMMON + 1
    assert len(groups(*prints[1:])) == 1
