"""An outlet without a feed: its section page lists articles, each is fetched politely and once."""

import json
from datetime import timedelta

import pytest

from aggregator.service.polling import open_polling
from tests.journeys.desk import OTHER_TEXT, TEXT, Desk
from tests.servers.outlet import Answer, Outlet, Page, redirect
from tests.service.process import finished

HOUR = timedelta(hours=1)
PIER, HARVEST, FERRY = "east-pier-to-reopen", "early-harvest-in-valley", "ferry-crews-end-strike"
TEXTS = {
    PIER: TEXT,
    HARVEST: OTHER_TEXT,
    FERRY: "Crews of the island ferries went back to work on Friday after their union took an offer of four "
    "per cent over two years. The first boat left at six with a brass band on the car deck, and the line "
    "said that every crossing would run again by noon.",
}


def section_of(*names: str) -> bytes:
    """Return a section page that lists these articles, with the links that every page of the site has."""
    cards = "".join(
        f'<article><h3><a href="/news/2026/01/{name}">{name.replace("-", " ").capitalize()}</a></h3></article>'
        for name in names
    )
    around = '<nav><a href="/sport">Sport</a><a href="/tag/harbour-board-votes">Harbour board votes</a></nav>'
    elsewhere = (
        '<h3><a href="http://other.example/2026/01/a-story-of-others">A story of other people</a></h3>'
    )
    return f"<!doctype html><title>News</title>{around}<main>{cards}{elsewhere}</main>".encode()


def article_of(name: str, *, metadata: str = "") -> bytes:
    """Return an article's page with its metadata in JSON-LD."""
    title = name.replace("-", " ").capitalize()
    data = f'{{"@type": "NewsArticle", "headline": "{title}", "datePublished": "2026-01-07T11:00:00Z"{metadata}}}'
    paragraphs = "".join(f"<p>{part}.</p>" for part in TEXTS[name].removesuffix(".").split(". "))
    return (
        f'<!doctype html><html lang="en"><title>{title}</title><script type="application/ld+json">{data}</script>'
        f"<nav><a href=/>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article>"
    ).encode()


def put_online(desk: Desk, *names: str, **options: object) -> None:
    """Let the outlet's section page list these articles, each with its page."""
    desk.outlet.answers["/news"] = Page(section_of(*names), "text/html")
    for name in names:
        desk.outlet.answers.setdefault(f"/news/2026/01/{name}", Page(article_of(name), "text/html"))
    desk.sources["harbour"] = {"url": desk.outlet.url("/news"), "format": "section-page", **options}


def asked_for(desk: Desk) -> list[str]:
    """Return the paths that were asked for since the last time, the section page's own left out."""
    paths = [request.target.decode() for request in desk.outlet.requests]
    desk.outlet.requests.clear()
    return [path.removeprefix("/news/2026/01/") for path in paths if path != "/news"]


async def test_listed_articles_become_stories_and_are_fetched_once(desk: Desk) -> None:
    """A new one is fetched when it is listed; those that were read are never asked for again."""
    put_online(desk, PIER, HARVEST)
    (poll,) = (await desk.round()).polls
    assert (poll.counts.new_items, poll.problems) == (2, ())
    assert {story["title"] for story in desk.stories()} == {"East pier to reopen", "Early harvest in valley"}
    assert sorted(asked_for(desk)) == sorted([PIER, HARVEST])
    await desk.round(after=HOUR)
    assert asked_for(desk) == []
    put_online(desk, FERRY, PIER, HARVEST)
    await desk.round(after=HOUR)
    assert asked_for(desk) == [FERRY]
    assert len(desk.stories()) == 3


async def test_article_is_published_with_its_text_and_its_link(desk: Desk) -> None:
    """Its guid is its canonical link; the page's navigation is no part of it."""
    put_online(desk, PIER)
    await desk.round()
    (story,) = desk.stories()
    link = desk.outlet.url(f"/news/2026/01/{PIER}")
    assert (story["lead"]["guid"], story["lead"]["url"]) == (link, link)
    assert story["first_published"] is not None
    entry = desk.feed().entries[0]
    assert "divers found the old piles sound" in entry.content[0].value
    assert "Home" not in entry.content[0].value


async def test_retry_after_holds_for_every_article_of_the_source(desk: Desk) -> None:
    """A server that is too busy for one page is left alone with all of them."""
    put_online(desk, PIER, HARVEST)
    path = f"/news/2026/01/{PIER}"
    desk.outlet.answers[path] = Answer(503, (("Retry-After", "7200"),))
    await desk.round()
    assert asked_for(desk) == [PIER]
    await desk.round(after=HOUR)
    assert asked_for(desk) == []
    desk.outlet.answers[path] = Page(article_of(PIER), "text/html")
    await desk.round(after=HOUR + timedelta(seconds=1))
    assert sorted(asked_for(desk)) == sorted([PIER, HARVEST])
    assert len(desk.stories()) == 2


