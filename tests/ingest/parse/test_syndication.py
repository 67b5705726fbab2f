"""What RSS and Atom entries say, kept as the source sent it."""

from datetime import timedelta

import pytest

from aggregator.ingest.normalise.text import plain
from aggregator.ingest.parse import parse
from aggregator.model.item import RawEntry
from aggregator.model.poll import Body, Parsed
from aggregator.model.rhythm import Manners

NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def rss(item: str, channel: str = "") -> Parsed:
    """Return an RSS feed of one item, parsed."""
    head = f'<rss version="2.0" {NAMESPACES}><channel><title>Post</title><link>https://post.example/</link>{channel}'
    guid = "" if "<guid" in item else '<guid isPermaLink="false">1</guid>'
    return parsed(f"{head}<item>{item}{guid}</item></channel></rss>".encode())


def atom(entry: str, feed: str = "") -> RawEntry:
    """Return the one entry of an Atom feed."""
    head = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">{feed}'
    guid = "" if "<id" in entry else "<id>1</id>"
    return parsed(f"{head}<entry>{entry}{guid}</entry></feed>".encode()).entries[0]


def parsed(content: bytes, media_type: str | None = None) -> Parsed:
    """Return a body as a feed, which it must be."""
    feed = parse(Body(url="https://feeds.example/post.xml", content=content, media_type=media_type))
    assert isinstance(feed, Parsed)
    return feed


@pytest.mark.parametrize(
    "guid", ["42", "/relative/7", "https://post.example/a/../b?x=1&amp;y=2#top", "tag:post,2026:1"]
)
def test_guid_is_the_sources_own_string(guid: str) -> None:
    """Feedparser resolves guids that are permalinks, and every Atom id."""
    expected = guid.replace("&amp;", "&")
    assert rss(f"<guid>{guid}</guid>").entries[0].guid == expected
    assert atom(f"<id>{guid}</id>").guid == expected


def test_a_permalink_guid_is_the_link_where_there_is_none() -> None:
    """RSS 2.0: isPermaLink is true unless it says otherwise."""
    assert rss("<guid>https://post.example/a</guid>").entries[0].link == "https://post.example/a"
    assert rss('<guid isPermaLink="false">https://post.example/a</guid>').entries[0].link is None


def test_the_alternate_link_is_the_link() -> None:
    """The enclosure and the comments are not."""
    entry = atom(
        '<link rel="enclosure" href="/a.png" type="image/png"/><link rel="replies" href="/c"/><link href="/a"/>'
    )
    assert entry.link == "https://feeds.example/a"


def test_a_relative_link_of_rss_belongs_to_the_page_of_the_channel() -> None:
    """The feed itself often lives on another host."""
    assert rss("<link>/a</link>").entries[0].link == "https://post.example/a"


def test_feedburners_own_redirect_is_not_the_link() -> None:
    """It puts the article's address beside it."""
    item = "<link>http://feeds.post.example/~r/1</link><feedburner:origLink>https://post.example/1</feedburner:origLink>"
    assert rss(item).entries[0].link == "https://post.example/1"


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_captions_are_never_the_entrys_text(order: tuple[int, int, int]) -> None:
    """Feedparser takes media:description for the description, or the description for the content."""
    pieces = (
        "<description>Short.</description>",
        '<media:content url="https://i.example/a.jpg"><media:description>A quay.</media:description></media:content>',
        "<content:encoded>Long.</content:encoded>",
    )
    entry = rss("".join(pieces[place] for place in order)).entries[0]
    assert (entry.summary_html, entry.content_html) == ("Short.", "Long.")
    assert [(picture.url, picture.caption) for picture in entry.pictures] == [
        ("https://i.example/a.jpg", "A quay.")
    ]


def test_a_content_that_repeats_the_summary_is_kept_once() -> None:
    """Some outlets send the same text twice."""
    entry = rss("<description>Same.</description><content:encoded>Same.</content:encoded>").entries[0]
    assert (entry.summary_html, entry.content_html) == (None, "Same.")


def test_each_picture_keeps_its_own_caption_and_credit() -> None:
    """Two pictures, two captions, two credits."""
    item = "".join(
        f'<media:content url="https://i.example/{name}.jpg" medium="image">'
        f"<media:description>{name}</media:description>"
        f"<media:credit>{name}/Press</media:credit></media:content>"
        for name in ("one", "two")
    )
    pictures = rss(item).entries[0].pictures
    assert [(picture.caption, picture.credit) for picture in pictures] == [
        ("one", "one/Press"),
        ("two", "two/Press"),
    ]


