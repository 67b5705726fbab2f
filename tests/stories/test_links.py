"""What editors have said of two items holds in every cluster, whatever the evidence."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.comparison import digest
from aggregator.model.decision import Link, LinkKind, Print
from aggregator.model.item import Version
from aggregator.stories.cluster import cluster
from aggregator.stories.fingerprint import keys_of

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
WORDS = ("harbour", "orchard", "council")


def text_of(word: str) -> str:
    """Return a text of its own for each word, long enough to say which story it is."""
    letters = (digest(word, str(number)) for number in range(20))
    return " ".join(f"{word} {each[:9]} {each[9:14]} {each[20:31]}" for each in letters)


def make_print(item: int, *words: str, minutes: int | None = None) -> Print:
    """Return an item that has run these texts, of a source of its own."""
    keys = {key for word in words for key in keys_of(Version(title=f"The {word} story", text=text_of(word)))}
    at = NOON + timedelta(minutes=item if minutes is None else minutes)
    return Print(item=item, source=f"source-{at:%H%M}", time=at, keys=tuple(sorted(keys)))


def must(one: int, other: int, *, at: int = 0) -> Link:
    """Return the editors' word that two items are one story, said so many hours after noon."""
    low, high = sorted((one, other))
    return Link(one=low, other=high, kind=LinkKind.MUST, decided_at=NOON + timedelta(hours=at))


def cannot(one: int, other: int, *, at: int = 0) -> Link:
    """Return the editors' word that two items are not one story."""
    return replace(must(one, other, at=at), kind=LinkKind.CANNOT)


def groups(prints: Sequence[Print], *links: Link) -> list[tuple[int, ...]]:
    """Return the items of each cluster."""
    return sorted(each.items for each in cluster(prints, links))


@st.composite
def newsrooms(draw: st.DrawFn) -> tuple[list[Print], list[Link]]:
    """Return items that share texts, with what editors have said of some pairs of them."""
    count = draw(st.integers(2, 8))
    prints = [make_print(item, *draw(st.lists(st.sampled_from(WORDS), max_size=2))) for item in range(count)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
        lambda pair: pair[0] < pair[1]
    )
    said = draw(st.lists(pairs, max_size=8, unique=True))
    return prints, [
        replace(must(*pair, at=hour), kind=draw(st.sampled_from(list(LinkKind))))
        for hour, pair in enumerate(said)
    ]


@given(newsrooms())
def test_parted_items_are_never_in_one_cluster(newsroom: tuple[list[Print], list[Link]]) -> None:
    """Directly or through a third item: a false merge that editors have undone does not come back."""
    prints, links = newsroom
    home = {item: each.items for each in cluster(prints, links) for item in each.items}
    assert sorted(home) == [print_.item for print_ in prints]
    assert not any(link.other in home[link.one] for link in links if link.kind is LinkKind.CANNOT)


@given(newsrooms())
def test_joined_items_are_in_one_cluster_unless_others_of_them_are_parted(
    newsroom: tuple[list[Print], list[Link]],
) -> None:
    """What editors join needs no evidence; where nothing is parted, every word of theirs holds."""
    prints, links = newsroom
    joined = [link for link in links if link.kind is LinkKind.MUST]
    home = {item: each.items for each in cluster(prints, joined) for item in each.items}
    assert all(link.other in home[link.one] for link in joined)


@given(newsrooms(), st.randoms(use_true_random=False))
def test_numbers_and_order_of_items_and_links_decide_nothing(
    newsroom: tuple[list[Print], list[Link]], shuffler: random.Random
) -> None:
    """Two machines that stored the same items under other numbers have the same stories."""
    prints, links = newsroom
    numbers = [print_.item for print_ in prints]
    shuffler.shuffle(numbers)
    again = [replace(print_, item=number) for print_, number in zip(prints, numbers, strict=True)]
    moved = [
        replace(must(numbers[each.one], numbers[each.other]), kind=each.kind, decided_at=each.decided_at)
        for each in links
    ]
    shuffler.shuffle(again)
    shuffler.shuffle(moved)
    back = {number: print_.item for print_, number in zip(prints, numbers, strict=True)}
    expected = {frozenset(each.items) for each in cluster(prints, links)}
    assert {frozenset(back[item] for item in each.items) for each in cluster(again, moved)} == expected


@given(newsrooms())
def test_evidence_connects_each_cluster_from_within(newsroom: tuple[list[Print], list[Link]]) -> None:
    """Every merge can be explained: n items have n - 1 proofs at least, and none leads out."""
    for each in cluster(*newsroom):
        members = set(each.items)
        assert len(each.evidence) >= len(members) - 1
        assert all({proof.one, proof.other} <= members for proof in each.evidence)


def test_joined_items_say_by_whom_and_since_when() -> None:
    """`why` has a sentence for a merge that no text explains."""
    (only,) = cluster([make_print(1, "harbour"), make_print(2, "orchard")], [must(1, 2)])
    assert [proof.because for proof in only.evidence] == ["kept together by editors since 2026-01-07 12:00Z"]


def test_those_that_remain_stay_together_when_one_between_them_is_split_off() -> None:
    """The evidence must not run through the item that left."""
    prints = [make_print(item, "harbour") for item in (1, 2, 3)]
    assert groups(prints) == [(1, 2, 3)]
    assert groups(prints, cannot(1, 2), cannot(2, 3)) == [(1, 3), (2,)]


def test_later_copy_joins_one_of_two_that_were_parted() -> None:
    """Never both into one: it goes with the earlier."""
    prints = [make_print(item, "harbour") for item in (1, 2, 3)]
    assert groups(prints, cannot(1, 2)) == [(1, 3), (2,)]


def test_what_is_joined_brings_its_copies_along() -> None:
    """Two stories become one, with all that hangs on either."""
    prints = [
        make_print(1, "harbour"),
        make_print(2, "harbour"),
        make_print(3, "orchard"),
        make_print(4, "orchard"),
    ]
    assert groups(prints, must(2, 3)) == [(1, 2, 3, 4)]


def test_newer_word_wins_where_three_disagree() -> None:
    """One with two and two with three cannot both hold where one and three are parted."""
    prints = [make_print(item) for item in (1, 2, 3)]
    parted = cannot(1, 3)
    assert groups(prints, must(1, 2, at=1), must(2, 3, at=2), parted) == [(1,), (2, 3)]
    assert groups(prints, must(1, 2, at=2), must(2, 3, at=1), parted) == [(1, 2), (3,)]


def test_links_to_items_elsewhere_are_passed_over() -> None:
    """A component may end before an item that someone has spoken of."""
    assert groups([make_print(1), make_print(2)], must(1, 9), cannot(2, 9)) == [(1,), (2,)]
