"""The editors' pages, over real HTTP: who may decide, from where, and what comes of it."""

import base64
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from aggregator.config.load import load
from aggregator.service.desk import Desk
from aggregator.service.installation import open_installation
from aggregator.service.metrics import Metrics
from aggregator.service.round import play_round
from aggregator.service.web import make_admin_app, serve
from tests.service.test_admin import snapshot

ENTRY = (
    "<item><title>{title}</title><guid isPermaLink='false'>{guid}</guid><link>http://outlet.example/{guid}</link>"
    "<pubDate>Wed, 07 Jan 2026 12:00:00 GMT</pubDate><description>{text}</description></item>"
)
PIER = "The harbour board votes to reopen the <east pier>."
ENTRIES = (
    ("p1", "East pier to reopen", PIER),
    ("g1", "Growers start early", "Picking began two weeks early."),
    ("w1", "EMBARGOED: Whales return", "More grey whales than ever."),
)
CONFIG = """
[service]
title = "Desk & Wire"
base_url = "http://desk.example/"
contact = "desk@example.org"
database = "sqlite:///store.db"
public = "public"
[[sections]]
id = "national"
title = "National"
[[sources]]
id = "harbour"
url = "harbour.xml"
section = "national"
rights = "full"
"""
EDITORS = '[editors]\nusers = "EDITORS"\n'
ENVIRONMENT = {"EDITORS": "# the desk\nInes:correct horse\nOtto:staple"}


def basic(user: str) -> str:
    """Return the header of a name and a password."""
    return "Basic " + base64.b64encode(user.encode()).decode()


INES = basic("Ines:correct horse")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def page(self) -> LexborHTMLParser:
        """The body as HTML."""
        return LexborHTMLParser(self.text)


@dataclass(frozen=True)
class Browser:
    """A browser of an editor at the admin address, and what is published beside it."""

    session: aiohttp.ClientSession
    port: int
    public: Path

    async def get(self, path: str, *, authorization: str | None = INES) -> Answer:
        """Return the answer to a request for a page."""
        return await self.ask("GET", path, authorization=authorization)

    async def ask(
        self, method: str, path: str, *, authorization: str | None = INES, body: str = "", **headers: str
    ) -> Answer:
        """Return the answer to one request; `_` in a header's name stands for `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if authorization is not None:
            sent["Authorization"] = authorization
        async with self.session.request(
            method, URL(f"{self.origin}{path}"), headers=sent, data=body or None, allow_redirects=False
        ) as response:
            return Answer(response.status, dict(response.headers), await response.text())

    async def send(
        self, story: str, *, site: str | None = "same-origin", origin: str | None = None, **fields: str
    ) -> Answer:
        """Return the answer to a form that is filled in on the page of a story."""
        page = (await self.get(f"/editors/{story}")).page
        token = page.css_first("input[name=token]")
        assert token is not None
        form = {"token": token.attributes["value"] or "", "reason": "a test", **fields}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Sec-Fetch-Site": site} if site else {}
        headers |= {"Origin": origin} if origin else {}
        return await self.ask("POST", f"/editors/{story}", body=urlencode(form), **headers)

    async def story(self, title: str) -> str:
        """Return the id of the published story of this title, without its prefix."""
        feed = (self.public / "all/atom.xml").read_text(encoding="utf-8")
        (entry,) = [each for each in feed.split("<entry>")[1:] if title in each]
        found = re.search(r"<id>urn:uuid:([0-9a-f-]+)</id>", entry)
        assert found is not None
        return found[1]

    def published(self) -> str:
        """Return what subscribers have."""
        return (self.public / "all/atom.xml").read_text(encoding="utf-8")

    @property
    def origin(self) -> str:
        """The address as a browser names it."""
        return f"http://127.0.0.1:{self.port}"


async def open_browser(folder: Path, *, config: str) -> AsyncIterator[Browser]:
    """Yield a browser at the admin address of an installation that has published three entries."""
    entries = "".join(
        ENTRY.format(guid=guid, title=title, text=text.replace("<", "&lt;")) for guid, title, text in ENTRIES
    )
    feed = f"<rss version='2.0'><channel><title>Harbour</title>{entries}</channel></rss>"
    (folder / "harbour.xml").write_text(feed, encoding="utf-8")
    (folder / "config.toml").write_text(config, encoding="utf-8")
    settings = load(folder / "config.toml", ENVIRONMENT)
    with open_installation(settings) as installation:
        await play_round(installation, due_only=False, tell=lambda _: None)
        desk = Desk(lambda: installation, secret=b"of a test")
        app = make_admin_app(snapshot=snapshot, metrics=Metrics(), is_ready=lambda: None, desk=desk)
        server = await serve(app, "127.0.0.1", 0)
        async with aiohttp.ClientSession() as session:
            yield Browser(session, server.port, folder / "public")
        await server.close()


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """An editor's browser."""
    async for opened in open_browser(tmp_path, config=CONFIG + EDITORS):
        yield opened


