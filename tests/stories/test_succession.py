"""Which copy of a story is newer, and which is only a part of another."""

import itertools
from datetime import timedelta

import pytest

from aggregator.model.story import Carrier
from aggregator.stories.lead import Lead, choose_lead, lead_reasons
from aggregator.stories.match import decide
from aggregator.stories.succession import is_newer, standing_of
from tests.stories.carriers import NOON, SOURCES, make_carrier, make_version
from tests.stories.test_match import fresh, surroundings

FIRST = (
    "The harbour board voted on Tuesday to reopen the east pier, closed since a storm tore away forty metres of it.",
    "The repair cost less than a third of the first estimate, the engineer of the board told reporters on the pier.",
    "Fishermen have waited for two winters, and some of them sold their boats for much less than they were worth.",
)
NEW = (
    "Mayor Ina Vogel said that the first ship is expected on Friday morning, with two hundred tonnes of salt."
)
HOUR = timedelta(hours=1)


def copy(
    item: int, *paragraphs: str, hours: int = 0, agency: str | None = "Northern Press", **version: object
) -> Carrier:
    """Return an outlet's copy of these paragraphs, so many hours after noon."""
    at = NOON + hours * HOUR
    fields = {"text": "\n".join(paragraphs), "published": at, "agency": agency} | version
    return make_carrier(item, first_seen=at, version_seen=at, version=make_version(**fields))  # type: ignore[arg-type]  # fields by name


EARLY = copy(1, *FIRST)


@pytest.mark.parametrize(
    "later",
    [
        copy(2, FIRST[0], NEW, *FIRST[1:], hours=1),
        copy(2, FIRST[0], NEW, *FIRST[1:], hours=1, is_agencys_word=True, agency=None),
        copy(2, *FIRST, NEW, hours=1, is_agencys_word=True),
    ],
    ids=["an outlet's signed copy", "the agency's own", "the agency's own with more below"],
)
def test_later_copy_that_holds_the_earlier_and_goes_on_is_newer(later: Carrier) -> None:
    """A write-thru that came under another guid leads, and says why, in any order of arrival."""
    for order in itertools.permutations((EARLY, later)):
        assert choose_lead(order, SOURCES) == Lead(later, ("the newest text",))
    assert is_newer(later, EARLY, (EARLY, later))
    assert not is_newer(EARLY, later, (EARLY, later))


@pytest.mark.parametrize(
    "other",
    [
        copy(2, FIRST[0], NEW, *FIRST[1:], hours=1, agency=None),
        copy(2, FIRST[0], NEW, *FIRST[1:], hours=1, agency="Other Agency"),
        copy(2, FIRST[0], NEW, *FIRST[1:], hours=-1),
        copy(2, *FIRST, NEW, hours=1),
        copy(2, *FIRST[:2], hours=1),
        copy(2, *FIRST, hours=1),
    ],
    ids=["unsigned", "another agency", "earlier", "trimmed ending", "shorter", "the same"],
)
def test_other_copies_are_no_newer_version(other: Carrier) -> None:
    """An outlet's own paragraphs, a trimmed ending and a late copy move nothing."""
    assert not standing_of((EARLY, other)).behind
    assert not is_newer(other, EARLY, (EARLY, other))


def test_outlet_that_goes_on_by_itself_does_not_overtake_the_agency() -> None:
    """Where the agency carries its story, only its own versions replace anything."""
    wire = copy(3, *FIRST, is_agencys_word=True)
    local = copy(2, FIRST[0], NEW, *FIRST[1:], hours=1)
    assert standing_of((wire, local)).behind == frozenset()


def test_numbers_of_the_wire_decide_before_the_texts() -> None:
    """A version that cuts paragraphs is still the newer one."""
    third = copy(1, *FIRST, number=3, is_agencys_word=True)
    second = copy(2, FIRST[0], NEW, *FIRST[1:], hours=1, number=2, is_agencys_word=True)
    lead = choose_lead((second, third), SOURCES)
    assert lead == Lead(third, ("version 3 of the wire",))
    assert is_newer(third, second, (second, third))


def test_fuller_copy_leads_among_equals() -> None:
    """Of a trimmed copy and a whole one subscribers get the whole, though it came later."""
    whole = copy(2, *FIRST, NEW, hours=1)
    assert choose_lead((EARLY, whole), SOURCES) == Lead(whole, ("the fullest copy",))


def test_reasons_name_what_decided_and_nothing_else() -> None:
    """Rights, then priority, where the texts are the same."""
    summary = copy(1, *FIRST)
    carriers = (
        make_carrier(1, "valley", version=summary.version),
        make_carrier(2, "harbour", version=summary.version),
        make_carrier(3, "coast", version=summary.version),
    )
    lead = choose_lead(carriers, SOURCES)
    assert lead == Lead(carriers[2], ("full rights", "priority 5"))
    story = decide(fresh(), carriers, surroundings()).story
    assert lead_reasons(story, SOURCES, now=NOON) == lead.reasons


def test_copy_that_is_as_good_does_not_take_the_lead() -> None:
    """A new carrier that brings nothing newer leaves the entry as it is."""
    late = copy(2, *FIRST, hours=1)
    assert choose_lead((late, EARLY), SOURCES) == Lead(EARLY, ("the earliest, 2026-01-07 12:00Z",))


def test_newer_version_from_another_outlet_moves_the_story_and_says_what_is_new() -> None:
    """It is a version like one under the same guid."""
    before = decide(fresh(), [EARLY], surroundings()).story
    later = copy(2, FIRST[0], NEW, *FIRST[1:], hours=1)
    after = decide(before, [EARLY, later], surroundings(hours=1)).story
    assert after.updated == NOON + HOUR
    assert after.edition is not None
    assert after.edition.change is not None
    assert after.edition.change.paragraphs_added == 1
    again = decide(after, [EARLY, later], surroundings(hours=2)).story
    assert (again.updated, again.edition) == (after.updated, after.edition)


def test_fuller_copy_of_the_same_version_moves_nothing() -> None:
    """A trimmed ending that another outlet has is no news."""
    before = decide(fresh(), [EARLY], surroundings()).story
    after = decide(before, [EARLY, copy(2, *FIRST, NEW, hours=1)], surroundings(hours=1)).story
    assert after.shown_item == 2
    assert (after.updated, after.edition) == (before.updated, before.edition)


def test_hundred_long_copies_are_compared_in_seconds() -> None:
    """A story that everybody rewrites must not stop the matcher."""
    copies = [
        copy(n, *FIRST, *(f"Paragraph {k} of outlet {n} says {k * n} things." for k in range(200)))
        for n in range(100)
    ]
    assert choose_lead(copies, SOURCES) is not None
