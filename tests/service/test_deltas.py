"""Deltas (RFC 3229): a client that has an earlier version of a feed is sent what is new in it."""

import io
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model.story import Status, Story
from aggregator.publish.files import write_documents
from aggregator.service.deltas import digest_entries, make_delta, wants_delta
from aggregator.service.documents import REMEMBERED, Documents
from aggregator.service.web import make_app
from tests.publish import validity
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    SITE,
    make_carrier,
    make_story,
    render_section,
    stop_story,
)
from tests.service.asking import Asker, asking

FEEDS = ("atom.xml", "rss.xml", "feed.json")
TYPES = {
    "atom.xml": "application/atom+xml; charset=utf-8",
    "rss.xml": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}


def story(number: int) -> Story:
    """Return one of many stories."""
    return make_story(f"s{number}", make_carrier(title=f"Headline {number}"), minutes=number)


@pytest.fixture
def documents() -> Documents:
    """The published folder in memory, empty."""
    return Documents()


@pytest.fixture
async def ask(documents: Documents) -> AsyncIterator[Asker]:
    """A client of it."""
    async with asking(make_app(documents)) as asker:
        yield asker


def publish(documents: Documents, public: Path, stories: Sequence[Story]) -> None:
    """Publish the section with these stories."""
    write_documents(public, render_section(SITE, NATIONAL, stories, now=NOW))
    documents.refresh_changed(public)


def titles(name: str, body: bytes) -> list[str]:
    """Return the titles of a feed's entries."""
    if name == "feed.json":
        assert validity.check_json_feed(body) == []
        return sorted(item["title"] for item in json.loads(body)["items"])
    assert (validity.check_atom if name == "atom.xml" else validity.check_rss)(body) == []
    return sorted(entry.title for entry in feedparser.parse(io.BytesIO(body)).entries)


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("coding", ["identity", "br", "gzip"])
async def test_only_new_entries_are_sent(
    ask: Asker, documents: Documents, tmp_path: Path, name: str, coding: str
) -> None:
    """Whoever has ten and asks for what is new gets the eleventh, in a valid feed, and its ETag to go on with."""
    publish(documents, tmp_path, [story(number) for number in range(10)])
    first = await ask(f"/national/{name}", Accept_Encoding=coding, A_IM="feed")
    publish(documents, tmp_path, [story(number) for number in range(11)])
    known = {"If_None_Match": first.headers["ETag"], "Accept_Encoding": coding}
    delta = await ask(f"/national/{name}", A_IM="feed", **known)
    assert (first.status, delta.status) == (200, 226)
    assert titles(name, delta.body) == ["Headline 10"]
    assert delta.headers["IM"] == "feed"
    assert delta.headers["Delta-Base"] == first.headers["ETag"]
    assert delta.headers["Cache-Control"] == "no-store, im"
    assert "A-IM" in delta.headers["Vary"]
    assert delta.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Content-Encoding" not in delta.headers
    known["If_None_Match"] = delta.headers["ETag"]
    assert (await ask(f"/national/{name}", A_IM="feed", **known)).status == 304


@pytest.mark.parametrize("a_im", ["", "vcdiff", "feed;q=0", "feeds"])
async def test_who_does_not_ask_for_deltas_gets_the_feed(
    ask: Asker, documents: Documents, tmp_path: Path, a_im: str
) -> None:
    """A part that is taken for the whole would lose entries."""
    publish(documents, tmp_path, [story(0), story(1)])
    etag = (await ask("/national/rss.xml")).headers["ETag"]
    publish(documents, tmp_path, [story(0), story(1), story(2)])
    answer = await ask("/national/rss.xml", If_None_Match=etag, A_IM=a_im)
    assert (answer.status, len(titles("rss.xml", answer.body))) == (200, 3)
    assert "Delta-Base" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest, A-IM"


