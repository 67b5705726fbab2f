"""JSON Feed 1.0 and 1.1, as the specification and as people write it."""

import json

import pytest

from aggregator.ingest.parse import parse
from aggregator.model.item import RawEntry
from aggregator.model.poll import Body, Parsed
from tests.ingest.normalise.newsroom import item_of


def entry_of(item: dict[str, object], **feed: object) -> RawEntry:
    """Return the one entry of a JSON Feed."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://post.example/",
        **feed,
    }
    body = Body(
        url="https://feeds.example/feed.json", content=json.dumps({**document, "items": [item]}).encode()
    )
    parsed = parse(body)
    assert isinstance(parsed, Parsed)
    return parsed.entries[0]


def test_a_numeric_id_is_kept_as_it_was_written() -> None:
    """The specification asks to accept numbers."""
    content = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 12345678901234567890.10}]}'
    parsed = parse(Body(url="https://feeds.example/", content=content))
    assert isinstance(parsed, Parsed)
    assert parsed.entries[0].guid == "12345678901234567890.10"


def test_plain_text_becomes_escaped_paragraphs() -> None:
    """Every text behind parsing is markup."""
    entry = entry_of({"id": "1", "content_text": "One < two.\n\nThree\nfour.", "summary": "A & b"})
    assert entry.content_html == "<p>One &lt; two.</p><p>Three<br>\nfour.</p>"
    assert entry.summary_html == "<p>A &amp; b</p>"


@pytest.mark.parametrize(
    ("title", "shown"),
    [("T & <b>", "T & <b>"), ("AT&T", "AT&T"), ("1 < 2 & 3", "1 < 2 & 3"), ("It&#8217;s", "It’s")],
)
def test_a_title_is_plain_text(title: str, shown: str) -> None:
    """The specification says so; only references that systems leave behind are read."""
    assert item_of(entry_of({"id": "1", "title": title})).version.title == shown


def test_authors_of_both_versions_are_read() -> None:
    """1.0 has one author, 1.1 a list; the feed's stand in for an item's."""
    assert entry_of({"id": "1", "author": {"name": "Jane Doe"}}).authors == ("Jane Doe",)
    assert entry_of({"id": "1", "authors": [{"name": "A"}, {"url": "x"}, {"name": "B"}]}).authors == (
        "A",
        "B",
    )
    assert entry_of({"id": "1"}, authors=[{"name": "Post"}]).authors == ("Post",)


def test_pictures_come_from_image_banner_and_attachments() -> None:
    """Sound is no picture."""
    attachments = [{"url": "/a.mp3", "mime_type": "audio/mpeg"}, {"url": "/c.png", "mime_type": "image/png"}]
    entry = entry_of({"id": "1", "image": "/a.jpg", "banner_image": "/b.jpg", "attachments": attachments})
    assert [picture.url for picture in entry.pictures] == ["/a.jpg", "/b.jpg", "/c.png"]


def test_links_are_joined_to_the_home_page() -> None:
    """The external address stands in where an item has none of its own."""
    assert entry_of({"id": "1", "url": "/a"}).link == "https://post.example/a"
    assert entry_of({"id": "1", "external_url": "https://other.example/"}).link == "https://other.example/"


def test_fields_of_the_wrong_type_are_as_if_they_were_missing() -> None:
    """An item of numbers and lists still has its id."""
    item = {
        "id": "1",
        "title": 7,
        "url": [],
        "tags": [True, "x", None],
        "authors": "me",
        "attachments": {},
        "image": False,
    }
    entry = entry_of(item)
    assert (entry.guid, entry.link, entry.authors, entry.pictures) == ("1", None, (), ())
    assert [category.term for category in entry.categories] == ["x"]
