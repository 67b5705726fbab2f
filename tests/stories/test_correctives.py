"""A corrective that is an item of its own: it corrects a story, and is none."""

from dataclasses import replace
from datetime import timedelta

from aggregator.model.item import Label
from aggregator.model.story import Carrier, HeldBecause, Status, Story
from aggregator.stories.lead import choose_lead
from aggregator.stories.match import Surroundings, decide
from aggregator.stories.status import judge
from tests.stories.carriers import NOON, SOURCES, labelled, make_carrier

HOUR = timedelta(hours=1)
LATER = NOON + HOUR
CORRECTIVE = make_carrier(
    2,
    "northern",
    version=labelled(Label.CORRECTIVE, "The pier has 40 metres, not 50.", published=LATER),
    first_seen=LATER,
    version_seen=LATER,
    was_corrected=True,
)
COPY = make_carrier(1)


def decided(before: Story, *carriers: Carrier) -> Story:
    """Return what becomes of a story with these carriers, two hours after noon."""
    around = Surroundings(sources=SOURCES, sections=("national",), replaced={}, now=NOON + 2 * HOUR)
    return decide(before, carriers, around).story


def test_corrective_that_finds_no_story_waits_for_editors() -> None:
    """Without the copy that it corrects it tells readers nothing."""
    verdict = judge([CORRECTIVE], SOURCES, now=LATER)
    assert (verdict.status, verdict.held_because) == (Status.HELD, HeldBecause.CORRECTION)
    assert verdict.usable == ()
    another = replace(CORRECTIVE, item=3)
    assert judge([CORRECTIVE, another], SOURCES, now=LATER).held_because is HeldBecause.CORRECTION


def test_copy_with_its_corrective_is_corrected_and_leads() -> None:
    """The corrective says that the story was wrong; the text is the copy's, whatever was sent later."""
    verdict = judge([COPY, CORRECTIVE], SOURCES, now=LATER)
    assert (verdict.status, verdict.usable, verdict.by) == (Status.CORRECTED, (COPY,), CORRECTIVE)
    choice = choose_lead(verdict.usable, SOURCES)
    assert choice is not None
    assert choice.carrier is COPY


def test_later_copy_frees_its_corrective_as_a_corrected_story() -> None:
    """The story goes out with the copy's own time, and as corrected from the first."""
    held = decided(Story(id="urn:uuid:1", status=Status.USABLE, created_at=NOON), CORRECTIVE)
    assert (held.status, held.released_at, held.lead) == (Status.HELD, None, None)
    out = decided(held, CORRECTIVE, COPY)
    assert (out.status, out.held_because, out.lead) == (Status.CORRECTED, None, COPY)
    assert out.first_published == NOON


def test_corrective_moves_a_story_that_was_out() -> None:
    """Readers are told again: `updated` is when the corrective was sent."""
    before = decided(Story(id="urn:uuid:1", status=Status.USABLE, created_at=NOON), COPY)
    after = decided(before, COPY, CORRECTIVE)
    assert (before.status, after.status) == (Status.USABLE, Status.CORRECTED)
    assert after.updated == LATER


def test_corrective_in_the_place_of_the_copy_is_the_corrected_copy() -> None:
    """Under the guid of the copy it brings the whole text again."""
    in_place = replace(COPY, ordinal=2, version=labelled(Label.CORRECTIVE), was_corrected=True)
    verdict = judge([in_place], SOURCES, now=LATER)
    assert (verdict.status, verdict.usable) == (Status.CORRECTED, (in_place,))


def test_corrective_under_an_embargo_corrects_nothing_yet() -> None:
    """What it says must not be told before its hour."""
    hidden = replace(
        CORRECTIVE, version=replace(CORRECTIVE.version, is_embargoed=True, embargo_until=LATER + HOUR)
    )
    assert judge([COPY, hidden], SOURCES, now=LATER).status is Status.USABLE
    assert judge([COPY, hidden], SOURCES, now=LATER + HOUR).status is Status.CORRECTED


def test_kill_outweighs_a_corrective() -> None:
    """A corrective lifts nothing: it is no new text."""
    kill = make_carrier(3, "northern", version=labelled(Label.KILL, published=NOON + HOUR / 2), ordinal=2)
    assert judge([COPY, kill, CORRECTIVE], SOURCES, now=LATER).status is Status.WITHDRAWN
