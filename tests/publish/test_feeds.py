"""Every feed is valid by our checks, and reads back to the same entries."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import feedparser
import pytest
from lxml import etree

from aggregator.publish import atom, jsonfeed, opml, rss
from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.site import ALL
from tests.publish import validity
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    PICTURE,
    SITE,
    make_carrier,
    make_feed,
    make_front,
    make_story,
    render_index,
    render_section,
)

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = NOW + timedelta(days=8)
Read = dict[str, Any]


def make_front_feed(now: datetime = NOW) -> Feed:
    """Return the feed of one story of every kind."""
    return make_feed(SITE, NATIONAL, make_front(), now=now)


def read(document: bytes) -> Any:  # noqa: ANN401  # feedparser ships no types
    """Return the document as a subscriber's feedparser reads it, leaving content as it is."""
    parsed = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    return parsed


@pytest.mark.parametrize("now", [NOW, LATER])
def test_every_format_is_valid(now: datetime) -> None:
    """Feeds of every kind of story, notices and tombstones included, break no rule of their format."""
    feed = make_front_feed(now)
    assert validity.check_atom(atom.render(feed, SITE)) == []
    assert validity.check_rss(rss.render(feed, SITE)) == []
    assert validity.check_json_feed(jsonfeed.render(feed, SITE)) == []
    assert validity.check_opml(opml.render(SITE)) == []


def test_feed_without_entries_is_valid_and_dated() -> None:
    """A new section has feeds at once, dated by the installation and not by the clock."""
    feed = make_feed(SITE, NATIONAL, [], now=NOW)
    assert feed.updated == SITE.created_at
    assert validity.check_atom(atom.render(feed, SITE)) == []
    assert validity.check_rss(rss.render(feed, SITE)) == []
    assert validity.check_json_feed(jsonfeed.render(feed, SITE)) == []


@pytest.mark.parametrize(
    ("check", "render", "found", "broken"),
    [
        (validity.check_atom, atom.render, rb'rel="alternate" ', b""),
        (validity.check_atom, atom.render, rb"<updated>[^<]*</updated>", b""),
        (validity.check_atom, atom.render, rb"urn:uuid:[^<]*</id>", b"not a uri</id>"),
        (validity.check_atom, atom.render, rb"</entry>", b""),
        (validity.check_atom, atom.render, rb"<summary[^>]*>Rail study[^<]*</summary>", b""),
        (validity.check_rss, rss.render, rb"&#x26;", b"&amp;"),
        (validity.check_rss, rss.render, rb"dc:publisher", b"dc:source"),
        (validity.check_rss, rss.render, rb'isPermaLink="false"', b""),
        (validity.check_rss, rss.render, rb"<pubDate>[^<]*", b"<pubDate>yesterday"),
        (validity.check_rss, rss.render, rb'length="48123"', b""),
        (validity.check_json_feed, jsonfeed.render, rb'"content_html"', b'"content"'),
        (validity.check_json_feed, jsonfeed.render, rb'"date_modified": "', b'"date_modified": "x'),
    ],
)
def test_checks_find_what_is_broken(
    check: Callable[[bytes], list[str]], render: Callable[[Feed, object], bytes], found: bytes, broken: bytes
) -> None:
    """A check that finds nothing in a broken feed would prove nothing of ours."""
    document = render(make_front_feed(), SITE)
    assert check(re.sub(found, broken, document)) != []


def test_entries_are_ordered_by_updated_and_then_by_id() -> None:
    """The order of the stories given changes no byte."""
    same_minute = [make_story(name) for name in "abcdef"]
    feed = make_feed(SITE, NATIONAL, [*same_minute, *make_front()], now=NOW)
    keys = [(entry.updated, entry.id) for entry in feed.entries]
    assert keys == sorted(keys, key=lambda key: (-key[0].timestamp(), key[1]))
    assert feed.updated == keys[0][0]
    assert make_feed(SITE, NATIONAL, [*make_front(), *reversed(same_minute)], now=NOW) == feed


def test_ids_do_not_depend_on_the_address() -> None:
    """An installation that moves keeps its subscribers' read marks."""
    moved = replace(SITE, base_url="http://127.0.0.1:8080/")
    there = make_feed(moved, NATIONAL, make_front(), now=NOW)
    here = make_front_feed()
    assert there.id == here.id
    assert [entry.id for entry in there.entries] == [entry.id for entry in here.entries]
    assert UUID(here.id.removeprefix("urn:uuid:")) != UUID(make_feed(SITE, ALL, [], now=NOW).id[9:])


def test_atom_reads_back_to_the_same_entries() -> None:
    """Ids, titles, links, times, people, categories, pictures and content survive feedparser."""
    feed = make_front_feed()
    parsed = read(atom.render(feed, SITE))
    assert parsed.version == "atom10"
    assert (parsed.feed.id, parsed.feed.title) == (feed.id, feed.title)
    expected = [{**_expected(entry), "content": entry.content_html or entry.title} for entry in feed.entries]
    assert [_from_feedparser(one) for one in parsed.entries] == expected
    assert [one.updated_parsed[:6] for one in parsed.entries] == [
        _parts(entry.updated) for entry in feed.entries
    ]