@pytest.fixture
async def closed(tmp_path: Path) -> AsyncIterator[Browser]:
    """A browser where nobody is named as an editor."""
    async for opened in open_browser(tmp_path, config=CONFIG):
        yield opened


async def test_page_without_editors_is_closed_and_says_how_to_name_one(closed: Browser) -> None:
    """Nobody decides by accident, whatever password is shown."""
    for path in ("/editors", "/editors/anything"):
        answer = await closed.get(path, authorization=basic("Ines:"))
        assert answer.status == 403
        assert "[editors]" in answer.text


@pytest.mark.parametrize(
    "shown",
    [None, basic("Ines:wrong"), basic("Otto:correct horse"), basic("Ines"), "Basic !!", "Bearer staple"],
)
async def test_only_editors_get_in(
    browser: Browser, shown: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong name or password is asked for again, and logged without it."""
    caplog.set_level(logging.WARNING)
    story = await browser.story("East pier")
    for method, path in (("GET", "/editors"), ("GET", f"/editors/{story}"), ("POST", f"/editors/{story}")):
        answer = await browser.ask(method, path, authorization=shown, Sec_Fetch_Site="same-origin")
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
        assert "East pier" not in answer.text
    assert ("wrong name or password" in caplog.text) is (shown is not None)
    assert "horse" not in caplog.text


async def test_list_shows_what_waits_and_for_how_long(browser: Browser) -> None:
    """Why it is held and where it comes from, not a word of it."""
    answer = await browser.get("/editors")
    (row,) = answer.page.css("tbody tr")
    assert "embargo" in row.text()
    assert "harbour w1" in row.text()
    assert row.css_first("time") is not None
    assert "Whales" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script" not in policy + answer.text


async def test_story_is_found_by_the_beginning_of_its_id(browser: Browser) -> None:
    """What is not found is said on the list."""
    story = await browser.story("East pier")
    found = await browser.get(f"/editors?story={story[:8]}")
    assert (found.status, found.headers["Location"]) == (302, f"./editors/{story}")
    missing = await browser.get("/editors?story=ffff0000")
    assert missing.status == 404
    assert missing.page.css_first(".problem") is not None
    assert (await browser.get("/editors/ffff0000")).status == 404


async def test_page_of_a_story_has_its_reasons_and_forms(browser: Browser) -> None:
    """Every field has its label; what the outlet wrote is shown as text."""
    page = (await browser.get(f"/editors/{await browser.story('East pier')}")).page
    decisions = [each.attributes["value"] for each in page.css("input[name=decision]")]
    assert decisions == ["merge", "kill", "purge"]  # nothing holds it, and it has one item
    named = {each.attributes["for"] for each in page.css("label")}
    fields = [each for each in page.css("input, select") if each.attributes.get("type") != "hidden"]
    assert all(each.attributes["id"] in named for each in fields)
    assert "East pier to reopen" in (page.body.text() if page.body else "")
    assert page.css("script") == []


async def test_kill_is_published_at_once_with_who_and_why(browser: Browser) -> None:
    """The answer leads back to the story, which says what was decided; the browser sends nothing twice."""
    story = await browser.story("East pier")
    answer = await browser.send(story, decision="kill", reason="  the board\r\nhas asked ")
    assert (answer.status, answer.headers["Location"]) == (303, f"./{story}")
    assert "East pier" not in browser.published()
    shown = await browser.get(f"/editors/{story}")
    assert "by Ines: the board has asked" in shown.text
    assert "East pier" not in shown.text
    first = shown.page.css_first("input[name=decision]")
    assert first is not None
    assert first.attributes["value"] == "release"


async def test_every_decision_can_be_taken_here(browser: Browser) -> None:
    """Merge, split, release and purge, each as the commands do it."""
    pier, growers = await browser.story("East pier"), await browser.story("Growers")
    merged = await browser.send(pier, decision="merge", other=growers[:13])
    stays = merged.headers["Location"].removeprefix("./")
    assert stays in {pier, growers}
    page = (await browser.get(f"/editors/{stays}")).page
    options = [each.attributes["value"] or "" for each in page.css("option")]
    assert len(options) == 2
    assert (await browser.send(stays, decision="split", item=options[0])).status == 303
    assert browser.published().count("<entry>") == 2
    held = (await browser.get("/editors")).page.css_first("tbody a")
    assert held is not None
    waiting = str(held.attributes["href"]).removeprefix("editors/")
    assert (await browser.send(waiting, decision="release")).status == 303
    assert "Whales return" in browser.published()
    assert (await browser.send(waiting, decision="purge", sure="yes")).status == 303
    assert "Whales" not in browser.published()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "merge", "other": "ffff0000"}, "no story has this id"),
        ({"decision": "purge"}, "a purge cannot be undone"),
        ({"decision": "kill", "reason": " "}, "say why"),
        ({"decision": "burn"}, "names no decision"),
        ({"decision": "release"}, "nothing holds it"),
        ({"decision": "split", "item": "1"}, "nothing to be split from"),
    ],
)
async def test_what_cannot_be_done_is_said_on_the_page(
    browser: Browser, fields: dict[str, str], words: str
) -> None:
    """And nothing has changed."""
    before = browser.published()
    answer = await browser.send(await browser.story("East pier"), **fields)
    assert answer.status == 409
    problem = answer.page.css_first(".problem")
    assert problem is not None
    assert words in problem.text()
    assert browser.published() == before


@pytest.mark.parametrize(
    ("site", "origin", "token"),
    [
        ("cross-site", None, None),
        ("same-site", None, None),
        ("none", None, None),
        (None, "http://evil.example", None),
        (None, "null", None),
        (None, None, None),
        ("same-origin", None, ""),
        ("same-origin", None, "0" * 64),
        ("same-origin", None, "é"),
    ],
)
async def test_form_from_elsewhere_does_nothing(
    browser: Browser, site: str | None, origin: str | None, token: str | None
) -> None:
    """Another site may make an editor's browser send the password along, and gets nothing for it."""
    before = browser.published()
    forged = {} if token is None else {"token": token}
    answer = await browser.send(
        await browser.story("East pier"), site=site, origin=origin, decision="kill", **forged
    )
    assert answer.status == 403
    assert browser.published() == before


async def test_token_is_of_one_story_and_one_editor(browser: Browser) -> None:
    """What Ines got for one story neither she uses for another, nor Otto for it."""
    pier, growers = await browser.story("East pier"), await browser.story("Growers")
    token = (await browser.get(f"/editors/{growers}")).page.css_first("input[name=token]")
    assert token is not None
    stolen = token.attributes["value"] or ""
    assert (await browser.send(pier, decision="kill", token=stolen)).status == 403
    body = urlencode({"token": stolen, "decision": "kill", "reason": "x"})
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    otto = basic("Otto:staple")
    assert (
        await browser.ask("POST", f"/editors/{growers}", authorization=otto, body=body, **sent)
    ).status == 403


async def test_origin_alone_will_do_where_browsers_send_no_more(browser: Browser) -> None:
    """They tell the site only over https and on the machine itself."""
    story = await browser.story("East pier")
    answer = await browser.send(story, site=None, origin=browser.origin, decision="kill")
    assert answer.status == 303


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_changes_nothing(browser: Browser, method: str) -> None:
    """A link, a prefetch or a preview decides nothing, whatever stands in the address."""
    before, story = browser.published(), await browser.story("East pier")
    page = await browser.get(f"/editors/{story}")
    token = page.page.css_first("input[name=token]")
    assert token is not None
    query = urlencode({"decision": "kill", "reason": "x", "token": token.attributes["value"] or ""})
    assert (
        await browser.ask(method, f"/editors/{story}?{query}", Sec_Fetch_Site="same-origin")
    ).status == 200
    assert browser.published() == before


async def test_other_methods_are_refused(browser: Browser) -> None:
    """The list takes no decision, and nothing is put or deleted."""
    story = await browser.story("East pier")
    answers = [
        await browser.ask(method, path)
        for method, path in (
            ("POST", "/editors"),
            ("PUT", f"/editors/{story}"),
            ("DELETE", f"/editors/{story}"),
        )
    ]
    assert [answer.status for answer in answers] == [405, 405, 405]
    assert {answer.headers["Allow"] for answer in answers} == {"GET, HEAD, POST"}
