"""Which bodies are feeds, and what the others look like."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse import FORMATS, parse
from aggregator.model.poll import Body, NotAFeed, Parsed

RSS = (
    b"<rss version='2.0'><channel><title>Post</title>"
    b"<item><title>Quay opens</title><guid>1</guid></item></channel></rss>"
)
RSS_091 = RSS.replace(b"2.0", b"0.91")
RDF = (
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    b"<channel rdf:about='https://post.example/'><title>Post</title></channel>"
    b"<item rdf:about='1'><title>Quay opens</title></item></rdf:RDF>"
)
ATOM = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title>"
    b"<entry><id>1</id><title>Quay opens</title></entry></feed>"
)
ATOM_03 = (
    b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Post</title>"
    b"<entry><id>1</id><title>Quay opens</title></entry></feed>"
)
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [{"id": 1, "title": "Quay opens"}]}'
ALL = {"rss20": RSS, "rss091u": RSS_091, "rss10": RDF, "atom10": ATOM, "atom03": ATOM_03, "jsonfeed": JSON}


def body_of(content: bytes, media_type: str | None = None) -> Body:
    """Return a body as it comes from the web."""
    return Body(url="https://feeds.example/feed", content=content, media_type=media_type)


@pytest.mark.parametrize("version", ALL)
def test_every_format_is_recognised_by_its_content(version: str) -> None:
    """The media type is not asked: servers send feeds as anything."""
    feed = parse(body_of(ALL[version], "text/html"))
    assert isinstance(feed, Parsed)
    assert feed.format == version
    assert feed.title == "Post"
    assert [(entry.guid, entry.title_html) for entry in feed.entries] == [("1", "Quay opens")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "an HTML page"),
        (b"<html><head><title>Moved</title></head></html>", "an HTML page"),
        (b'{"error": "no such feed"}', "JSON that is no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "cannot be read to its end"),
        (b"%PDF-1.7 ...", "a PDF"),
        (gzip.compress(RSS), "gzip"),
        (b"\x00\x01\x02\x03", "binary"),
        (b"Service unavailable", "plain text"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", "a sitemap"),
        (b"<opml version='2.0'></opml>", "an OPML subscription list"),
    ],
)
def test_what_is_no_feed_is_described_in_plain_words(content: bytes, reason: str) -> None:
    """An operator reads the reason in `aggregator sources`."""
    answer = parse(body_of(content))
    assert isinstance(answer, NotAFeed)
    assert reason in answer.reason


@pytest.mark.parametrize(
    ("name", "content"), [("rss", RSS), ("rss", RDF), ("rdf", RDF), ("atom", ATOM), ("jsonfeed", JSON)]
)
def test_a_format_that_was_asked_for_is_read(name: str, content: bytes) -> None:
    """RSS 1.0 is both RSS and RDF."""
    assert isinstance(parse(body_of(content), format=name), Parsed)


@pytest.mark.parametrize(
    ("name", "content"),
    [("rss", ATOM), ("atom", RSS), ("rdf", ATOM), ("jsonfeed", RSS), ("rss", JSON), ("newsml", RSS)],
)
def test_only_the_format_that_was_asked_for_is_tried(name: str, content: bytes) -> None:
    """`format` in the configuration is a promise about the source."""
    assert isinstance(parse(body_of(content), format=name), NotAFeed)


def test_a_feed_behind_a_servers_own_words_is_read() -> None:
    """PHP prints warnings before the feed."""
    feed = parse(body_of(b"<br />\n<b>Warning</b>: Undefined variable in feed.php\n" + RSS))
    assert isinstance(feed, Parsed)
    assert len(feed.entries) == 1


def test_a_broken_feed_gives_what_can_be_read() -> None:
    """Cut off in the middle of the second item."""
    cut = RSS.replace(b"</channel></rss>", b"<item><title>Ferry sails</title><guid>2</guid><descr")
    feed = parse(body_of(cut))
    assert isinstance(feed, Parsed)
    assert [entry.guid for entry in feed.entries] == ["1", "2"]


def test_an_entry_that_says_nothing_costs_its_neighbours_nothing() -> None:
    """It is skipped with its place."""
    feed = parse(body_of(RSS.replace(b"<item>", b"<item><category>x</category></item><item>", 1)))
    assert isinstance(feed, Parsed)
    assert [entry.guid for entry in feed.entries] == ["1"]
    assert [skip.what for skip in feed.skipped] == ["entry 1"]


def test_a_feed_of_ten_thousand_entries_is_cut_there() -> None:
    """An archive that was sent by mistake does not fill the store."""
    items = b'{"version": "https://jsonfeed.org/version/1", "items": [%s]}' % b",".join(
        [b'{"id": "a"}'] * 10_050
    )
    feed = parse(body_of(items))
    assert isinstance(feed, Parsed)
    assert len(feed.entries) == 10_000


def test_every_format_has_its_own_name() -> None:
    """Names are what `format` in the configuration accepts."""
    names = [candidate.name for candidate in FORMATS]
    assert len(set(names)) == len(names)


@given(st.binary(max_size=400))
def test_any_bytes_are_parsed_or_described(content: bytes) -> None:
    """No body raises."""
    assert isinstance(parse(body_of(content)), Parsed | NotAFeed)


FRAGMENTS = [
    b"<item>", b"</item>", b"<entry>", b"<title>", b"</title>", b"<![CDATA[", b"]]>", b"&#0;", b"&#55357;", b"&a;",
    b"<guid isPermaLink='true'>", b"http://[", b"<media:group>", b"<media:content url='", b"<link href='http://['/>",
    b"<category>", b"<dc:creator>", b"<pubDate>1e999</pubDate>", b"<content type='x/y'>", b"<svg>", b"<source>",
    b"<!DOCTYPE r [<!ENTITY a 'b'>]>", b"xml:base='http://[::'", b"<image>", b"<width>", b"\x00",
    b"{", b'"', b"null", b"\xff",
]  # fmt: skip


@given(
    st.sampled_from(sorted(ALL)),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(FRAGMENTS)), max_size=12),
)
def test_any_damaged_feed_is_parsed_or_described(version: str, damage: list[tuple[int, bytes]]) -> None:
    """Markup in the wrong places raises nothing either."""
    content = ALL[version]
    for place, fragment in damage:
        content = content[:place] + fragment + content[place:]
    assert isinstance(parse(body_of(content)), Parsed | NotAFeed)
