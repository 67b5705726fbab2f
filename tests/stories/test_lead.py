"""Which carrier leads (design 7.7)."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

import pytest

from aggregator.model.comparison import words_digest
from aggregator.model.item import Picture
from aggregator.model.story import Carrier
from aggregator.stories.lead import choose_lead
from tests.stories.carriers import NOON, SOURCES, make_carrier, make_version

REPLACED = make_version(text="The board will vote.")
BETTER_THAN_LATER_ONES = {
    "newest text": (
        make_carrier(1, "valley", version=make_version(), past_texts=frozenset({words_digest(REPLACED)})),
        make_carrier(2, "coast", version=REPLACED),
    ),
    "newest wire version": (
        make_carrier(1, "valley", version=make_version(number=3)),
        make_carrier(2, "coast", version=make_version(number=2)),
    ),
    "correction": (make_carrier(1, "valley", was_corrected=True), make_carrier(2, "coast")),
    "rights": (make_carrier(1, "harbour"), make_carrier(2, "valley")),
    "priority": (make_carrier(1, "coast"), make_carrier(2, "harbour")),
    "body": (make_carrier(1), make_carrier(2, version=make_version(body_html=None))),
    "picture": (
        make_carrier(1, version=make_version(pictures=(Picture(url="http://p.example/1.jpg"),))),
        make_carrier(2),
    ),
    "earliest": (
        make_carrier(1, version=make_version(published=NOON - timedelta(hours=1))),
        make_carrier(2),
    ),
}


def leads(carriers: Sequence[Carrier]) -> Carrier:
    """Return the carrier that leads, which one must."""
    lead = choose_lead(carriers, SOURCES)
    assert lead is not None
    return lead.carrier


@pytest.mark.parametrize("name", BETTER_THAN_LATER_ONES)
def test_better_carrier_leads_in_any_order(name: str) -> None:
    """Each criterion decides where those before it are equal."""
    better, worse = BETTER_THAN_LATER_ONES[name]
    assert leads((better, worse)) == better
    assert leads((worse, better)) == better


def test_lead_does_not_depend_on_the_order() -> None:
    """All carriers of the table in every order of four of them have one lead."""
    some: list[Carrier] = [pair[0] for pair in BETTER_THAN_LATER_ONES.values()][:4]
    assert len({leads(order) for order in itertools.permutations(some)}) == 1


def test_without_usable_carrier_nobody_leads() -> None:
    """No carrier, no lead."""
    assert choose_lead((), SOURCES) is None
