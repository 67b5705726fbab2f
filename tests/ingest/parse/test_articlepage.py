"""An article's page: what its metadata and its markup say, in one entry."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse import parse
from aggregator.ingest.parse.articlepage import ARTICLEPAGE
from aggregator.ingest.parse.paragraphs import paragraphs_in
from aggregator.ingest.parse.sectionpage import SECTIONPAGE
from aggregator.ingest.parse.webpage import WebPage, read_webpage
from aggregator.model.item import RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed
from tests.conftest import Golden

GOLDEN = Path(__file__).parent / "golden"
TEXT = (
    "<p>The harbour board voted on Tuesday to reopen the east pier, closed since a storm last winter.</p>" * 8
)


def page_of(content: bytes, url: str = "https://www.lakeside.example/news/pier-1") -> Body:
    """Return a page as it comes from the web."""
    return Body(url=url, content=content, media_type="text/html")


def page(*, head: str = "", body: str = TEXT, data: object = None) -> Body:
    """Return a page with these parts, and with JSON-LD."""
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data is not None else ""
    return page_of(
        f"<!doctype html><head><title>Pier</title>{script}{head}</head><body>{body}</body>".encode()
    )


def entry_in(body: Body) -> RawEntry:
    """Return the one entry of a page, which it must have."""
    read = parse(body, format="article-page")
    assert isinstance(read, Parsed), read
    (entry,) = read.entries
    return entry


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("page-*.html")), ids=lambda path: path.stem)
def test_every_field_is_read_as_the_page_says(path: Path, golden: Golden) -> None:
    """Title, text, people, dates, pictures with their words, subjects, language, link."""
    host = "harbour" if "agency" in path.stem else "lequai" if "french" in path.stem else "www.lakeside"
    entry = entry_in(page_of(path.read_bytes(), f"https://{host}.example/news/one"))
    known = {name: value for name, value in asdict(entry).items() if value not in (None, False, ())}
    golden(path.with_suffix(".json"), json.dumps(known, ensure_ascii=False, indent=2) + "\n")


def test_publisher_is_no_credit() -> None:
    """An outlet's own copy is never called agency copy, whatever its publisher is called."""
    article = {
        "@type": "NewsArticle",
        "headline": "Pier",
        "publisher": {"name": "Reuters"},
        "provider": "Reuters",
    }
    assert entry_in(page(data=article)).credit is None


def test_article_of_this_page_is_taken_and_no_other() -> None:
    """Pages describe the articles that they link to as well."""
    here = {"@type": "Article", "headline": "Here", "url": "https://www.lakeside.example/news/pier-1"}
    other = {
        "@type": "Article",
        "headline": "Other",
        "url": "https://www.lakeside.example/2",
        "author": "A",
        "a": 1,
    }
    assert entry_in(page(data=[other, here])).title_text == "Here"


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ({"@type": "Person", "name": "Jane Doe"}, ("Jane Doe",)),
        ([{"name": "Jane Doe"}, {"name": "John Roe"}], ("Jane Doe", "John Roe")),
        ({"name": ["Jane Doe", "John Roe"]}, ("Jane Doe", "John Roe")),
        ([{"name": "Jane Doe"}, {"name": "Jane Doe"}], ("Jane Doe",)),
        ({"@type": "Person", "name": "https://www.facebook.com/jane"}, ()),
        ({"@id": "#nobody"}, ()),
        (7, ()),
    ],
)
def test_people_are_named_whatever_shape_the_author_has(author: object, people: tuple[str, ...]) -> None:
    """Schema.org allows a text, a thing, a list of either, or a reference."""
    assert (
        entry_in(page(data={"@type": "NewsArticle", "headline": "Pier", "author": author})).authors == people
    )


@pytest.mark.parametrize(
    ("canonical", "link"),
    [
        ("https://www.lakeside.example/news/pier", "https://www.lakeside.example/news/pier"),
        ("/news/pier", "https://www.lakeside.example/news/pier"),
        ("https://lakeside.example/pier", "https://lakeside.example/pier"),
        ("https://www.lakeside.example/", "https://www.lakeside.example/news/pier-1"),
        ("https://agency.example/pier", "https://www.lakeside.example/news/pier-1"),
        ("http://[", "https://www.lakeside.example/news/pier-1"),
    ],
)
def test_canonical_link_is_believed_within_the_site(canonical: str, link: str) -> None:
    """One that names the front page or another outlet is not the article's own."""
    assert entry_in(page(head=f'<link rel="canonical" href="{canonical}">')).link == link


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><title>Sign in</title><h1>Sign in to the network</h1><form><input></form>",
        b"<html><head><title>503</title></head><body><p>Please come back later.</p></body></html>",
        b"<html></html>",
    ],
)
def test_login_or_error_page_is_no_article(content: bytes) -> None:
    """It would be published as a story."""
    read = parse(page_of(content), format="article-page")
    assert isinstance(read, NotAFeed)
    assert "without an article" in read.reason


