"""Feeds beside the sections': an agency's, a source's, saved ones; they hold what they say, and nothing lingers."""

from datetime import timedelta

from lxml import etree

from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry

HOUR = timedelta(hours=1)
SAVED = """
[[feeds]]
id = "local"
title = "Local only"
unless = { agency = { matches = "." } }

[[feeds]]
id = "recolte"
title = "La récolte"
language = "fr"
when = { title = { matches = "(?i)harvest" }, source = { matches = "^(valley|coast)$" } }
"""
PIER = Entry(guid="n1", title="East pier to reopen")
HARVEST = Entry(guid="v1", title="Harvest begins", text=OTHER_TEXT)


def titles(desk: Desk, place: str) -> list[str]:
    """Return the titles of a published feed."""
    return sorted(entry.title for entry in desk.feed(f"{place}/atom.xml").entries)


async def fill(desk: Desk) -> None:
    """Let an agency and an outlet carry one story, and another outlet its own."""
    desk.tail = SAVED
    desk.carry("northern", PIER, wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    desk.carry("valley", HARVEST)
    await desk.round()


async def test_each_feed_holds_what_it_says(desk: Desk) -> None:
    """An agency's copy, what a source carries whoever leads, and what the conditions of saved feeds ask for."""
    await fill(desk)
    assert titles(desk, "all") == ["East pier to reopen", "Harvest begins"]
    assert titles(desk, "agency/northern-press") == ["East pier to reopen"]
    assert titles(desk, "source/harbour") == ["East pier to reopen"]
    assert titles(desk, "source/valley") == ["Harvest begins"]
    assert titles(desk, "feeds/local") == ["Harvest begins"]
    assert titles(desk, "feeds/recolte") == ["Harvest begins"]


async def test_feeds_are_named_on_the_front_page_and_in_opml(desk: Desk) -> None:
    """Whoever looks for them finds page and feed, and whoever imports all can leave folders out."""
    await fill(desk)
    front = desk.files_in_plain()["index.html"]
    opml = etree.fromstring((desk.public / "opml.xml").read_bytes())
    addresses = [outline.get("xmlUrl", "") for outline in opml.iter("outline")]
    for place in ("agency/northern-press", "source/harbour", "feeds/local"):
        assert f'<a href="{place}/"' in front
        assert f'href="http://desk.example/{place}/atom.xml"' in front
        assert f"http://desk.example/{place}/rss.xml" in addresses
    assert [each.get("text") for each in opml.iter("outline") if not each.get("xmlUrl")] == [
        "Agencies",
        "Sources",
    ]
    page = desk.files_in_plain()["agency/northern-press/index.html"]
    assert '<a href="../../">desk</a>' in page
    assert "<h1>northern press</h1>" in page


async def test_story_leaves_a_saved_feed_when_the_agency_is_seen(desk: Desk) -> None:
    """What was local while one outlet alone had it is the agency's once its copy is known."""
    desk.tail = SAVED
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    assert titles(desk, "feeds/local") == ["East pier to reopen"]
    desk.carry("northern", PIER, wire="Northern Press")
    await desk.round(after=HOUR)
    assert titles(desk, "feeds/local") == []
    assert len(titles(desk, "agency/northern-press")) == 1


async def test_killed_story_stands_as_a_notice_wherever_it_stood(desk: Desk) -> None:
    """Subscribers of every feed that showed it learn of the kill, and no feed has a word of it left."""
    await fill(desk)
    kill = "Editors and publishers: kill this story."
    desk.carry(
        "northern", Entry(guid="n1", title="KILL: East pier to reopen", text=kill), wire="Northern Press"
    )
    await desk.round(after=HOUR)
    for place in ("all", "national", "agency/northern-press", "source/harbour", "source/northern"):
        assert "Withdrawn" in titles(desk, place)
    assert [path for path, text in desk.files_in_plain().items() if TEXT[:40].casefold() in text] == []


async def test_feed_that_is_saved_later_holds_what_is_stored(desk: Desk) -> None:
    """A question that is asked today is answered for the stories of yesterday as well."""
    desk.carry("valley", HARVEST)
    await desk.round()
    desk.tail = SAVED
    await desk.round(after=HOUR)
    assert titles(desk, "feeds/recolte") == ["Harvest begins"]
    desk.tail = SAVED.replace("(?i)harvest", "nothing")
    await desk.round(after=HOUR)
    assert titles(desk, "feeds/recolte") == []


async def test_feed_that_nobody_asks_for_is_gone(desk: Desk) -> None:
    """Nobody would take a killed story out of it."""
    await fill(desk)
    desk.tail = "[publish]\nagencies = false\nsources = false\n"
    await desk.round(after=HOUR)
    left = [path for path in desk.files() if path.startswith(("agency/", "source/", "feeds/"))]
    assert left == []
    assert "agency/" not in desk.files_in_plain()["index.html"]


async def test_only_what_changed_is_written(desk: Desk) -> None:
    """A story of one outlet touches no other source's feed."""
    await fill(desk)
    before = desk.files()
    desk.carry("valley", HARVEST, Entry(guid="v2", title="Frost", text=OTHER_TEXT[::-1]))
    desk.now += HOUR
    report = await desk.round()
    changed = {path.rpartition("/")[0] for path in report.written if not path.startswith("story/")}
    assert changed == {"all", "national", "source/valley", "feeds/local", ""}
    after = desk.files()
    assert {path for path in before if before[path] != after[path]} == {
        path
        for path in after
        if path.rpartition("/")[0] in changed
        and path in before
        and not path.startswith(("opml.xml", "feed.css"))
    }