def test_a_group_is_one_picture_in_its_widest_rendition() -> None:
    """Media RSS: a group holds representations of the same content."""
    item = (
        '<media:group><media:content url="https://i.example/s.jpg" width="140"/>'
        '<media:content url="https://i.example/l.jpg" width="700"/></media:group>'
    )
    assert [picture.url for picture in rss(item).entries[0].pictures] == ["https://i.example/l.jpg"]


def test_a_video_gives_its_thumbnail_and_its_description() -> None:
    """YouTube's channel feeds have no other text."""
    entry = atom(
        "<id>v</id><title>Film</title><media:group><media:title>Film</media:title>"
        '<media:content url="https://v.example/1" type="application/x-shockwave-flash"/>'
        '<media:thumbnail url="https://v.example/1.jpg" width="480"/>'
        "<media:description>What one sees.</media:description></media:group>"
    )
    assert [picture.url for picture in entry.pictures] == ["https://v.example/1.jpg"]
    assert entry.summary_html is not None
    assert "What one sees." in entry.summary_html


def test_only_pictures_among_the_enclosures_are_pictures() -> None:
    """Sound, film and papers are not."""
    item = (
        '<enclosure url="https://i.example/a.mp3" type="audio/mpeg"/>'
        '<enclosure url="https://i.example/b.png" type=""/>'
    )
    assert [picture.url for picture in rss(item).entries[0].pictures] == ["https://i.example/b.png"]


def test_a_podcasts_cover_is_a_picture() -> None:
    """itunes:image has an href."""
    assert (
        rss('<itunes:image href="https://i.example/c.jpg"/>').entries[0].pictures[0].url
        == "https://i.example/c.jpg"
    )


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<author>jane@post.example (Jane Doe)</author>", ("Jane Doe",)),
        ("<dc:creator>Jane Doe</dc:creator><dc:creator>John Roe</dc:creator>", ("Jane Doe", "John Roe")),
        ("<author>desk@post.example (Desk (City), 7 Jan, 2026)</author>", ("Desk (City), 7 Jan, 2026",)),
    ],
)
def test_authors_are_read_as_written(item: str, authors: tuple[str, ...]) -> None:
    """RSS wants an address with the name in parentheses."""
    assert rss(item).entries[0].authors == authors


def test_an_atom_entry_has_the_authors_of_its_feed_if_it_has_none() -> None:
    """RFC 4287, section 4.2.1."""
    feed = "<author><name>Post</name></author>"
    two = "<author><name>Jane Doe</name></author><author><name>John Roe</name></author>"
    assert atom("<id>1</id>", feed).authors == ("Post",)
    assert atom(f"<id>1</id>{two}", feed).authors == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Profit &lt;10% says board", "Profit &lt;10% says board"),
        ("Ships &amp;amp; quays", "Ships &amp; quays"),
        ("A &lt;i&gt;word&lt;/i&gt;", "A <i>word</i>"),
        ("Ships &amp; quays", "Ships &amp; quays"),
    ],
)
def test_an_rss_title_is_html_only_if_it_looks_so(title: str, expected: str) -> None:
    """RSS does not say which of the two it is."""
    assert rss(f"<title>{title}</title>").entries[0].title_html == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ('<title type="text">1 &lt; 2</title>', "1 &lt; 2"),
        ('<title type="html">A &lt;i&gt;word&lt;/i&gt;</title>', "A <i>word</i>"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <i>word</i></div></title>',
            "A <i>word</i>",
        ),
    ],
)
def test_an_atom_title_is_what_it_says(title: str, expected: str) -> None:
    """RFC 4287, section 3.1."""
    assert atom(title).title_html == expected


def test_dates_are_the_sources_own_strings() -> None:
    """Feedparser reads AM and PM, zones and months wrong."""
    assert rss("<pubDate>07 Jan, 2026 10:31 PM</pubDate>").entries[0].published == "07 Jan, 2026 10:31 PM"


def test_what_the_feed_says_holds_for_entries_that_say_nothing() -> None:
    """Language and copyright."""
    feed = rss("<guid>1</guid>", "<language>en-ca</language><copyright>© Post</copyright><ttl>15</ttl>")
    assert (feed.entries[0].language, feed.entries[0].copyright) == ("en-ca", "© Post")
    assert feed.manners.ttl == timedelta(minutes=15)


