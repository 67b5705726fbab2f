"""The page of a story through the story's life: new, carried elsewhere, written anew, corrected, killed, merged."""

import re
from datetime import timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.service.editing import merge_stories, split_story
from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry
from tests.journeys.test_canary import FAR, Copy, wire
from tests.journeys.test_related import DERIVED, STATEMENT

HOUR = timedelta(hours=1)
LATER_TEXT = TEXT.replace("forty metres", "fifty metres") + " It opens on Friday at noon, the board said."


def path_of(story: str) -> str:
    """Return where the page of a story lies."""
    return f"story/{story.removeprefix('urn:uuid:')}/index.html"


def text_of(desk: Desk, story: str) -> str:
    """Return the page of a story as it is on disk."""
    return (desk.public / path_of(story)).read_text(encoding="utf-8")


def page_of(desk: Desk, story: str) -> LexborHTMLParser:
    """Return the parsed page of a story."""
    return LexborHTMLParser(text_of(desk, story))


def words(node: LexborNode | None) -> str:
    """Return the text of a node that must be there, on one line."""
    assert node is not None
    return " ".join(node.text().split())


def only_story(desk: Desk) -> str:
    """Return the id of the one story that there is."""
    (story,) = desk.stories()
    return str(story["id"])


async def test_whole_copy_stands_on_its_page_and_search_engines_are_sent_to_the_outlet(desk: Desk) -> None:
    """Headline, people, text as far as the rights go; canonical is the lead's own page."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", author="Ina Vogel"))
    await desk.round()
    page = page_of(desk, only_story(desk))
    assert words(page.css_first("h1")) == "East pier to reopen"
    assert words(page.css_first(".byline")) == "By Ina Vogel"
    assert words(page.css_first(".text")) == TEXT
    canonical = page.css_first("link[rel=canonical]")
    assert canonical is not None
    assert canonical.attributes["href"] == "http://outlet.example/h1"
    graph = {node.attributes["property"]: node.attributes["content"] for node in page.css("meta[property]")}
    assert graph["og:title"] == "East pier to reopen"
    assert graph["og:type"] == "article"
    assert graph["article:published_time"] == "2026-01-07T12:00:00Z"


async def test_summary_rights_show_an_excerpt_and_the_way_to_the_whole(desk: Desk) -> None:
    """What a source does not grant is on no page."""
    long = " ".join([TEXT, OTHER_TEXT, TEXT[::-1]])
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=long), rights="summary")
    await desk.round()
    page = page_of(desk, only_story(desk))
    assert OTHER_TEXT[-60:] not in words(page.body)
    assert words(page.css_first(".text")).startswith(TEXT[:80])
    way = page.css_first(".go a")
    assert (words(way), way and way.attributes["href"]) == (
        "Read the whole story at Harbour",
        "http://outlet.example/h1",
    )


async def test_versions_and_who_still_runs_an_earlier_one_are_told(desk: Desk) -> None:
    """The newest first, with what it changed word by word; an outlet that is behind is named so."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    desk.carry("coast", Entry(guid="c1", title="Pier reopens"))
    await desk.round()
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=LATER_TEXT, at=MORNING + HOUR))
    await desk.round(after=HOUR)
    page = page_of(desk, only_story(desk))
    told = [words(node) for node in page.css(".versions li > p:nth-of-type(2)")]
    assert told == [
        "Numbers changed: forty → fifty; dates changed: Friday added; wording changed",
        "First version",
    ]
    assert [words(node) for node in page.css(".versions ins")] == [
        "added: fifty",
        "added: It opens on Friday at noon, the board said.",
    ]
    assert [words(node) for node in page.css(".versions del")] == ["removed: forty"]
    (behind,) = page.css(".behind")
    assert words(behind) == "still runs the version of 7 January 2026, 12:00 UTC"


