"""The pages: what they show, that they are accessible, and that they load nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.model.item import Picture
from aggregator.model.story import Status, Story
from aggregator.publish.pages import LEAD_CANDIDATES, SECOND_ROW
from aggregator.publish.site import ALL
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    PICTURE,
    SITE,
    correct_story,
    make_carrier,
    make_front,
    make_story,
    render_index,
    render_section,
    stop_story,
)


def section_page(stories: Sequence[Story]) -> LexborHTMLParser:
    """Return the parsed section page of these stories."""
    return LexborHTMLParser(render_section(SITE, NATIONAL, stories, now=NOW)[3].content.decode())


def index_page(stories: Sequence[Story]) -> LexborHTMLParser:
    """Return the parsed front page of these national stories."""
    documents = render_index(SITE, {"national": stories, "all": stories}, now=NOW)
    return LexborHTMLParser(documents[0].content.decode())


def words(node: LexborNode | None) -> str:
    """Return the text of a node that must be there, on one line."""
    assert node is not None
    return " ".join(node.text().split())


def plain_stories(count: int) -> list[Story]:
    """Return stories without pictures, the first the newest."""
    return [
        make_story(f"s{number}", make_carrier(title=f"Headline {number}", pictures=()), minutes=-number)
        for number in range(count)
    ]


def test_lead_shows_picture_caption_credit_byline_desk_agency_and_carriers() -> None:
    """What readers judge a story by stands with it."""
    page = section_page(make_front()[:1])
    lead = words(page.css_first("article.lead"))
    assert "Fog lifts off the ferry pier at Port Alder on Wednesday. Northern Press/Ina Vogel" in lead
    assert "By Ina Vogel and Tomas Reyl" in lead
    assert "Harbour Times News Desk" in lead
    assert "also in: Coast Daily, Inland Post" in lead
    image = page.css_first("article.lead img")
    assert image is not None
    assert (image.attributes["src"], image.attributes["alt"]) == (PICTURE.url, PICTURE.alt)


def test_times_are_in_the_zone_of_the_section() -> None:
    """18:31 UTC is half past ten in the morning in Vancouver; machines still read UTC."""
    time = section_page([make_story()]).css_first("article .times time")
    assert words(time) == "7 January 2026, 10:31 PST"
    assert time is not None
    assert time.attributes["datetime"] == "2026-01-07T18:31:00Z"


def test_corrected_and_updated_stories_are_marked() -> None:
    """A badge says what happened, and when."""
    published = make_story("u").updated or NOW
    updated = replace(make_story("u"), updated=published + timedelta(minutes=20))
    corrected = section_page([correct_story(make_story())])
    assert words(corrected.css_first(".change")) == "Corrected 7 January 2026, 11:31 PST"
    assert words(section_page([updated]).css_first(".change")) == "Updated 7 January 2026, 10:51 PST"
    assert section_page([make_story()]).css_first(".change") is None


def test_story_almost_as_new_leads_because_of_its_picture() -> None:
    """A front without a picture is poorer than one whose lead is the third newest."""
    stories = plain_stories(8)
    stories[2] = make_story("pictured", make_carrier(title="Pictured"), minutes=-2)
    assert words(section_page(stories).css_first("article.lead h2")) == "Pictured"
    assert words(section_page(plain_stories(8)).css_first("article.lead h2")) == "Headline 0"


def test_picture_of_an_old_story_does_not_lead() -> None:
    """News leads, not pictures."""
    stories = plain_stories(8)
    stories[LEAD_CANDIDATES] = make_story("old", make_carrier(title="Old"), minutes=-LEAD_CANDIDATES)
    assert words(section_page(stories).css_first("article.lead h2")) == "Headline 0"


def test_every_story_stands_on_the_page_once() -> None:
    """Lead, second row and list together are the feed."""
    page = section_page(plain_stories(12))
    titles = [words(node) for node in page.css("article h2, article h3")]
    assert titles == [f"Headline {number}" for number in range(12)]
    assert len(page.css(".second article")) == SECOND_ROW


def test_withdrawn_story_is_a_notice_among_no_stories() -> None:
    """Readers learn that a story is gone, and nothing else of it."""
    page = section_page([stop_story(make_story(), Status.WITHDRAWN), *plain_stories(2)])
    assert "Northern Press has withdrawn this story." in words(page.css_first(".notices"))
    assert "Ferry" not in words(page.body)


def test_feeds_are_announced_and_shown() -> None:
    """Readers' programs find all three feeds, and people can copy their addresses."""
    page = section_page(make_front())
    addresses = [
        f"https://wire.example/news/national/{name}" for name in ("rss.xml", "atom.xml", "feed.json")
    ]
    assert [link.attributes["href"] for link in page.css("link[rel=alternate]")] == addresses
    assert [link.attributes["href"] for link in page.css(".subscribe dt a")] == addresses
    assert [words(code) for code in page.css(".subscribe dd code")] == addresses
    opens = page.css_first(".subscribe a.button")
    assert opens is not None
    assert opens.attributes["href"] == f"feed:{addresses[1]}"


