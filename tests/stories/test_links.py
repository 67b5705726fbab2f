"""What editors have said of two items holds in every cluster, whatever the evidence."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.decision import JOINS_FROM, Cluster, Evidence, EvidenceKind, Link, LinkKind, Print
from aggregator.stories.cluster import cluster

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
WORDS = ("harbour", "orchard", "council")


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Items, what speaks for pairs of them, and what editors have said of some."""

    prints: tuple[Print, ...]
    proofs: tuple[Evidence, ...]
    links: tuple[Link, ...] = ()

    def clusters(self) -> tuple[Cluster, ...]:
        """Return the stories among the items."""
        return cluster(self.prints, self.proofs, self.links)


def newsroom_of(*texts: Sequence[str], links: Sequence[Link] = ()) -> Newsroom:
    """Return items, numbered from 0, that have run these texts: those that share one are alike."""
    prints = tuple(
        Print(item=item, source=f"source-{item}", guid="g", time=NOON + timedelta(minutes=item))
        for item in range(len(texts))
    )
    proofs = tuple(
        Evidence(one, other, EvidenceKind.COPY, 2 * JOINS_FROM, "the same text")
        for one, other in combinations(range(len(texts)), 2)
        if set(texts[one]) & set(texts[other])
    )
    return Newsroom(prints, proofs, tuple(links))


def must(one: int, other: int, *, at: int = 0) -> Link:
    """Return the editors' word that two items are one story, said so many hours after noon."""
    low, high = sorted((one, other))
    return Link(one=low, other=high, kind=LinkKind.MUST, decided_at=NOON + timedelta(hours=at))


def cannot(one: int, other: int, *, at: int = 0) -> Link:
    """Return the editors' word that two items are not one story."""
    return replace(must(one, other, at=at), kind=LinkKind.CANNOT)


def groups(newsroom: Newsroom, *links: Link) -> list[tuple[int, ...]]:
    """Return the items of each cluster."""
    return sorted(each.items for each in replace(newsroom, links=links).clusters())


@st.composite
def newsrooms(draw: st.DrawFn) -> Newsroom:
    """Return items that share texts, with what editors have said of some pairs of them."""
    texts = draw(st.lists(st.lists(st.sampled_from(WORDS), max_size=2), min_size=2, max_size=8))
    last = len(texts) - 1
    pairs = st.tuples(st.integers(0, last), st.integers(0, last)).filter(lambda pair: pair[0] < pair[1])
    said = draw(st.lists(pairs, max_size=8, unique=True))
    links = [
        replace(must(*pair, at=hour), kind=draw(st.sampled_from(list(LinkKind))))
        for hour, pair in enumerate(said)
    ]
    return newsroom_of(*texts, links=links)


def homes(newsroom: Newsroom) -> dict[int, tuple[int, ...]]:
    """Return the cluster of each item."""
    return {item: each.items for each in newsroom.clusters() for item in each.items}


@given(newsrooms())
def test_parted_items_are_never_in_one_cluster(newsroom: Newsroom) -> None:
    """Directly or through a third item: a false merge that editors have undone does not come back."""
    home = homes(newsroom)
    assert sorted(home) == [print_.item for print_ in newsroom.prints]
    parted = [link for link in newsroom.links if link.kind is LinkKind.CANNOT]
    assert not any(link.other in home[link.one] for link in parted)


@given(newsrooms())
def test_joined_items_are_in_one_cluster_unless_others_of_them_are_parted(newsroom: Newsroom) -> None:
    """What editors join needs no evidence; where nothing is parted, every word of theirs holds."""
    joined = tuple(link for link in newsroom.links if link.kind is LinkKind.MUST)
    home = homes(replace(newsroom, links=joined))
    assert all(link.other in home[link.one] for link in joined)


@given(newsrooms(), st.randoms(use_true_random=False))
def test_numbers_and_order_of_items_and_links_decide_nothing(
    newsroom: Newsroom, shuffler: random.Random
) -> None:
    """Two machines that stored the same items under other numbers have the same stories."""
    numbers = [print_.item for print_ in newsroom.prints]
    shuffler.shuffle(numbers)
    prints = [replace(print_, item=numbers[print_.item]) for print_ in newsroom.prints]
    proofs = [
        replace(each, one=min(pair), other=max(pair))
        for each in newsroom.proofs
        for pair in [(numbers[each.one], numbers[each.other])]
    ]
    links = [
        replace(must(numbers[each.one], numbers[each.other]), kind=each.kind, decided_at=each.decided_at)
        for each in newsroom.links
    ]
    shuffler.shuffle(prints)
    shuffler.shuffle(proofs)
    shuffler.shuffle(links)
    again = cluster(prints, proofs, links)
    expected = {frozenset(numbers[item] for item in each.items) for each in newsroom.clusters()}
    assert {frozenset(each.items) for each in again} == expected


def test_joined_items_need_no_evidence() -> None:
    """Editors know what no text tells."""
    assert groups(newsroom_of(["harbour"], ["orchard"]), must(0, 1)) == [(0, 1)]


def test_those_that_remain_stay_together_when_one_between_them_is_split_off() -> None:
    """The evidence must not run through the item that left."""
    three = newsroom_of(["harbour"], ["harbour"], ["harbour"])
    assert groups(three) == [(0, 1, 2)]
    assert groups(three, cannot(0, 1), cannot(1, 2)) == [(0, 2), (1,)]


def test_later_copy_joins_one_of_two_that_were_parted() -> None:
    """Never both into one: of equals it goes with the earlier."""
    assert groups(newsroom_of(["harbour"], ["harbour"], ["harbour"]), cannot(0, 1)) == [(0, 2), (1,)]


def test_what_is_joined_brings_its_copies_along() -> None:
    """Two stories become one, with all that hangs on either."""
    four = newsroom_of(["harbour"], ["harbour"], ["orchard"], ["orchard"])
    assert groups(four, must(1, 2)) == [(0, 1, 2, 3)]


def test_newer_word_wins_where_three_disagree() -> None:
    """One with two and two with three cannot both hold where one and three are parted."""
    three = newsroom_of([], [], [])
    parted = cannot(0, 2)
    assert groups(three, must(0, 1, at=1), must(1, 2, at=2), parted) == [(0,), (1, 2)]
    assert groups(three, must(0, 1, at=2), must(1, 2, at=1), parted) == [(0, 1), (2,)]


def test_links_to_items_elsewhere_are_passed_over() -> None:
    """A component may end before an item that someone has spoken of."""
    assert groups(newsroom_of([], []), must(1, 9), cannot(1, 9)) == [(0,), (1,)]