WISHES = (
    ("<skipHours><hour>3</hour><hour>24</hour><hour>99</hour></skipHours>", Manners(skip_hours=(0, 3))),
    ("<skipDays><day>Sunday</day><day>saturday</day><day>Soon</day></skipDays>", Manners(skip_days=(5, 6))),
    ("<sy:updatePeriod>hourly</sy:updatePeriod>", Manners(update_period=timedelta(hours=1))),
    (
        "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
        Manners(update_period=timedelta(hours=6)),
    ),
    ("<sy:updatePeriod>now and then</sy:updatePeriod><ttl>soon</ttl>", Manners()),
    ("<ttl>0</ttl>", Manners()),
    ("<ttl>99999999</ttl>", Manners(ttl=timedelta(days=7))),
)


@pytest.mark.parametrize(("head", "manners"), WISHES)
def test_feeds_wishes_are_read_whole(head: str, manners: Manners) -> None:
    """Feedparser keeps the last hour of `skipHours` alone; what makes no sense says nothing."""
    assert rss("<guid>1</guid>", head).manners == manners


def test_categories_keep_scheme_and_label() -> None:
    """RSS calls the scheme a domain."""
    category = rss('<category domain="https://post.example/t">Money</category>').entries[0].categories[0]
    assert (category.term, category.scheme) == ("Money", "https://post.example/t")
    category = atom('<category term="eco" scheme="s" label="Economy"/>').categories[0]
    assert (category.term, category.scheme, category.label) == ("eco", "s", "Economy")


@pytest.mark.parametrize("reference", ["&#x110000;", "&#1114112;", "&#x00ffffffff", "&#" + "9" * 5000 + ";"])
def test_a_reference_to_no_character_costs_nothing(reference: str) -> None:
    """The whole feed would be given up over one number beyond the last character."""
    feed = rss(f"<title>Parade {reference} &#x10FFFF;&#1114111; today</title><guid>1</guid>")
    (entry,) = feed.entries
    assert entry.title_html is not None
    assert plain(entry.title_html) == "Parade \ufffd \U0010ffff\U0010ffff today"


def test_an_emoji_in_two_references_costs_nothing() -> None:
    """Surrogate references are not XML; feedparser would give up the whole feed for one."""
    feed = rss("<title>Parade &#55357;&#56832; today &#xD800;</title>")
    assert feed.entries[0].title_html is not None
    assert "😀" in feed.entries[0].title_html.replace("&#128512;", "😀")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "iso-8859-1"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-16"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_a_feed_is_read_in_the_encoding_that_it_has(declared: str, encoding: str) -> None:
    """The declaration is wrong as often as it is right."""
    item = "<item><guid>clé</guid></item>"
    text = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>{item}</channel></rss>'
    assert parsed(text.encode(encoding)).entries[0].guid == "clé"


NETSCAPE = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'


@pytest.mark.parametrize("doctype", [NETSCAPE, '<!DOCTYPE rss SYSTEM "rss-0.91.dtd">', ""])
def test_named_entities_survive_a_document_type(doctype: str) -> None:
    """Feedparser drops them from titles, authors and categories, and so we read the characters that they mean."""
    item = (
        "<title>Old caf&eacute; &amp; bar</title><link>https://post.example/a?x=1&amp;y=2</link>"
        "<author>Ren&eacute; Doe</author><category>Caf&eacute;s</category><description>Th&eacute;</description>"
    )
    channel = f"<channel><title>P</title><item>{item}</item></channel>"
    feed = f'<?xml version="1.0"?>{doctype}<rss version="0.91">{channel}</rss>'
    entry = parsed(feed.encode()).entries[0]
    assert plain(entry.title_html or "") == "Old café & bar"
    assert entry.link == "https://post.example/a?x=1&y=2"
    assert [plain(author) for author in entry.authors] == ["René Doe"]
    assert [plain(category.term) for category in entry.categories] == ["Cafés"]
    assert plain(entry.summary_html or "") == "Thé"


def test_external_entities_are_not_read() -> None:
    """No file of this machine gets into a feed."""
    item = b"<item><guid>1</guid><title>a&f;b</title></item>"
    doctype = b'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    text = doctype + b'<rss version="2.0"><channel>' + item + b"</channel></rss>"
    title = parsed(text).entries[0].title_html
    assert title in {"ab", "a&f;b", "a&amp;f;b"}
