"""Feeds are put together from entries that were made before: what has changed since shows in every one of them.

That they are what making every entry anew gives is held at the end of each journey (`conftest.desk`).
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry, open_desk, rss

HOUR = timedelta(hours=1)
FRENCH = '[[sections]]\nid = "actualites"\ntitle = "Actualités"\nlanguage = "fr"\n'
PIER = Entry(guid="h1", title="East pier to reopen")
NINE = tuple(
    Entry(
        guid=f"n{number}",
        title=f"Pier {number}",
        text=str(number) * 40,
        at=datetime(2026, 1, 7, 8, number, tzinfo=UTC),
    )
    for number in range(9)
)
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


async def test_row_of_a_list_is_told_in_the_zone_of_each_page(desk: Desk) -> None:
    """One row stands on a section's page, on that of all and on the outlet's, and leads to the story from each."""
    desk.section_keys = 'timezone = "America/Vancouver"'
    desk.carry("harbour", *NINE, timezone="America/St_Johns")
    await desk.round()
    (story,) = (each["id"].removeprefix("urn:uuid:") for each in desk.stories() if each["title"] == "Pier 0")
    for page, way, said in (
        ("national", "../", "7 January 2026, 00:00 PST"),
        ("all", "../", "7 January 2026, 08:00 UTC"),
        ("source/harbour", "../../", "7 January 2026, 04:30 NST"),
    ):
        html = desk.files()[f"{page}/index.html"][0].decode()
        row = html[html.index(f'<a href="{way}story/{story}/"') :].partition("</li>")[0]
        assert f'<time datetime="2026-01-07T08:00:00Z">{said}</time>' in row


async def test_row_of_an_installation_shows_in_every_list_at_the_next_publication(desk: Desk) -> None:
    """Rows are kept with their entries; those that were made of another template are made anew."""
    desk.carry("harbour", *NINE)
    await desk.round()
    (desk.folder / "ours").mkdir()
    row = "<li>{{ root }} Our row of {{ entry.title }}, {{ entry.published|in_words(zone) }}</li>"
    (desk.folder / "ours" / "row.html").write_text(row, encoding="utf-8")
    desk.tail = '[publish]\ntemplates = "ours"\n'
    desk.publish()
    for page, way in (("national", "../"), ("source/harbour", "../../")):
        html = desk.files()[f"{page}/index.html"][0].decode()
        assert f"<li>{way} Our row of Pier 0, 7 January 2026, 08:00 UTC</li>" in html
