"""The rows of the status table that need no more than exact copies, end to end."""

from datetime import timedelta

from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry

HOUR = timedelta(hours=1)
KILL = "Editors and publishers: kill this story. Its central claim is withdrawn."


async def test_kill_by_the_agency_withdraws_every_carrier(desk: Desk) -> None:
    """The agency kills its copy: the outlet's copy goes as well, and a notice stands under the same id."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="Fraud at the pier"))
    await desk.round()
    (before,) = desk.stories()
    desk.carry("northern", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL))
    await desk.round(after=HOUR)
    (after,) = desk.stories()
    assert (after["id"], after["status"], after["title"], after["lead"]) == (
        before["id"],
        "withdrawn",
        None,
        None,
    )
    assert after["updated"] > before["updated"]
    (entry,) = desk.feed().entries
    assert entry.id == before["id"]
    assert "Northern Press" in entry.summary + entry.get("content", [{}])[0].get("value", "")


async def test_killed_words_are_in_no_published_file(desk: Desk) -> None:
    """After a kill neither headline, text, picture nor link stands in a file or its compressed sibling."""
    import gzip

    import brotli

    canary = "Zanzibarian"
    text = f"{TEXT} {canary}text"
    entry = Entry(
        guid="n1", title=f"{canary} headline", text=text, link=f"http://outlet.example/{canary}-link"
    )
    desk.carry("northern", entry, wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title=f"{canary} at the pier", text=text))
    await desk.round()
    assert canary.encode() in (desk.public / "national/rss.xml").read_bytes()
    desk.carry("northern", Entry(guid="n1", title=f"KILL {canary} headline", text=KILL))
    await desk.round(after=HOUR)
    readers = {".gz": gzip.decompress, ".br": brotli.decompress}
    for path, (content, _) in desk.files().items():
        plain = readers.get(path[-3:], bytes)(content)
        assert canary.lower().encode() not in plain.lower(), path


async def test_late_copy_of_a_killed_story_stays_unpublished(desk: Desk) -> None:
    """An outlet that runs the killed text afterwards adds a carrier to the withdrawn story, no entry."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL))
    await desk.round(after=HOUR)
    desk.carry("harbour", Entry(guid="h1", title="Fraud at the pier"))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert story["status"] == "withdrawn"
    assert {carrier["source"] for carrier in story["carriers"]} == {"northern", "harbour"}
    assert TEXT[:40] not in (desk.public / "national/rss.xml").read_text(encoding="utf-8")


async def test_kill_by_an_outlet_reaches_its_own_item_alone(desk: Desk) -> None:
    """An outlet that takes its copy back leaves the others' entry where it was."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), priority=9)
    desk.carry("valley", Entry(guid="v1", title="Board votes to reopen pier"))
    await desk.round()
    desk.carry("harbour", Entry(guid="h1", title="KILL: East pier to reopen", text=KILL))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert (story["status"], story["lead"]["source"]) == ("usable", "valley")


async def test_outlet_that_kills_the_only_carrier_withdraws_the_story(desk: Desk) -> None:
    """Without another carrier the story is withdrawn."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    desk.carry("harbour", Entry(guid="h1", title="KILL: East pier to reopen", text=KILL))
    await desk.round(after=HOUR)
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]


async def test_kill_by_headline_alone_waits_for_editors(desk: Desk) -> None:
    """A kill that names no guid we know changes nothing and is not published itself."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    await desk.round()
    kill = Entry(guid="n2", title="KILL: Pier fraud alleged", text=KILL, at=MORNING + HOUR)
    desk.carry("northern", kill, Entry(guid="n1", title="Pier fraud alleged"))
    await desk.round(after=HOUR)
    statuses = {(story["status"], story["held_because"]) for story in desk.stories()}
    assert statuses == {("usable", None), ("held", "kill")}
    assert [entry.title for entry in desk.feed().entries] == ["Pier fraud alleged"]


async def test_withhold_by_the_agency_holds_the_story_with_a_notice(desk: Desk) -> None:
    """A withheld story that was out becomes a notice without its text."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="WITHHOLD: Pier fraud alleged", text="Hold this story."))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert (story["status"], story["held_because"], story["title"]) == ("held", "withhold", None)
    assert "fraud" not in (desk.public / "national/atom.xml").read_text(encoding="utf-8").lower()


async def test_sub_after_a_kill_is_published_under_the_same_id(desk: Desk) -> None:
    """The agency sends a new text under the killed guid: the entry is back."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    await desk.round()
    (first,) = desk.stories()
    desk.carry("northern", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL))
    await desk.round(after=HOUR)
    desk.carry("northern", Entry(guid="n1", title="Pier accounts are in order", text=OTHER_TEXT))
    await desk.round(after=HOUR)
    (last,) = desk.stories()
    assert (last["id"], last["status"], last["title"]) == (
        first["id"],
        "usable",
        "Pier accounts are in order",
    )
    assert last["updated"] > first["updated"]


async def test_correction_is_marked_and_leads(desk: Desk) -> None:
    """A CORRECTED version makes the story corrected, with its clean headline and a note."""
    desk.carry("northern", Entry(guid="n1", title="Pier reopens Friday"), wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="Pier opens Friday"), priority=9)
    await desk.round()
    corrected = Entry(
        guid="n1", title="CORRECTED-Pier reopens Saturday", text=TEXT + " It opens on Saturday."
    )
    desk.carry("northern", corrected)
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert (story["status"], story["title"], story["lead"]["label"]) == (
        "corrected",
        "Pier reopens Saturday",
        "corrected",
    )
    (entry,) = desk.feed().entries
    assert entry.title == "Pier reopens Saturday"
    assert "Corrected" in entry.content[0].value


async def test_notice_becomes_a_tombstone_after_a_week(desk: Desk) -> None:
    """Seven days after the kill the notice goes by itself, and Atom says at:deleted-entry (RFC 6721)."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL))
    await desk.round(after=HOUR)
    assert len(desk.feed().entries) == 1
    await desk.round(after=timedelta(days=7))
    assert desk.feed().entries == []
    assert "deleted-entry" in (desk.public / "national/atom.xml").read_text(encoding="utf-8")