@pytest.mark.parametrize("status", [404, 410])
async def test_missing_article_is_not_asked_for_again(desk: Desk, status: int) -> None:
    """An outlet lists what it has taken down; that is said once."""
    put_online(desk, PIER)
    desk.outlet.answers[f"/news/2026/01/{PIER}"] = Answer(status)
    (poll,) = (await desk.round()).polls
    assert f"({status})" in poll.problems[0]
    asked_for(desk)
    for _ in range(3):
        assert (await desk.round(after=48 * HOUR)).polls[0].problems == ()
    assert asked_for(desk) == []


async def test_article_that_cannot_be_had_is_given_up(desk: Desk) -> None:
    """Four requests, each after a longer wait; a login page is as little an article as an error is."""
    put_online(desk, PIER)
    login = b"<!doctype html><title>Sign in</title><p>Please sign in to read on."
    desk.outlet.answers[f"/news/2026/01/{PIER}"] = Page(login, "text/html")
    asked = []
    for wait in (0, 4, 1, 19, 2, 60, 60, 60 * 24, 60 * 24):
        await desk.round(after=timedelta(minutes=wait))
        asked.append(len(asked_for(desk)))
    assert asked == [1, 0, 1, 0, 1, 0, 1, 0, 0]
    assert desk.stories() == []


async def test_page_of_another_site_is_no_article_of_this_one(desk: Desk) -> None:
    """A captive portal or a consent page answers in the outlet's place."""
    put_online(desk, PIER)
    desk.outlet.answers[f"/news/2026/01/{PIER}"] = redirect(desk.outlet.url("/portal", host="localhost"))
    desk.outlet.answers["/portal"] = Page(article_of(PIER), "text/html")
    (poll,) = (await desk.round()).polls
    assert "another site" in poll.problems[0]
    assert desk.stories() == []


async def test_section_page_that_has_moved_lists_its_articles(desk: Desk) -> None:
    """An outlet's new name is followed as a feed's is; its articles are those of the site that lists them."""
    put_online(desk, PIER)
    moved = desk.outlet.url("/old", host="localhost")
    desk.sources["harbour"] = {"url": moved, "format": "section-page"}
    desk.outlet.answers["/old"] = redirect(desk.outlet.url("/news"), status=301)
    await desk.round()
    assert [story["title"] for story in desk.stories()] == ["East pier to reopen"]


async def test_first_fill_is_no_flood(desk: Desk) -> None:
    """Of a long page the thirty articles that it lists first are fetched, the others never."""
    names = [f"{PIER}-part-{number}" for number in range(40)]
    desk.outlet.answers["/news"] = Page(section_of(*names), "text/html")
    desk.sources["harbour"] = {"url": desk.outlet.url("/news"), "format": "section-page"}
    with desk._open() as installation:
        installation.register_sources()
        states = installation.polls.states()
        async with open_polling(installation) as polling:
            await polling.poll(installation.settings.sources[0], states["harbour"])
        counts = installation.pages.counts()["harbour"]
        (first,) = installation.pages.due(("harbour",), now=desk.now)
    assert counts.waiting == 30
    assert first.url.endswith(names[0])


async def test_web_page_without_a_format_is_never_read_as_stories(desk: Desk) -> None:
    """A captive portal in a feed's place would be published; the message says what can be done."""
    put_online(desk, PIER, format=None)
    (poll,) = (await desk.round()).polls
    assert 'format = "section-page"' in poll.problems[0]
    assert desk.stories() == []


async def test_secret_goes_to_the_sources_own_origin_alone(desk: Desk) -> None:
    """Another port of the same host is another server, for which a key was not meant."""
    put_online(desk, PIER, headers={"X-Key": "k"})
    async with Outlet() as other:
        link = other.url(f"/news/2026/01/{HARVEST}").encode()
        page = section_of(PIER, HARVEST).replace(f"/news/2026/01/{HARVEST}".encode(), link)
        desk.outlet.answers["/news"] = Page(page, "text/html")
        await desk.round()
        assert [request.value("X-Key") for request in other.requests] == [None]
    assert [request.value("X-Key") for request in desk.outlet.requests] == [b"k", b"k"]


async def test_canonical_link_that_names_the_section_is_not_believed(desk: Desk) -> None:
    """Some outlets' every page says that it is another one: their articles would be one item."""
    for name in (PIER, HARVEST):
        page = article_of(name).replace(b"<nav>", b'<link rel="canonical" href="/news"><nav>')
        desk.outlet.answers[f"/news/2026/01/{name}"] = Page(page, "text/html")
    put_online(desk, PIER, HARVEST)
    await desk.round()
    assert len(desk.stories()) == 2


async def test_sources_tell_which_articles_wait_or_were_given_up(desk: Desk) -> None:
    """An operator sees what is behind, and what was lost."""
    put_online(desk, PIER, HARVEST, FERRY)
    desk.outlet.answers[f"/news/2026/01/{PIER}"] = Answer(404)
    desk.outlet.answers[f"/news/2026/01/{HARVEST}"] = Answer(500)
    await desk.round()
    _, output, _ = await finished(desk.folder, "sources", "--json")
    record = json.loads(output)
    assert (record["pages_waiting"], record["pages_failed"], record["items"]) == (1, 1, 1)
    _, table, _ = await finished(desk.folder, "sources")
    assert "pages: 1 waiting, 1" in " ".join(table.split())  # the column is narrow: its words are wrapped
