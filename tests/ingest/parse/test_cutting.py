"""Feeds are cut where their entries are, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse.cutting import LARGEST_BYTES, cut_at_tags, cut_feed

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{}</channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>{}</feed>'
JSON = '{{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [{}], "language": "en"}}'
TWO = "<item><title>a</title></item>\n<item><title>b</title></item>"


@pytest.mark.parametrize(
    ("content", "entries"),
    [
        (RSS.format(TWO), ["<item><title>a</title></item>", "<item><title>b</title></item>"]),
        (RSS.format("<item><![CDATA[</item><item>]]></item >"), ["<item><![CDATA[</item><item>]]></item >"]),
        (RSS.format("<item a='>'>1</item><ttl>5</ttl>"), ["<item a='>'>1</item>"]),
        (RSS.format("<!-- <item>0</item> --><item>\u00e9</item>"), ["<item>\u00e9</item>"]),
        (ATOM.format("<entry><id>1</id></entry>"), ["<entry><id>1</id></entry>"]),
        (JSON.format('{"id": "\u00e9"}, {"id": "]},{"}'), ['{"id": "\u00e9"}', '{"id": "]},{"}']),
        ("\ufeff" + RSS.format("<item>1</item>"), ["<item>1</item>"]),
    ],
    ids=["rss", "cdata", "element after", "comment before", "atom", "json", "byte order mark"],
)
def test_feed_is_cut_at_its_entries(content: str, entries: list[str]) -> None:
    """Put together again they are the feed, without what stood between them."""
    cut = cut_feed(content.encode())
    assert cut is not None
    assert [entry.decode() for entry in cut.entries] == entries
    assert (
        cut.with_entries(cut.entries)
        == content.replace("</item>\n<", "</item><").replace("}, {", "},{").encode()
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<html><body><item>1</item></body></html>",
        RSS.format(""),
        RSS.format(TWO)[:-3],
        RSS.format("<item>1</item><!-- x --><item>2</item>"),
        RSS.format("<item>1</item><title>late</title><item>2</item>"),
        RSS.format("<item>1</item>text<item>2</item>"),
        RSS.format("<item/>"),
        RSS.format("<item><item>1</item></item>"),
        RSS.format("<image><item>1</item></image><item>2</item>"),
        RSS.format("<item><x:y xmlns:x='urn:x'/></item>"),
        RSS.format("<item xml:base='http://a.example/'>1</item>"),
        RSS.format("<item><x:y>no such prefix</x:y></item>"),
        RSS.format("<item><?php echo 1 ?></item>"),
        RSS.format("<item>1</item>") + "<item>2</item>",
        "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + RSS.format("<item>&a;</item>"),
        " " + RSS.format("<item>1</item>"),
        RSS.replace("?>", ' encoding="iso-8859-1"?>', 1).format("<item>1</item>"),
        "<rss><channel><item>1</item></channel><channel><item>2</item></channel></rss>",
        ATOM.format("<deleted-entry/><entry>1</entry>"),
        JSON.format(""),
        JSON.format('{"id": "1"}, 2'),
        JSON.format('{"id": "1"}').replace("jsonfeed.org", "other.example"),
        JSON.format('{"id": "1"}').replace('"language": "en"', '"items": []'),
        JSON.format('{"id": "1"}') + "x",
        '{"id": ' * 100_000,
    ],
)
def test_what_is_doubtful_is_left_whole(content: str) -> None:
    """Reading it whole costs a little; an entry that is read otherwise than it should be costs a story."""
    assert cut_feed(content.encode()) is None


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_what_is_not_in_utf8_is_left_whole(encoding: str) -> None:
    """Which encoding is meant may depend on all of the bytes."""
    assert cut_feed(RSS.format("<item>\u00e9</item>").encode(encoding)) is None


def test_large_body_is_left_whole() -> None:
    """The time for cutting is taken from everybody."""
    assert cut_feed(RSS.format(f"<item>{'x' * LARGEST_BYTES}</item>").encode()) is None


@given(
    st.lists(st.sampled_from([b"<item", b"</item>", b"<entry>", b"</entry>", b" ", b"x", b"\n"]), max_size=12)
)
def test_tags_in_any_order_are_cut_or_left_whole(shreds: list[bytes]) -> None:
    """Put together again they are what they were, but for the blanks between two entries."""
    content = b"".join(shreds)
    cut = cut_at_tags(content)
    if cut is not None:
        together = b"".join((cut.head, *cut.entries, cut.tail))
        assert b"".join(together.split()) == b"".join(content.split())


def test_feed_of_plain_tags_is_cut_at_them() -> None:
    """Most feeds are as they seem to be."""
    content = RSS.format(TWO).encode()
    assert cut_at_tags(content) == cut_feed(content)
