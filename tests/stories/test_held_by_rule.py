"""What the desk's rules do to a story: they hold it, and they let another carrier lead."""

from dataclasses import replace
from datetime import timedelta

from aggregator.model.story import HeldBecause, Status, Story
from aggregator.stories.match import Surroundings, decide
from aggregator.stories.status import judge
from tests.stories.carriers import NOON, SOURCES, make_carrier, make_version
from tests.stories.test_lead import leads

HELD = make_version(held_by="names of minors")
EMBARGOED = make_version(is_embargoed=True, embargo_until=NOON + timedelta(hours=1))


def test_story_of_held_items_alone_is_held_by_rule() -> None:
    """It waits for editors, whatever the hour."""
    verdict = judge([make_carrier(version=HELD)], SOURCES, now=NOON + timedelta(days=400))
    assert (verdict.status, verdict.held_because, verdict.usable) == (Status.HELD, HeldBecause.RULE, ())


def test_other_carrier_is_published_without_the_held_one() -> None:
    """A rule about one source's copy holds that copy alone."""
    free = make_carrier(2, "valley")
    verdict = judge([make_carrier(1, version=HELD), free], SOURCES, now=NOON)
    assert (verdict.status, verdict.usable) == (Status.USABLE, (free,))


def test_embargo_beside_a_held_item_still_ends_by_itself() -> None:
    """The story is out at its hour, through the carrier that no rule holds."""
    carriers = [make_carrier(1, version=HELD), make_carrier(2, "valley", version=EMBARGOED)]
    assert judge(carriers, SOURCES, now=NOON).held_because is HeldBecause.EMBARGO
    assert judge(carriers, SOURCES, now=NOON + timedelta(hours=2)).status is Status.USABLE


def test_held_item_with_an_embargo_that_is_over_is_not_due() -> None:
    """Its hour has come and changes nothing: the story would be due for ever."""
    version = replace(EMBARGOED, held_by="names of minors")
    now = NOON + timedelta(hours=2)
    around = Surroundings(sources=SOURCES, sections=(), replaced={}, now=now)
    story = Story(id="urn:uuid:1", status=Status.USABLE, created_at=NOON)
    decision = decide(story, [make_carrier(version=version)], around)
    assert (decision.story.held_because, decision.due_at) == (HeldBecause.RULE, None)


def test_priority_of_a_rule_outranks_that_of_the_source() -> None:
    """Up and down."""
    harbour, coast = make_carrier(1, "harbour"), make_carrier(2, "coast")
    assert leads([harbour, coast]) is coast
    raised = replace(harbour, version=make_version(priority=9))
    assert leads([raised, coast]) is raised
    lowered = replace(coast, version=make_version(priority=-1))
    assert leads([harbour, lowered]) is harbour


def test_story_is_for_editors_only_if_all_its_carriers_are() -> None:
    """One outlet that runs it as news makes it news."""
    advisory = make_carrier(1, version=make_version(is_for_editors=True))
    story = Story(id="urn:uuid:1", status=Status.USABLE, created_at=NOON, carriers=(advisory,))
    assert story.is_for_editors
    assert not replace(story, carriers=(advisory, make_carrier(2))).is_for_editors
    assert not replace(story, carriers=()).is_for_editors
