"""The news sitemap: what search engines read of the last two days."""

from datetime import timedelta

from lxml import etree

from aggregator.publish.site import Document
from aggregator.publish.sitemap import MOST_URLS, SitemapStory, render
from tests.publish.newsroom import NOW, SITE

SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def stories(
    count: int, *, title: str = "A story", language: str | None = "fr-CA"
) -> tuple[SitemapStory, ...]:
    """Return stories, the newest first."""
    return tuple(
        SitemapStory(
            url=SITE.story_url(f"urn:uuid:{number}"),
            title=title,
            language=language,
            published=NOW - timedelta(minutes=number),
        )
        for number in range(count)
    )


def texts(document: Document, path: str) -> list[str]:
    """Return the texts at a path of a sitemap, which must be XML."""
    found = etree.fromstring(document.content).xpath(f"{path}/text()", namespaces=SPACES)
    assert isinstance(found, list)
    return [str(each) for each in found]


def test_story_is_named_with_publication_language_time_and_title() -> None:
    """Whatever stands in the title."""
    (document,) = render(stories(1, title="Tom & <Jerry>\x0b"), SITE)
    assert document.path == "news-sitemap.xml"
    assert texts(document, "//s:loc") == ["https://wire.example/news/story/0/"]
    assert texts(document, "//n:name") == ["Example Wire"]
    assert texts(document, "//n:language") == ["fr"]
    assert texts(document, "//n:publication_date") == ["2026-01-08T09:00:00Z"]
    assert texts(document, "//n:title") == ["Tom & <Jerry>"]


def test_languages_are_written_as_the_format_wants_them() -> None:
    """Two letters, of Chinese the script; without one, that of the site."""
    for language, written in (("zh-Hant-HK", "zh-tw"), ("zh", "zh-cn"), (None, "en"), ("not a tag", "en")):
        (document,) = render(stories(1, language=language), SITE)
        assert texts(document, "//n:language") == [written]


def test_more_stories_than_a_file_may_hold_are_parted() -> None:
    """The address stays the same: it is the index then, written after its parts."""
    assert len(render(stories(MOST_URLS), SITE)) == 1
    one, two, index = render(stories(MOST_URLS + 1), SITE)
    assert (one.path, two.path, index.path) == (
        "news-sitemap-1.xml",
        "news-sitemap-2.xml",
        "news-sitemap.xml",
    )
    assert [len(texts(each, "//s:url/s:loc")) for each in (one, two)] == [MOST_URLS, 1]
    assert texts(index, "//s:sitemap/s:loc") == [
        "https://wire.example/news/news-sitemap-1.xml",
        "https://wire.example/news/news-sitemap-2.xml",
    ]


def test_day_without_stories_is_an_empty_sitemap() -> None:
    """Not a missing one."""
    (document,) = render((), SITE)
    assert texts(document, "//s:loc") == []
