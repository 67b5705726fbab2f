"""Feeds are put together from entries that were made before: what has changed since shows in every one of them.

That they are what making every entry anew gives is held at the end of each journey (`conftest.desk`).
"""

from datetime import timedelta
from pathlib import Path

from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry, open_desk, rss

HOUR = timedelta(hours=1)
FRENCH = '[[sections]]\nid = "actualites"\ntitle = "Actualités"\nlanguage = "fr"\n'
PIER = Entry(guid="h1", title="East pier to reopen")
FRUIT = Entry(guid="v1", title="Growers start early", text=OTHER_TEXT)


def titles(desk: Desk, path: str) -> list[str]:
    """Return the headlines of a feed."""
    return [entry.title for entry in desk.feed(path).entries]


async def test_killed_words_leave_the_feeds_of_every_language(desk: Desk) -> None:
    """One story stands in a French section and among all, with our own words in each one's language."""
    desk.tail = FRENCH
    desk.carry("harbour", PIER, section="actualites")
    desk.carry("valley", FRUIT)
    await desk.round()
    assert titles(desk, "actualites/atom.xml") == ["East pier to reopen"]
    (story,) = (each["id"] for each in desk.stories() if each["title"] == "East pier to reopen")
    desk.kill(story)
    assert [path for path, text in desk.files_in_plain().items() if "harbour board" in text] == []
    assert titles(desk, "actualites/atom.xml") == ["Retiré"]
    assert sorted(titles(desk, "all/atom.xml")) == ["Growers start early", "Withdrawn"]


async def test_outlet_that_renames_itself_is_called_so_where_its_stories_show_next(tmp_path: Path) -> None:
    """Its stories have not changed, and their pages wait until they do; the feed that shows them has."""
    async with open_desk(tmp_path) as desk:
        desk.carry("harbour", PIER)
        await desk.round()
        assert desk.feed().entries[0].source.title == "Harbour"
        desk.serve("harbour", rss(PIER, FRUIT, title="Harbour Times"))
        await desk.round(after=HOUR)
        assert {entry.source.title for entry in desk.feed().entries} == {"Harbour Times"}


async def test_less_rights_show_in_every_entry_at_the_next_round(desk: Desk) -> None:
    """What entries are made of beside their stories is asked of each that is read."""
    desk.carry("harbour", PIER)
    desk.carry("valley", FRUIT)
    await desk.round()
    assert TEXT[:40].casefold() in desk.files_in_plain()["national/atom.xml"]
    desk.sources["harbour"] = {**desk.sources["harbour"], "rights": "headline"}
    await desk.round(after=HOUR)
    files = desk.files_in_plain()
    assert [path for path, text in files.items() if TEXT[:40].casefold() in text] == []
    assert OTHER_TEXT[:40].casefold() in files["national/atom.xml"]
