"""Editors let go of what holds a story; a release holds for what was known when it was given."""

from datetime import timedelta

import pytest

from aggregator.errors import AggregatorError
from aggregator.service.editing import By, Done, release_story
from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry

HOUR = timedelta(hours=1)
RULE = '[[rules]]\nname = "minors"\nwhen = { title = { matches = "(?i)pier" } }\nhold = true\n'


def release(desk: Desk, story: str | None = None, *, against: bool = False) -> Done:
    """Let an editor release a story, or the only one."""
    found = story or str(desk.stories()[0]["id"])
    by = By(reason="the desk has asked", who="Ines")
    return desk.decide(lambda here: release_story(here, found, by=by, against_the_agency=against))


def state(desk: Desk) -> tuple[str, str | None]:
    """Return what has become of the only story, and why it is held."""
    (story,) = desk.stories()
    return story["status"], story["held_because"]


async def test_embargo_without_a_readable_hour_is_released(desk: Desk) -> None:
    """It waits for editors; then it is out, and a later version of the same copy is not held again."""
    desk.carry("harbour", Entry(guid="h1", title="EMBARGOED: East pier to reopen"))
    await desk.round()
    assert (state(desk), desk.feed().entries) == (("held", "embargo"), [])
    assert "an embargo without a readable hour holds item 1 of harbour" in release(desk).words
    assert state(desk) == ("usable", None)
    assert len(desk.feed().entries) == 1
    desk.carry("harbour", Entry(guid="h1", title="EMBARGOED: East pier to reopen", text=TEXT + " Friday."))
    await desk.round(after=HOUR)
    assert state(desk) == ("usable", None)


async def test_embargo_with_an_hour_is_broken_only_on_purpose(desk: Desk) -> None:
    """Its hour publishes it by itself: to go before that is the editor's own responsibility."""
    desk.carry("harbour", Entry(guid="h1", title="EMBARGOED UNTIL 8 p.m. GMT Jan 7: East pier to reopen"))
    await desk.round()
    assert state(desk) == ("held", "embargo")
    with pytest.raises(AggregatorError, match=r"embargo until 2026-01-07 20:00Z.*--against-the-agency"):
        release(desk)
    release(desk, against=True)
    assert state(desk) == ("usable", None)


async def test_hold_by_a_rule_is_released_for_good(desk: Desk) -> None:
    """The same rule does not hold the item again when the outlet mends a comma; it still holds the next story."""
    desk.tail = RULE
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    assert state(desk) == ("held", "rule")
    assert "the rule minors holds item 1 of harbour" in release(desk).words
    desk.carry(
        "harbour",
        Entry(guid="h1", title="East pier to reopen at last"),
        Entry(guid="h2", title="West pier shut", text=OTHER_TEXT),
    )
    await desk.round(after=HOUR)
    assert sorted((story["title"] or "", story["status"]) for story in desk.stories()) == [
        ("", "held"),
        ("East pier to reopen at last", "usable"),
    ]


async def test_withhold_is_released_until_the_agency_withholds_again(desk: Desk) -> None:
    """What it sends later is a new word."""
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen"), wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="Pier opens"))
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="WITHHOLD: East pier to reopen", text="Withhold it."))
    await desk.round(after=HOUR)
    assert state(desk) == ("held", "withhold")
    before = desk.stories()[0]["updated"]
    desk.now += HOUR
    assert "Northern Press has withheld it" in release(desk).words
    (story,) = desk.stories()
    assert (story["status"], story["title"]) == ("usable", "Pier opens")
    assert before < story["updated"] == "2026-01-07T14:00:00Z"
    await desk.round(after=HOUR)
    assert state(desk) == ("usable", None)
    desk.carry("northern", Entry(guid="n1", title="WITHHOLD: East pier to reopen", text="Still."))
    await desk.round(after=HOUR)
    assert state(desk) == ("held", "withhold")


async def test_agencys_kill_is_released_only_on_purpose_and_a_later_one_stops_again(desk: Desk) -> None:
    """Who does it is told whom it goes against, and what would publish it without them."""
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen"), wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="Pier opens"))
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="KILL: East pier to reopen", text="Kill it."))
    await desk.round(after=HOUR)
    assert state(desk) == ("withdrawn", None)
    with pytest.raises(AggregatorError, match=r"Northern Press has killed it.*--against-the-agency"):
        release(desk)
    release(desk, against=True)
    (entry,) = desk.feed().entries
    assert entry.title == "Pier opens"
    desk.carry("northern", Entry(guid="n1", title="KILL: East pier to reopen", text="Kill it now."))
    await desk.round(after=HOUR)
    assert state(desk) == ("withdrawn", None)


async def test_kill_that_found_no_story_is_released_as_copy(desk: Desk) -> None:
    """A film review that begins with the word is no kill: nothing else is there to publish."""
    desk.carry("harbour", Entry(guid="h1", title="KILL: Bill returns to cinemas"))
    await desk.round()
    assert state(desk) == ("held", "kill")
    release(desk)
    assert state(desk) == ("usable", None)
    await desk.round(after=HOUR)
    assert [entry.title for entry in desk.feed().entries] == ["Bill returns to cinemas"]


async def test_editors_own_kill_is_lifted(desk: Desk) -> None:
    """The words say who killed it; a kill that comes later by a merge is not lifted."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    story = desk.stories()[0]["id"]
    desk.kill(story)
    assert "editors have killed it" in release(desk).words
    assert state(desk) == ("usable", None)
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=TEXT + " On Friday."))
    await desk.round(after=HOUR)
    assert state(desk) == ("usable", None)
    desk.kill(story)
    assert state(desk) == ("withdrawn", None)


async def test_only_what_was_held_is_released(desk: Desk) -> None:
    """A published story is told to be so; one whose only words are the kill's own has nothing to publish."""
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen"), wire="Northern Press")
    await desk.round()
    with pytest.raises(AggregatorError, match="nothing holds it"):
        release(desk)
    desk.carry("northern", Entry(guid="n1", title="KILL: East pier to reopen", text="Kill it."))
    await desk.round(after=HOUR)
    with pytest.raises(AggregatorError, match="no other copy to publish"):
        release(desk, against=True)
    assert desk.now > MORNING


async def test_corrective_without_its_story_is_merged_and_not_released(desk: Desk) -> None:
    """It is no copy of its own: who asks is told what to do with it."""
    corrective = Entry(guid="c1", title="Corrective to Pier story", text="The pier has 40 metres.")
    desk.carry("northern", corrective, wire="Northern Press")
    await desk.round()
    assert state(desk) == ("held", "correction")
    with pytest.raises(AggregatorError, match="merge it with the story that it corrects"):
        release(desk)
