"""A section page: which of its links are the articles that it lists."""

from pathlib import Path

import pytest

from aggregator.ingest.parse import parse
from aggregator.model.poll import Body, NotAFeed, Parsed
from tests.conftest import Golden

GOLDEN = Path(__file__).parent / "golden"
NEWS = "https://www.lakeside.example/news/"


def links_of(markup: str, url: str = NEWS) -> tuple[str, ...]:
    """Return the articles that a page with this markup lists."""
    body = Body(
        url=url, content=f"<!doctype html><body>{markup}".encode(), media_type="text/html; charset=utf-8"
    )
    read = parse(body, format="section-page")
    return read.links if isinstance(read, Parsed) else ()


def test_articles_are_told_from_everything_around_them(golden: Golden) -> None:
    """Cards, headings, a data list; no navigation, no lists of what is most read, no other site."""
    path = GOLDEN / "list-cards-with-most-read.html"
    read = parse(Body(url=NEWS, content=path.read_bytes(), media_type="text/html"), format="section-page")
    assert isinstance(read, Parsed)
    assert (read.title, read.entries) == ("Lakeside Times", ())
    golden(path.with_suffix(".txt"), "\n".join(read.links) + "\n")


@pytest.mark.parametrize(
    "link",
    [
        '<h3><a href="/news/pier-reopens-at-last">Pier</a></h3>',
        '<a href="/news/pier-reopens-at-last"><h3>Pier</h3></a>',
        '<a href="/2026/01/07/pier">The east pier reopens at last</a>',
        '<a href="/story.php?id=4711815">The east pier reopens at last</a>',
        '<a href="/news/1f0c6a3e-7a51-4d53-9f0e-0c9b7a1d2e3f">The east pier reopens at last</a>',
        '<h2><a href="/news/pier">The east pier reopens at last</a></h2>',
    ],
)
def test_article_is_told_by_its_place_its_words_and_its_address(link: str) -> None:
    """No outlet has all of these."""
    assert len(links_of(link)) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<h2><a href="/sports/">Sports</a></h2>',
        '<a href="/sports/">All the sports news of the valley</a>',
        '<a href="/author/jane-doe-of-lakeside">Jane Doe of the Lakeside Times</a>',
        '<nav><a href="/2026/01/07/pier">The east pier reopens at last</a></nav>',
        '<a href="/news/?page=2">Older stories of this section</a>',
        '<a href="/2026/01/07/pier"><img src="a.jpg"></a>',
        '<h2><a href="https://other.example/2026/01/07/pier-reopens-at-last">The east pier reopens</a></h2>',
        '<h2><a href="ftp://www.lakeside.example/2026/01/07/pier">The east pier reopens at last</a></h2>',
    ],
)
def test_what_is_no_article_is_not_asked_for(link: str) -> None:
    """Each would be a request that brings nothing."""
    assert links_of(link) == ()


def test_page_without_articles_says_so() -> None:
    """A login or an error page in the section's place is a failed poll."""
    read = parse(Body(url=NEWS, content=b"<html><h1>Sign in</h1></html>"), format="section-page")
    assert isinstance(read, NotAFeed)
    assert "lists no articles" in read.reason


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("", 'format = "section-page"'),
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss.xml">',
            "https://www.lakeside.example/rss.xml",
        ),
        (
            """<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
            <link rel="alternate" type="application/atom+xml" href="/feed/">""",
            "https://www.lakeside.example/feed/",
        ),
        ('<link rel="alternate" hreflang="fr" href="/fr/">', 'format = "section-page"'),
    ],
)
def test_web_page_in_a_feeds_place_names_the_remedy(head: str, words: str) -> None:
    """The page's own feed where it advertises one, else the format to name."""
    read = parse(Body(url=NEWS, content=f"<!doctype html><title>News</title>{head}".encode()))
    assert isinstance(read, NotAFeed)
    assert "an HTML page" in read.reason
    assert words in read.reason