async def test_versions_are_not_quoted_beyond_the_rights(desk: Desk) -> None:
    """That something changed may be told, the words may not."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), rights="summary")
    await desk.round()
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=LATER_TEXT, at=MORNING + HOUR))
    await desk.round(after=HOUR)
    page = page_of(desk, only_story(desk))
    assert (
        words(page.css_first(".versions li > p:nth-of-type(2)"))
        == "Numbers changed; dates changed; wording changed"
    )
    assert page.css("ins, del") == []


async def test_who_has_not_carried_the_correction_is_named(desk: Desk) -> None:
    """Readers see where the wrong figure still stands."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), wire="Harbour Press")
    desk.carry("coast", Entry(guid="c1", title="Pier reopens"))
    await desk.round()
    corrected = Entry(guid="h1", title="CORRECTED: East pier to reopen", text=LATER_TEXT, at=MORNING + HOUR)
    desk.carry("harbour", corrected)
    await desk.round(after=HOUR)
    page = page_of(desk, only_story(desk))
    assert words(page.css_first(".behind")) == "has not carried the correction"
    assert words(page.css_first(".versions .badge")) == "Corrected"


async def test_killed_story_leaves_a_page_that_is_gone_and_has_none_of_its_words(desk: Desk) -> None:
    """At once, and after the notice has ended as well; the words in the chain of versions too."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), wire="Harbour Press")
    await desk.round()
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=LATER_TEXT, at=MORNING + HOUR))
    await desk.round(after=HOUR)
    story = only_story(desk)
    desk.carry(
        "harbour", Entry(guid="h1", title="KILL: East pier to reopen", text="Kill it.", at=MORNING + 2 * HOUR)
    )
    await desk.round(after=HOUR)
    for days in (0, 8):
        desk.now += timedelta(days=days)
        desk.publish_pending()
        gone = text_of(desk, story)
        assert gone.startswith("<!-- 410 -->\n<!-- in national -->\n<!DOCTYPE html>")
        assert "withdrawn this story" in gone or "has been withdrawn" in gone
        assert "pier" not in gone.casefold()
        assert 'name="robots" content="noindex"' in gone
        assert "canonical" not in gone


async def test_words_before_a_kill_stay_untold_after_a_sub(desk: Desk) -> None:
    """The agency's new text is out; what it killed is in no version that the page shows."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"), wire="Harbour Press")
    await desk.round()
    desk.carry(
        "harbour", Entry(guid="h1", title="KILL: East pier to reopen", text="Kill it.", at=MORNING + HOUR)
    )
    await desk.round(after=HOUR)
    for number, text in enumerate((OTHER_TEXT, OTHER_TEXT.replace("four hundred", "five hundred"))):
        at = MORNING + (2 + number) * HOUR
        desk.carry("harbour", Entry(guid="h1", title="Harvest begins early", text=text, at=at))
        await desk.round(after=HOUR)
    page = text_of(desk, only_story(desk))
    assert "five hundred" in page
    assert "pier" not in page.casefold()
    assert page.count("<ins>") == 1


async def test_merged_story_leads_to_the_one_it_is_now_and_a_split_one_has_a_page_again(desk: Desk) -> None:
    """Links that people have kept go on leading somewhere."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    desk.carry("valley", Entry(guid="v1", title="Harvest begins early", text=OTHER_TEXT))
    await desk.round()
    first, second = sorted(story["id"] for story in desk.stories())
    desk.decide(lambda here: merge_stories(here, first, second))
    stories = {story["id"]: story for story in desk.stories()}
    (gone,) = (story for story in stories.values() if story["status"] == "merged")
    target = gone["into"].removeprefix("urn:uuid:")
    assert text_of(desk, gone["id"]).startswith(f"<!-- 301 ../{target}/ -->\n")
    assert f'http-equiv="refresh" content="0; url=../{target}/"' in text_of(desk, gone["id"])
    items = {each["guid"]: str(each["item"]) for each in desk.show(gone["into"])["items"]}
    desk.decide(lambda here: split_story(here, gone["into"], items["v1"]))
    shown = {story["title"]: story["id"] for story in desk.stories() if story["title"]}
    assert words(page_of(desk, shown["Harvest begins early"]).css_first("h1")) == "Harvest begins early"
    assert words(page_of(desk, shown["East pier to reopen"]).css_first("h1")) == "East pier to reopen"


async def test_only_the_pages_of_what_changed_are_written(desk: Desk) -> None:
    """A poll that brings one new version touches one story's page."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    desk.carry("valley", Entry(guid="v1", title="Harvest begins early", text=OTHER_TEXT))
    await desk.round()
    before = desk.files()
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=LATER_TEXT, at=MORNING + HOUR))
    await desk.round(after=HOUR)
    changed = {path for path, state in desk.files().items() if before.get(path) != state}
    ids = {story["title"]: story["id"] for story in desk.stories()}
    assert path_of(ids["East pier to reopen"]) in changed
    assert path_of(ids["Harvest begins early"]) not in changed


