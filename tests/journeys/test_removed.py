"""What stays when the configuration no longer names a source or a section."""

from datetime import timedelta

from tests.journeys.desk import TEXT, Desk, Entry

HOUR = timedelta(hours=1)
KILL = "Editors and publishers: kill this story."


async def test_kill_holds_after_its_agency_has_left_the_configuration(desk: Desk) -> None:
    """The agency said it while it was ours; an outlet's new version does not bring the story back."""
    desk.carry("northern", Entry(guid="n1", title="Pier fraud alleged"), wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="Fraud at the pier"))
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="KILL: Pier fraud alleged", text=KILL))
    await desk.round(after=HOUR)
    del desk.sources["northern"]
    desk.carry("harbour", Entry(guid="h1", title="Fraud at the pier", text=TEXT + " More."))
    await desk.round(after=HOUR)
    assert [story["status"] for story in desk.stories()] == ["withdrawn"]


async def test_removed_source_keeps_the_rights_that_it_had(desk: Desk) -> None:
    """Neither more nor less of its copy is published than was granted."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), rights="headline")
    desk.carry("valley", Entry(guid="v1", title="Harvest", text=TEXT[::-1]), rights="full")
    await desk.round()
    before = desk.files()["national/rss.xml"][0]
    assert TEXT[:40].encode() not in before
    assert TEXT[::-1][:40].encode() in before
    del desk.sources["harbour"], desk.sources["valley"]
    desk.carry("coast", Entry(guid="c1", title="Another story", text="Quite another text. " * 20))
    await desk.round(after=HOUR)
    after = desk.files()["national/rss.xml"][0]
    assert TEXT[:40].encode() not in after
    assert TEXT[::-1][:40].encode() in after


async def test_removed_section_is_published_no_more(desk: Desk) -> None:
    """Nobody would take a killed story out of it; other folders are left alone."""
    desk.sections.append("world")
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    assert (desk.public / "world/rss.xml").exists()
    (desk.public / "theirs").mkdir()
    (desk.public / "theirs/atom.xml").write_text("somebody else's", encoding="utf-8")
    desk.sections.remove("world")
    await desk.round(after=HOUR)
    assert not (desk.public / "world").exists()
    assert (desk.public / "theirs/atom.xml").exists()


async def test_what_waits_in_a_section_that_this_process_does_not_know_goes_on_waiting(desk: Desk) -> None:
    """A kill with an edited configuration must reach the service that still publishes the section."""
    desk.sections.append("world")
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), section="world")
    await desk.round()
    story = desk.stories()[0]["id"]
    source = desk.sources.pop("harbour")
    desk.sections.remove("world")
    desk.kill(story)
    desk.sections.append("world")
    desk.sources["harbour"] = source
    assert "world/rss.xml" in desk.publish_pending()
    assert TEXT[:40] not in (desk.public / "world/rss.xml").read_text(encoding="utf-8")