async def test_unknown_version_gets_the_whole_feed(ask: Asker, documents: Documents, tmp_path: Path) -> None:
    """So does one that is too old to be remembered, and a client that has nothing."""
    publish(documents, tmp_path, [story(0)])
    oldest = (await ask("/national/rss.xml")).headers["ETag"]
    for number in range(REMEMBERED + 1):
        publish(documents, tmp_path, [story(each) for each in range(number + 2)])
    for known in ({"If_None_Match": oldest}, {"If_None_Match": '"other"'}, {}):
        answer = await ask("/national/rss.xml", A_IM="feed", **known)
        assert (answer.status, len(titles("rss.xml", answer.body))) == (200, REMEMBERED + 2)


async def test_changed_entry_is_new(ask: Asker, documents: Documents, tmp_path: Path) -> None:
    """A kill reaches who takes deltas: the notice is sent, and no word of the copy."""
    publish(documents, tmp_path, [story(0), story(1)])
    etag = (await ask("/national/atom.xml")).headers["ETag"]
    publish(documents, tmp_path, [stop_story(story(0), Status.WITHDRAWN), story(1)])
    answer = await ask("/national/atom.xml", If_None_Match=etag, A_IM="feed")
    assert (answer.status, titles("atom.xml", answer.body)) == (226, ["Withdrawn"])


async def test_feed_of_nothing_but_news_is_sent_whole(
    ask: Asker, documents: Documents, tmp_path: Path
) -> None:
    """A delta that is the whole would only be kept from caches."""
    publish(documents, tmp_path, [story(0)])
    etag = (await ask("/national/atom.xml")).headers["ETag"]
    publish(documents, tmp_path, [story(1)])
    assert (await ask("/national/atom.xml", If_None_Match=etag, A_IM="feed")).status == 200


async def test_page_has_no_deltas(ask: Asker, documents: Documents, tmp_path: Path) -> None:
    """They are of feeds alone."""
    publish(documents, tmp_path, [story(0)])
    answer = await ask("/national/")
    publish(documents, tmp_path, [story(0), story(1)])
    again = await ask("/national/", If_None_Match=answer.headers["ETag"], A_IM="feed")
    assert (again.status, again.headers["Vary"]) == (200, "Accept-Encoding")


@settings(deadline=None)
@given(
    before=st.sets(st.integers(0, 9), min_size=1, max_size=6),
    after=st.sets(st.integers(0, 9), max_size=6),
    name=st.sampled_from(FEEDS),
)
def test_delta_holds_what_the_version_before_did_not(before: set[int], after: set[int], name: str) -> None:
    """Whatever came and went, old entries and the delta's together are those of the new version and those that went."""
    place = ("rss.xml", "atom.xml", "feed.json").index(name)
    old, new = (
        render_section(SITE, NATIONAL, [story(number) for number in sorted(numbers)], now=NOW)[place].content
        for numbers in (before, after)
    )
    delta = make_delta(TYPES[name], new, digest_entries(TYPES[name], old))
    fresh = [f"Headline {number}" for number in sorted(after - before)]
    assert delta is None or titles(name, delta) == fresh
    assert (delta is None) == (not after & before)


@pytest.mark.parametrize(
    ("header", "is_wanted"),
    [("feed", True), ("vcdiff, feed;q=0.5", True), ("FEED", True), ("feed; q=0.000", False), ("", False)],
)
def test_header_is_read_as_it_is_written(header: str, is_wanted: bool) -> None:
    """A weight of nought refuses (RFC 3229, 10.5.3)."""
    assert wants_delta(header) is is_wanted


def _has_no_tag(content: bytes) -> bool:
    return b"<" not in content


@given(
    content=st.binary(max_size=20).filter(_has_no_tag)
    | st.sampled_from([b"null", b"{}", b"[1]", b'{"items": []}'])
)
def test_strangers_file_has_no_entries(content: bytes) -> None:
    """Somebody may put anything under a feed's name: the service goes on."""
    for media_type in TYPES.values():
        assert digest_entries(media_type, content) == b""
        assert make_delta(media_type, content, b"") is None
