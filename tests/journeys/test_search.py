"""The search of the public address, over HTTP: its page, its feeds, and what it never shows."""

import io
import json
from asyncio import to_thread
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.errors import DatabaseError
from aggregator.service.access import OPEN, Access, make_access
from aggregator.service.documents import Documents, Served
from aggregator.service.searching import HITS, answer_search
from aggregator.service.web import make_app, search_aside
from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry
from tests.service.asking import Answer, asking
from tests.service.test_access import settings_of

HOUR = timedelta(hours=1)


async def ask(desk: Desk, *paths: str, access: Access = OPEN, **headers: str) -> list[Answer]:
    """Return the answers of a desk's public address."""

    async def search(path: str, parameters: Mapping[str, str]) -> Served | None:
        return await to_thread(
            desk.decide, lambda installation: answer_search(installation, path, parameters)
        )

    async with asking(make_app(Documents(), access=access, asides=[search_aside(search)])) as asker:
        return [await asker(path, **headers) for path in paths]


def headlines(answer: Answer) -> list[str]:
    """Return the headlines of a page of findings."""
    assert answer.status == 200
    return [node.text(strip=True) for node in LexborHTMLParser(answer.body).css(".found h2")]


async def test_page_shows_what_was_found_and_where_to_subscribe(desk: Desk, database_url: str) -> None:
    """Headline, the words around it, its outlet, and the feeds of the same search."""
    desk.database = database_url
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=TEXT))
    desk.carry("valley", Entry(guid="v1", title="Picking starts early", text=OTHER_TEXT))
    await desk.round()
    page, nothing, form = await ask(desk, "/search?q=divers+piles", "/search?q=glacier", "/search")
    assert headlines(page) == ["East pier to reopen"]
    tree = LexborHTMLParser(page.body)
    assert [mark.text() for mark in tree.css("mark")] == ["divers", "piles"]
    announced = [link.attributes["href"] for link in tree.css("link[rel=alternate]")]
    assert "http://desk.example/search/atom.xml?q=divers+piles" in announced
    assert headlines(nothing) == []
    assert b"No story has these words" in nothing.body
    assert b"No story" not in form.body
    assert b'type="search"' in form.body


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
async def test_search_is_a_feed_to_subscribe_to(desk: Desk, name: str) -> None:
    """It has the entries of the sections' feeds, an id of its own, and is not sent again while nothing changes."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=TEXT))
    await desk.round()
    path = f"/search/{name}?q=pier"
    (answer,) = await ask(desk, path)
    feed = feedparser.parse(io.BytesIO(answer.body))
    assert [entry.id for entry in feed.entries] == [desk.stories()[0]["id"]]
    assert not feed.bozo
    (again,) = await ask(desk, path, If_None_Match=answer.headers["ETag"])
    assert again.status == 304
    other, bare = await ask(desk, f"/search/{name}?q=east", f"/search/{name}")
    assert feedparser.parse(io.BytesIO(other.body)).feed.get("id") != feed.feed.get("id", "none")
    assert bare.status == 400


async def test_json_feed_of_a_search(desk: Desk) -> None:
    """With the address that it was asked at."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=TEXT))
    await desk.round()
    (answer,) = await ask(desk, "/search/feed.json?q=pier")
    feed = json.loads(answer.body)
    assert feed["feed_url"] == "http://desk.example/search/feed.json?q=pier"
    assert feed["home_page_url"] == "http://desk.example/search/?q=pier"
    assert [item["title"] for item in feed["items"]] == ["East pier to reopen"]


async def test_write_thru_is_found_by_its_new_words_alone(desk: Desk, database_url: str) -> None:
    """And comes first, for its words came last."""
    desk.database = database_url
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=f"{TEXT} Tolls rise."))
    desk.carry("valley", Entry(guid="v1", title="Picking starts early", text=f"{OTHER_TEXT} Pier traffic."))
    await desk.round()
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=f"{TEXT} Entry stays free."))
    await desk.round()
    old, new, both = await ask(desk, "/search?q=tolls", "/search?q=free", "/search?q=pier")
    assert (headlines(old), headlines(new)) == ([], ["East pier to reopen"])
    assert headlines(both) == ["East pier to reopen", "Picking starts early"]