def test_rss_reads_back_to_the_same_entries() -> None:
    """The same as in Atom, from the other format."""
    feed = make_front_feed()
    parsed = read(rss.render(feed, SITE))
    assert parsed.version == "rss20"
    assert (parsed.feed.title, parsed.feed.link) == (feed.title, feed.home_url)
    labelled = [_expected(entry) for entry in feed.entries]
    assert [_from_feedparser(one) for one in parsed.entries] == labelled
    assert [one.updated_parsed[:6] for one in parsed.entries] == [
        _parts(entry.updated) for entry in feed.entries
    ]


def _from_feedparser(one: Any) -> Read:  # noqa: ANN401  # feedparser ships no types
    html = [content.value for content in one.get("content", ())] or [one.get("summary", "")]
    return {
        "id": one.id,
        "title": one.title,
        "url": one.link,
        "published": one.published_parsed[:6],
        "authors": tuple(author.name for author in one.authors),
        "tags": {(tag.label or tag.term, tag.scheme) for tag in one.get("tags", ())},
        "pictures": [(media["url"], media.get("type")) for media in one.get("media_content", ())],
        "enclosures": [(link.href, link.type) for link in one.links if link.rel == "enclosure"],
        "related": [(link.href, link.get("title")) for link in one.links if link.rel == "related"],
        "via": [link.href for link in one.links if link.rel == "via"],
        "content": html[-1],
    }


def _expected(entry: Entry) -> Read:
    pictures = [(picture.url, picture.media_type) for picture in entry.pictures]
    return {
        "id": entry.id,
        "title": entry.title,
        "url": entry.url,
        "published": _parts(entry.published),
        "authors": entry.signatures,
        "tags": {(category.label or category.term, category.scheme) for category in entry.categories},
        "pictures": pictures,
        "enclosures": pictures[:1],
        "related": [(carrier.url, carrier.label) for carrier in entry.carriers[1:] if carrier.url],
        "via": [entry.via.url] if entry.via else [],
        "content": entry.content_html or "",
    }


def _parts(time: datetime) -> tuple[int, ...]:
    return tuple(time.utctimetuple()[:6])


RUN_BY = (
    ("Harbour Times", "https://harbour.example/2026/01/ferry-contract", "harbour"),
    ("Coast Daily", "https://coast.example/ferry", "coast"),
    ("Inland Post", "https://inland.example/n/7?a=1&b=2", "inland"),
)
RUN = {
    "title": "Ferry crews accept a new contract, ending a nine-day stoppage",
    "since": "2026-01-07T18:31:00Z",
    "version": None,
}


def test_json_feed_reads_back_to_the_same_entries() -> None:
    """JSON Feed says what the others say, and in `_aggregator` what only we know."""
    feed = make_front_feed()
    document = json.loads(jsonfeed.render(feed, SITE))
    assert [item["id"] for item in document["items"]] == [entry.id for entry in feed.entries]
    ferry = document["items"][-1]
    assert ferry["date_published"] == "2026-01-07T18:32:00Z"
    assert ferry["authors"] == [{"name": "Ina Vogel"}, {"name": "Tomas Reyl"}]
    assert ferry["tags"] == ["labour", "Economy"]
    assert ferry["_aggregator"] == {
        "status": "usable",
        "notice": None,
        "agency": "Northern Press",
        "desk": "Harbour Times News Desk",
        "copyright": "© 2026 Northern Press",
        "carriers": [
            {"outlet": outlet, "url": url, "source": source, **RUN} for outlet, url, source in RUN_BY
        ],
        "via": "https://harbour.example/2026/01/ferry-contract",
        "change": None,
        "picture": {
            "caption": "Fog lifts off the ferry pier at Port Alder on Wednesday.",
            "credit": "Northern Press/Ina Vogel",
            "alt": "A pier in fog",
        },
    }


def test_headline_alone_is_an_item_of_json_feed() -> None:
    """The format demands a content; a headline that may have none is its own text."""
    story = make_story("rail", make_carrier("inland", "Inland Post", title="Rail study due"))
    item = json.loads(jsonfeed.render(make_feed(SITE, NATIONAL, [story], now=NOW), SITE))["items"][0]
    assert item["content_text"] == "Rail study due"
    assert "content_html" not in item


def test_withdrawn_story_is_deleted_from_atom_and_absent_elsewhere_after_a_week() -> None:
    """RFC 6721 tells readers to drop the entry; the other formats know silence only."""
    killed = make_front()[3].id
    documents = {
        document.path: document.content
        for document in render_section(SITE, NATIONAL, make_front(), now=LATER)
    }
    root = etree.fromstring(documents["national/atom.xml"])
    deleted = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert killed in [one.get("ref") for one in deleted]
    for name in ("rss.xml", "feed.json", "index.html"):
        assert killed.encode() not in documents[f"national/{name}"]


