"""What editors decide holds against whatever comes."""

from datetime import timedelta

from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry

HOUR = timedelta(hours=1)


async def test_editors_kill_withdraws_the_story_at_once(desk: Desk) -> None:
    """The command leaves the feeds without the text, and a notice under the same id."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    (before,) = desk.stories()
    desk.now += HOUR
    written = desk.kill(before["id"])
    assert "national/rss.xml" in written
    (after,) = desk.stories()
    assert (after["status"], after["title"]) == ("withdrawn", None)
    assert after["updated"] > before["updated"]
    assert TEXT[:40] not in (desk.public / "national/rss.xml").read_text(encoding="utf-8")
    assert [entry.id for entry in desk.feed().entries] == [before["id"]]


async def test_editors_kill_sticks_through_new_versions_and_new_carriers(desk: Desk) -> None:
    """Neither a write-thru, a correction nor a late copy brings the story back."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    desk.kill(desk.stories()[0]["id"])
    desk.carry("harbour", Entry(guid="h1", title="CORRECTED: East pier to reopen", text=TEXT + " Friday."))
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier"))
    await desk.round(after=HOUR)
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]
    assert "pier" not in (desk.public / "national/atom.xml").read_text(encoding="utf-8").lower()


async def test_editors_kill_survives_a_merge(desk: Desk) -> None:
    """A copy that makes the killed story one with an older one takes the kill along."""
    desk.carry("harbour", Entry(guid="h1", title="Harvest", text=OTHER_TEXT))
    await desk.round()
    desk.carry("valley", Entry(guid="v1", title="Pier"))
    await desk.round(after=HOUR)
    (pier,) = [story for story in desk.stories() if story["title"] == "Pier"]
    desk.kill(pier["id"])
    for text in (OTHER_TEXT, TEXT):
        desk.carry("coast", Entry(guid="c1", title="Pier and harvest", text=text))
        await desk.round(after=HOUR)
    stories = {story["id"]: story for story in desk.stories()}
    assert stories[pier["id"]]["status"] == "merged"
    assert stories[stories[pier["id"]]["into"]]["status"] == "withdrawn"


async def test_kill_of_a_story_that_was_never_out_leaves_no_notice(desk: Desk) -> None:
    """Nobody has seen it, so nobody is told."""
    desk.carry("harbour", Entry(guid="h1", title="KILL: East pier to reopen", text="Kill it."))
    await desk.round()
    desk.kill(desk.stories()[0]["id"])
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]
    assert desk.feed().entries == []


async def test_killed_items_stay_killed_when_their_text_turns_out_to_be_boilerplate(desk: Desk) -> None:
    """Three headlines of an outlet over one text free its items, but not from the editors' word."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    desk.carry("valley", Entry(guid="v1", title="Board reopens pier"))
    await desk.round()
    desk.kill(desk.stories()[0]["id"])
    others = [Entry(guid=f"h{number}", title=f"Headline {number}") for number in range(2, 5)]
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), *others)
    await desk.round(after=HOUR)
    told = {carrier["guid"]: story["status"] for story in desk.stories() for carrier in story["carriers"]}
    assert (told["h1"], told["v1"]) == ("withdrawn", "withdrawn")
    assert told["h3"] == "usable"
