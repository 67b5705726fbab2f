"""The index of fingerprints, on both databases."""

import random

import pytest

from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.polls import Polls
from aggregator.database.prints import NEAREST, PLACES_A_SECOND, REACH_SECONDS, Printed, Prints, place_of
from aggregator.model.poll import ItemChange, SourceState
from aggregator.model.sketch import pack_digests, pack_short_digests
from tests.database.contents import fill, make_sketch, new_version, poll_of, proof_of, store_polls
from tests.database.stores import NOON

BOX = 77
"""A key that every item of an outlet holds."""


def store_items(store: Database, count: int) -> list[int]:
    """Store so many items of one source; return their numbers."""
    changes = [ItemChange(guid=f"g{number}", versions=(new_version("Pier"),)) for number in range(count)]
    state = SourceState(source="harbour", last_poll_at=NOON)
    Polls(store).commit(state, ["g0"], lambda _: changes)
    return [each.item for each in Matching(store).unmatched(limit=count)]


def add(store: Database, item: int, *keys: int, place: int) -> None:
    """Store an item's fingerprint."""
    Prints(store).add([Printed(item=item, ordinal=1, place=place, keys=keys, sketch=make_sketch(*keys))])


def candidates(store: Database, place: int, *keys: int) -> tuple[int, ...]:
    """Return who holds one of these keys near that place."""
    (found,) = Prints(store).candidates([(place, keys)])
    return found


def test_versions_wait_until_they_are_compared(store: Database) -> None:
    """Each once, in the order the items came; a new version of a known item waits alone."""
    store_polls(store, poll_of("harbour", "Pier", "Pier 2"), poll_of("northern", "Pier"))
    waiting = Prints(store).waiting(limit=10)
    assert [(each.source, each.ordinal, each.version.title) for each in waiting] == [
        ("harbour", 1, "Pier"),
        ("harbour", 2, "Pier 2"),
        ("northern", 1, "Pier"),
    ]
    assert Prints(store).waiting(limit=1) == waiting[:2]
    Prints(store).compared([], {waiting[0].item: 2, waiting[2].item: 1})
    assert not Prints(store).has_waiting()
    store_polls(store, poll_of("northern", "Pier", "Pier 3"))
    (new,) = Prints(store).waiting(limit=10)
    assert (new.ordinal, new.version.title) == (2, "Pier 3")


def test_versions_of_an_item_are_found_by_its_names(store: Database) -> None:
    """Oldest first; nothing of what is not stored."""
    store_polls(store, poll_of("harbour", "Pier", "Pier 2"), poll_of("northern", "Pier"))
    guid = Prints(store).waiting(limit=1)[0].guid
    found = Prints(store).versions_of("harbour", guid)
    assert [each.version.title for each in found] == ["Pier", "Pier 2"]
    assert Prints(store).versions_of("harbour", "nothing") == ()


def test_sketches_come_back_with_their_items(store: Database) -> None:
    """In the order of the versions; storing them twice changes nothing."""
    (item, *_) = fill(store)
    title, stems = pack_digests([2**32 - 1]), pack_short_digests([65_535])
    second = make_sketch(5, 6, at=9, title=title, stems=stems)
    for _ in range(2):
        Prints(store).add([Printed(item=item, ordinal=2, place=9, keys=(5,), sketch=second)])
    print_ = Prints(store).of([item])[item]
    assert print_.sketches == (make_sketch(1), second)
    assert (print_.source, print_.guid) == ("harbour", "a")
    assert Prints(store).of([]) == {}


def test_candidates_are_those_with_a_common_key(store: Database) -> None:
    """Within a month, whichever of many keys it is."""
    one, two, three, late = store_items(store, 4)
    a_month_later = (REACH_SECONDS + 200) * PLACES_A_SECOND
    add(store, one, 1, 2, place=0)
    add(store, two, 2, 3, place=100)
    add(store, three, 4, place=0)
    add(store, late, 2, place=a_month_later)
    assert candidates(store, 0, 2) == (one, two)
    assert candidates(store, 100, 3, 4) == (two, three)
    assert candidates(store, 0, *range(1_000, 1_090), 4) == (three,)
    assert candidates(store, 0, 99) == ()
    assert candidates(store, a_month_later, 2) == (late,)