async def test_of_one_publication_the_newest_is_found_first(desk: Desk) -> None:
    """In whatever order they came, and whatever their ids are."""
    texts = {"old": TEXT, "new": f"{OTHER_TEXT} The pier.", "older": f"{TEXT[::-1]} The pier."}
    times = {"old": MORNING - 2 * HOUR, "new": MORNING - HOUR, "older": MORNING - 3 * HOUR}
    desk.carry("harbour", *(Entry(guid=name, title=name, text=texts[name], at=times[name]) for name in texts))
    await desk.round()
    assert headlines((await ask(desk, "/search?q=pier"))[0]) == ["new", "old", "older"]


async def test_killed_story_is_found_no_more_before_anything_is_published(
    desk: Desk, database_url: str
) -> None:
    """The index forgets it with the publication; until then the page looks at what has become of the story."""
    desk.database = database_url
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=TEXT), wire="Harbour Press")
    await desk.round()
    assert headlines((await ask(desk, "/search?q=pier"))[0]) == ["East pier to reopen"]
    desk.carry("harbour", Entry(guid="h1", title="KILL: East pier to reopen", text=TEXT))
    await desk.round()
    assert headlines((await ask(desk, "/search?q=pier"))[0]) == []


async def test_pages_of_a_search_go_on_where_the_last_one_ended(desk: Desk) -> None:
    """Each story stands on one of them."""
    count = HITS + 3
    texts = [
        f"{word} is what this story of the pier is about, at length." for word in map(_name, range(count))
    ]
    entries = [Entry(guid=str(n), title=f"Story {_name(n)}", text=text) for n, text in enumerate(texts)]
    desk.carry("harbour", *entries)
    await desk.round()
    (first,) = await ask(desk, "/search?q=pier")
    (link,) = LexborHTMLParser(first.body).css("a[rel=next]")
    (second,) = await ask(desk, f"/{link.attributes['href']}")
    assert len(headlines(first)) == HITS
    assert sorted([*headlines(first), *headlines(second)]) == sorted(entry.title for entry in entries)
    assert b'rel="next"' not in second.body


def _name(number: int) -> str:
    return "".join("bcdfghjkl"[int(digit) % 9] + "aeiou"[int(digit) % 5] for digit in f"{number * 7919:06}")


@given(query=st.text(max_size=40), before=st.text(max_size=25))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_words_break_the_search(desk: Desk, query: str, before: str) -> None:
    """Whatever stands in the address, the answer is a page in which it is text."""
    asked = quote(query, errors="replace")
    (page,) = await ask(desk, f"/search?q={asked}&before={quote(before, errors='replace')}")
    assert page.status == 200
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert LexborHTMLParser(page.body).css("script") == []


async def test_search_is_for_those_who_may_read_all(desk: Desk) -> None:
    """It finds what stands in `all`: who may not read that learns nothing of it."""
    desk.carry("harbour", Entry(guid="h1", title="East pier to reopen", text=TEXT))
    await desk.round()
    access = make_access(settings_of(desk.folder))
    (denied,) = await ask(desk, "/search?q=pier", access=access)
    (granted,) = await ask(desk, "/search?q=pier", access=access, Authorization="Bearer t0ken-n")
    assert (denied.status, granted.status) == (401, 200)
    assert "private" in granted.headers["Cache-Control"]


async def test_store_that_does_not_answer_is_said() -> None:
    """Readers are asked to try again; the feeds are served all the same."""

    async def search(path: str, parameters: Mapping[str, str]) -> Served | None:
        raise DatabaseError(f"no store for {path} {parameters}")

    async with asking(make_app(Documents(), asides=[search_aside(search)])) as asker:
        answer = await asker("/search?q=pier")
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert b"no store" not in answer.body