def test_killed_words_are_in_no_document() -> None:
    """Nothing of the copy of a stopped story is left in any file of the section or the front page."""
    marker = "Unspeakable"
    texts = {
        "title": marker,
        "summary_html": marker,
        "body_html": marker,
        "url": f"https://harbour.example/{marker}",
    }
    stopped = [
        replace(story, lead=carrier, carriers=(carrier,))
        for story, carrier in zip(make_front()[3:], [make_carrier(**texts)] * 3, strict=True)
    ]
    section = render_section(SITE, NATIONAL, stopped, now=NOW)
    index = render_index(SITE, {"national": stopped, "all": stopped}, now=NOW)
    assert not [document.path for document in (*section, *index) if marker.encode() in document.content]


def test_atom_source_has_what_rfc_4287_asks_for() -> None:
    """Feedgen writes a title and one link; id and updated are ours."""
    root = etree.fromstring(atom.render(make_front_feed(), SITE))
    source = root.findall(f"{ATOM}entry/{ATOM}source")[-1]
    assert source.findtext(f"{ATOM}id") == "https://harbour.example/national/rss.xml"
    assert source.findtext(f"{ATOM}title") == "Harbour Times"
    assert source.findtext(f"{ATOM}updated") == "2026-01-07T18:31:00Z"
    assert [link.get("rel") for link in source.findall(f"{ATOM}link")] == ["self", "alternate"]


def test_opml_lists_every_section_and_all() -> None:
    """A reader that imports it subscribes to each feed once."""
    root = etree.fromstring(opml.render(SITE))
    assert [outline.get("xmlUrl") for outline in root.iter("outline")] == [
        "https://wire.example/news/all/rss.xml",
        "https://wire.example/news/national/rss.xml",
        "https://wire.example/news/world/rss.xml",
    ]


def test_agency_is_named_beside_the_people_and_the_feed() -> None:
    """People are authors, the feed of the outlet is the source, and the agency is told apart from both."""
    story = make_story()
    feed = make_feed(SITE, NATIONAL, [story], now=NOW)
    for render, item in ((atom.render, f"{ATOM}entry"), (rss.render, "channel/item")):
        entry = etree.fromstring(render(feed, SITE)).find(item)
        assert entry is not None
        assert entry.findtext(f"{validity.DC}publisher") == "Northern Press"
        assert entry.findtext(f"{validity.DC}contributor") == "Harbour Times News Desk"


def test_headline_keeps_its_ampersand_and_angle_brackets_in_rss() -> None:
    """The profile wants them as hexadecimal references; whoever parses the document reads the same headline."""
    title = "Q&A: is 1 < 2? <b>Yes</b> &amp; more"
    document = rss.render(
        make_feed(SITE, NATIONAL, [make_story("t", make_carrier(title=title))], now=NOW), SITE
    )
    assert etree.fromstring(document).findtext("channel/item/title") == title
    assert b"<title>Q&#x26;A: is 1 &#x3C; 2? " in document
    assert b"<content:encoded>&lt;figure" in document


def test_pictures_are_enclosed_described_and_shown() -> None:
    """Whatever a reader looks at, it finds the picture with its words: enclosure, media and HTML."""
    feed = make_feed(SITE, NATIONAL, [make_story()], now=NOW)
    for document in (atom.render(feed, SITE), rss.render(feed, SITE)):
        entry = read(document).entries[0]
        (enclosure,) = [link for link in entry.links if link.rel == "enclosure"]
        assert (enclosure.href, enclosure.type, enclosure.length) == (PICTURE.url, "image/jpeg", "48123")
        assert entry.media_content[0]["url"] == PICTURE.url
        assert entry.media_credit[0]["content"] == PICTURE.credit
        html = entry.content[-1].value
        assert f'<img src="{PICTURE.url}" alt="{PICTURE.alt}"' in html
        assert f"{PICTURE.caption} <small>{PICTURE.credit}</small>" in html


def test_hub_and_self_are_linked_in_every_format() -> None:
    """WebSub subscribers find the hub in the body of each feed, and the address to ask it for."""
    hubbed = replace(SITE, hubs={"national": "https://hub.example/", "all": "https://hub.example/"})
    for section in (NATIONAL, replace(NATIONAL, id="agency/northern-press")):
        feed = make_feed(hubbed, section, [make_story()], now=NOW)
        for name, render in (("atom.xml", atom.render), ("rss.xml", rss.render)):
            links = {link.rel: link.href for link in read(render(feed, hubbed)).feed.links}
            assert links["hub"] == "https://hub.example/"
            assert links["self"] == f"https://wire.example/news/{section.id}/{name}"
            assert links["alternate"] == f"https://wire.example/news/{section.id}/"
        document = json.loads(jsonfeed.render(feed, hubbed))
        assert document["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_sub_second_times_are_the_same_in_every_format() -> None:
    """RSS has no fractions of a second, so nobody has."""
    uneven = datetime(2026, 1, 7, 18, 31, 0, 987_654, tzinfo=UTC)
    story = replace(make_story(), first_published=uneven, updated=uneven)
    feed = make_feed(SITE, NATIONAL, [story], now=NOW)
    assert b".987" not in atom.render(feed, SITE) + rss.render(feed, SITE) + jsonfeed.render(feed, SITE)