def test_keys_of_one_holder_are_told_from_those_that_are_shared(store: Database) -> None:
    """Most keys of a text are its own: nobody has to be looked for by these."""
    one, two, three = store_items(store, 3)
    add(store, one, *range(1, 1_000), place=0)
    add(store, two, 2, 1_000, place=100)
    add(store, three, 2, 900, place=(REACH_SECONDS + 200) * PLACES_A_SECOND)
    assert Prints(store).shared([*range(1, 1_100), 2]) == {2, 900}
    assert Prints(store).shared([1_000, 2**63 - 1]) == frozenset()
    assert Prints(store).shared([]) == frozenset()


@pytest.mark.parametrize("seed", range(3))
def test_finding_is_mutual(store: Database, seed: int) -> None:
    """Of two items that share a key, each finds the other or neither does: order of arrival changes nothing."""
    chance = random.Random(seed)
    items = store_items(store, 2 * NEAREST)
    places = {item: place_of(chance.randrange(5), source="harbour", guid=f"g{item}") for item in items}
    for item, place in places.items():
        add(store, item, BOX, place=place)
    found = {item: set(candidates(store, place, BOX)) for item, place in places.items()}
    assert all(one in found[other] for one in items for other in found[one])
    assert any(len(others) < len(items) for others in found.values())


def test_key_that_everybody_holds_costs_as_little_as_another(store: Database) -> None:
    """A box under every text leads to the nearest in time alone."""
    items = store_items(store, 3 * NEAREST)
    for place, item in enumerate(items):
        add(store, item, BOX, place=place)
    middle = len(items) // 2
    found = candidates(store, middle, BOX)
    assert set(found) == set(items[middle - NEAREST + 1 : middle + NEAREST])


@pytest.mark.parametrize("more", [0, 1, 2])
def test_key_is_followed_as_far_to_each_side_whether_few_or_many_hold_it(store: Database, more: int) -> None:
    """Where one reading of a key shows all of its holders, that is the answer; else both sides are read."""
    items = store_items(store, NEAREST + more)
    for place, item in enumerate(items):
        add(store, item, BOX, BOX + 1 + item, place=place)
    assert candidates(store, 0, BOX, BOX + 1 + items[-1]) == tuple(sorted({*items[:NEAREST], items[-1]}))
    assert candidates(store, NEAREST + more, BOX) == tuple(items[-NEAREST:])


def test_stronger_evidence_replaces_the_weaker(store: Database) -> None:
    """Whichever version was compared first."""
    one, two, _ = fill(store)
    for strength in (1_200, 1_700, 1_300):
        Prints(store).compared([proof_of(one, two, strength=strength)], {})
    strongest = proof_of(one, two, strength=2_000)  # which `fill` has stored
    assert Matching(store).component([one]).evidence == (strongest,)


def test_beginning_anew_forgets_what_was_compared(store: Database) -> None:
    """Keys, sketches, evidence; every version waits again, and what was learned is known."""
    items = fill(store)
    Prints(store).begin_anew({"harbour": ["0123456789abcdef"]})
    assert [each.item for each in Prints(store).waiting(limit=10)] == [items[0], items[0], items[1], items[2]]
    assert Prints(store).boilerplate() == {"harbour": frozenset(["0123456789abcdef"])}
    assert Matching(store).component([items[2]]).evidence == ()
    assert candidates(store, 0, 1, 2) == ()


def test_texts_of_a_source_are_those_of_the_newest_versions(store: Database) -> None:
    """What a source repeats is learned from what it says now."""
    fill(store)
    titles = [title for title, _ in Prints(store).texts("harbour")]
    assert titles == ["Pier, corrected", "Fruit"]
    assert Prints(store).sources() == ("harbour", "northern")