@pytest.mark.parametrize("name", ["article-page", "section-page"])
def test_what_is_no_web_page_says_what_it_is(name: str) -> None:
    """A feed at last: then the source needs no format."""
    read = parse(page_of(b"<rss version='2.0'><channel></channel></rss>"), format=name)
    assert isinstance(read, NotAFeed)
    assert "an RSS feed" in read.reason


def test_paragraphs_that_stand_together_are_read_without_trafilatura() -> None:
    """The modest reading for installations without the extra."""
    around = "<nav><p>Read all the news of the harbour here every day</p></nav><aside><p>Most read of all</p></aside>"
    read = read_webpage(page(body=f"{around}<div>{TEXT}<h2>Next &amp; last</h2></div>"))
    assert isinstance(read, WebPage)
    text = paragraphs_in(read) or ""
    assert text.count("<p>") == 8
    assert "<h2>Next &amp; last</h2>" in text
    assert "Most read" not in text
    assert paragraphs_in(replace(read, tree=type(read.tree)(""))) is None


WITHOUT_TRAFILATURA = """
import sys
sys.modules["trafilatura"] = None  # importing it then fails as where it is not installed
from aggregator.ingest.parse import parse
from aggregator.model.poll import Body
body = Body(url="https://www.lakeside.example/1", content=sys.stdin.buffer.read())
(entry,) = parse(body, format="article-page").entries
print(entry.title_text, entry.content_html, sep="\\n")
"""


def test_installation_without_the_extra_reads_articles_too() -> None:
    """The library is imported when a page is read, and nothing needs it."""
    content = (GOLDEN / "page-graph-with-people-by-id.html").read_bytes()
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_TRAFILATURA], input=content, capture_output=True, check=True
    )
    title, *lines = run.stdout.decode().splitlines()
    assert title == "Harbour board votes to reopen east pier – at last"
    assert (
        lines[-1]
        == "<p>Ferries will call at the pier again from March, and the fish market moves back in April.</p>"
    )
    assert "picking two weeks early" not in run.stdout.decode()


HOSTILE = [
    "<a>", "<p>", "<b x=1><p>", "<ul><li>", "&amp;", "<!--", "<script", "<", '<a href="', "<p class=author>A B, ",
    "<a href=/2026/01/a-b-c>A story of the harbour</a>", "<meta name=a content=b>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_megabytes_of_anything_take_moments(piece: str) -> None:
    """Servers send what they like; a page is cut before anything slow sees it."""
    content = b"<!doctype html><title>T</title><body>" + (piece * (4_000_000 // len(piece))).encode()
    for format_ in (ARTICLEPAGE, SECTIONPAGE):
        start = time.process_time()
        assert isinstance(format_.read(page_of(content)), Parsed | NotAFeed)
        assert time.process_time() - start < 10


@pytest.mark.parametrize("data", ["[" * 100_000, '{"@graph":' * 50_000, '[{"@type":"Article"},' * 50_000])
def test_data_that_is_deep_or_broken_costs_the_article_nothing(data: str) -> None:
    """The page still has its own words."""
    script = f'<script type="application/ld+json">{data}</script>'
    assert entry_in(page(head=script, body=f"<h1>Pier</h1>{TEXT}")).title_text == "Pier"


@given(st.binary(max_size=300))
def test_any_bytes_become_a_value(content: bytes) -> None:
    """No page stops the service, whichever kind it is taken for."""
    for body in (content, b"<!doctype html>" + content):
        for format_ in ("article-page", "section-page", None):
            assert isinstance(parse(page_of(body), format=format_), Parsed | NotAFeed)


PARTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=10)
    | st.sampled_from(["Article", "http://[", "#"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@id",
                    "@graph",
                    "author",
                    "name",
                    "image",
                    "url",
                    "headline",
                    "keywords",
                    "publisher",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(PARTS)
def test_any_data_is_read_or_left_alone(data: object) -> None:
    """Outlets' plug-ins write every type in every place."""
    article = {"@type": "NewsArticle", "headline": "Pier", "author": data, "image": data, "keywords": data}
    assert isinstance(ARTICLEPAGE.read(page(data=[data, article])), Parsed)
    assert isinstance(
        SECTIONPAGE.read(page(data={"@type": "ItemList", "itemListElement": data})), Parsed | NotAFeed
    )