def test_pages_load_nothing_but_pictures() -> None:
    """No script, no style, no font, no frame from anywhere: the page works on an island. Its one form is the search."""
    for page in (section_page(make_front()), index_page(make_front())):
        assert page.css("script, iframe, object, embed, link[rel=stylesheet]") == []
        assert [form.attributes["action"] for form in page.css("form")] in (["search"], ["../search"])
        assert "@import" not in (page.html or "")
        assert "url(" not in (page.html or "")


def test_pages_have_landmarks_and_headings_in_order() -> None:
    """A screen reader finds its way: one h1, no level left out, a skip link, named regions."""
    for page in (section_page(make_front()), index_page(make_front())):
        levels = [int((node.tag or "h0")[1]) for node in page.css("h1, h2, h3")]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert all(
            page.css_first(landmark) for landmark in ("header", "nav[aria-label]", "main#stories", "footer")
        )
        assert page.css_first("a.skip[href='#stories']")
        ids = {node.attributes["id"] for node in page.css("[id]")}
        assert {node.attributes["aria-labelledby"] for node in page.css("[aria-labelledby]")} <= ids
        assert all(image.attributes.get("alt") is not None for image in page.css("img"))


def test_markup_in_a_headline_stays_text() -> None:
    """Only sanitised HTML is markup on a page, and a page shows none of it."""
    picture = Picture(url="https://pictures.example/a.jpg", caption="<img src=x onerror=alert(1)>")
    carrier = make_carrier("harbour", "<i>Outlet</i>", title="<script>alert(1)</script>", pictures=(picture,))
    for page in (section_page([make_story("s", carrier)]), index_page([make_story("s", carrier)])):
        assert page.css("script, main i, [onerror]") == []
        assert "<script>alert(1)</script>" in words(page.css_first("main"))


def test_front_page_has_every_section_with_its_newest_and_its_feeds() -> None:
    """A section without stories is there too, and can be subscribed to."""
    page = index_page(plain_stories(9))
    assert [words(node) for node in page.css(".shelves > section > h2")] == ["National", "World"]
    national = page.css_first(".shelves > section")
    assert national is not None
    assert [words(node) for node in national.css("h3")] == [f"Headline {number}" for number in range(5)]
    assert "No stories yet." in words(page.css_first(".shelves"))
    assert "https://wire.example/news/all/rss.xml" in words(page.css_first(".subscribe"))


def test_killed_story_does_not_open_a_section_on_the_front_page() -> None:
    """Stories come first even where the newest event is a kill."""
    killed = stop_story(make_story("killed", minutes=60), Status.WITHDRAWN)
    page = index_page([killed, *plain_stories(2)])
    assert words(page.css_first(".headlines li h3")) == "Headline 0"


def test_section_without_stories_says_so() -> None:
    """A new section is a page, not a hole."""
    assert "No stories yet." in words(section_page([]).css_first("main"))


def test_section_of_all_stories_has_a_page() -> None:
    """`all` is a section like the others."""
    paths = [document.path for document in render_section(SITE, ALL, make_front(), now=NOW)]
    assert paths == ["all/rss.xml", "all/atom.xml", "all/feed.json", "all/index.html"]