async def test_killed_headline_leaves_the_pages_of_related_stories(desk: Desk) -> None:
    """They did not change themselves, and are written anew in the same publication."""
    northern = Entry(guid="n1", title="East pier to reopen", text=STATEMENT)
    desk.carry("northern", northern, wire="Northern Press")
    desk.carry("harbour", Entry(guid="h1", title="A hard year on the waterfront", text=DERIVED))
    await desk.round()
    ids = {story["title"]: story["id"] for story in desk.stories()}
    page = page_of(desk, ids["A hard year on the waterfront"])
    assert words(page.css_first(".others")) == "East pier to reopen"
    desk.carry(
        "northern", Entry(guid="n1", title="KILL: East pier to reopen", text="Kill it.", at=MORNING + HOUR)
    )
    await desk.round(after=HOUR)
    assert "East pier" not in text_of(desk, ids["A hard year on the waterfront"])


async def test_pages_are_made_anew_under_another_title_and_what_is_no_storys_goes(desk: Desk) -> None:
    """A configuration or release that changes every page reaches every page."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen"))
    await desk.round()
    stray = desk.public / "story/00000000-0000-4000-8000-000000000000/index.html"
    stray.parent.mkdir()
    stray.write_text("a story that the store does not have", encoding="utf-8")
    desk.title = "Another Wire"
    await desk.round(after=HOUR)
    assert "Another Wire" in text_of(desk, only_story(desk))
    assert not stray.parent.exists()


async def test_story_that_was_never_out_has_no_page(desk: Desk) -> None:
    """An embargo does not show before its hour, not even by an address that answers."""
    desk.serve("harbour", wire(Copy("embargoed"), embargoed=FAR))
    await desk.round()
    assert not (desk.public / path_of(only_story(desk))).exists()
    assert list((desk.public / "story").glob("*/*")) == []


async def test_sitemap_names_the_stories_of_two_days(desk: Desk) -> None:
    """And no killed one; what is older leaves it at the next publication."""
    desk.carry("harbour", Entry(guid="h1", title="East pier & <b>quay</b> reopen"), wire="Harbour Press")
    desk.carry(
        "valley", Entry(guid="v1", title="Harvest begins early", text=OTHER_TEXT, at=MORNING - 40 * HOUR)
    )
    await desk.round()
    ids = {story["title"]: story["id"] for story in desk.stories()}
    sitemap = (desk.public / "news-sitemap.xml").read_text(encoding="utf-8")
    assert re.findall("<news:title>(.*?)</news:title>", sitemap) == [
        "East pier &amp; quay reopen",
        "Harvest begins early",
    ]
    assert (
        f"<loc>http://desk.example/{path_of(ids['Harvest begins early']).removesuffix('index.html')}</loc>"
        in sitemap
    )
    desk.carry("harbour", Entry(guid="h1", title="KILL: East pier", text="Kill it.", at=MORNING + HOUR))
    await desk.round(after=10 * HOUR)
    assert "<url>" not in (desk.public / "news-sitemap.xml").read_text(encoding="utf-8")


async def test_page_of_a_french_section_speaks_french(desk: Desk) -> None:
    """What we add to the copy; a kill is told in French too."""
    desk.section_keys = 'language = "fr-CA"\ntimezone = "America/Toronto"'
    desk.carry("rivage", Entry(guid="r1", title="Le quai rouvre"), wire="La Presse du Rivage")
    await desk.round()
    page = page_of(desk, only_story(desk))
    assert words(page.css_first("#carriers")) == "Qui la publie"
    assert words(page.css_first("header .times")) == "Publié le 7 janvier 2026, 7 h 00 HNE"
    html = page.css_first("html")
    assert html is not None
    assert html.attributes["lang"] == "fr-CA"
    desk.carry("rivage", Entry(guid="r1", title="KILL: Le quai rouvre", text="Kill it.", at=MORNING + HOUR))
    await desk.round(after=HOUR)
    assert "La Presse du Rivage a retiré cette nouvelle." in text_of(desk, only_story(desk))
