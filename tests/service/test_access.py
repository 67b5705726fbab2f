"""Sections for subscribers: who is let in, who is not, and what neither of them learns."""

import base64
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config.load import load
from aggregator.config.settings import Settings
from aggregator.service.access import Access, Denied, Granted, Public, judge, make_access
from aggregator.service.documents import Documents
from aggregator.service.web import make_app
from tests.service.asking import RSS, Asker, asking, fill, write

CONFIG = """\
[service]
title = "Example Wire"
base_url = "http://127.0.0.1:8080/"
contact = "desk@example.org"
[[sections]]
id = "national"
title = "National"
[[sections]]
id = "world"
title = "World"
[[sections]]
id = "business"
title = "Business"
[access.national]
tokens = "PAID"
users = "DESK"
[access.world]
tokens = "ABROAD"
[access.all]
tokens = "NEWSROOM"
"""
SECRETS = {
    "PAID": "t0ken+a/b=\nt0ken-c\n",
    "DESK": "ann:hunter2\nzoé:pass:wörd\n",
    "ABROAD": "t0ken-w",
    "NEWSROOM": "t0ken-n",
}
CHALLENGE = 'Basic realm="feeds", charset="UTF-8"'


def settings_of(folder: Path, text: str = CONFIG) -> Settings:
    """Return what a configuration with these secrets comes to."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, SECRETS)


def basic(user: str) -> str:
    """Return the header that a browser sends for `name:password`."""
    return f"Basic {base64.b64encode(user.encode()).decode()}"


@pytest.fixture
def access(tmp_path: Path) -> Access:
    """National and world are protected, business is open."""
    return make_access(settings_of(tmp_path))


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    """A published folder with the sections in it."""
    public = fill(tmp_path / "public")
    for section in ("world", "business", "all", "story/1"):
        write(public, f"{section}/index.html", b"<!doctype html>")
        write(public, f"{section}/rss.xml", b"<rss/>")
    loaded = Documents()
    loaded.load(public)
    return loaded


@pytest.fixture
async def ask(documents: Documents, access: Access) -> AsyncIterator[Asker]:
    """A client of the protected folder."""
    async with asking(make_app(documents, access=access)) as asker:
        yield asker


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer t0ken+a/b="},
        {"Authorization": "bearer  t0ken-c "},
        {"Authorization": basic("ann:hunter2")},
        {"Authorization": basic("zoé:pass:wörd").replace("Basic", "BASIC")},
        {"Authorization": basic("anyone:t0ken-c")},
        {"Authorization": basic(":t0ken-c")},
        {"Authorization": "Bearer t0ken-n"},
    ],
)
async def test_reader_with_a_key_gets_the_feed_for_themselves(ask: Asker, headers: dict[str, str]) -> None:
    """Each of the ways in works, and no cache on the way keeps the copy for the next reader."""
    answer = await ask("/national/rss.xml", **headers)
    assert (answer.status, answer.body) == (200, RSS)
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert answer.headers["Vary"] == "Accept-Encoding, Authorization, Sec-Fetch-Dest, A-IM"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "query", ["token=t0ken-c", "token=t0ken%2Ba%2Fb%3D", "token=t0ken+a/b=", "a=b&token=t0ken-n"]
)
async def test_token_may_stand_in_the_address(ask: Asker, query: str) -> None:
    """A feed reader that takes nothing but an address is let in, also where `+` was not escaped."""
    assert (await ask(f"/national/rss.xml?{query}")).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer t0ken-"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer t0ken-w"},
        {"Authorization": "Bearer ann:hunter2"},
        {"Authorization": "Bearer hunter2"},
        {"Authorization": "t0ken-c"},
        {"Authorization": basic("ann:hunter")},
        {"Authorization": basic("ann")},
        {"Authorization": basic("t0ken-c:ann")},
        {"Authorization": basic("zoe:pass:wörd")},
        {"Authorization": "Basic ann:hunter2"},
        {"Authorization": "Basic /w=="},
        {"Authorization": "Digest username=ann"},
        {"If-None-Match": "*"},
        {"Cookie": "token=t0ken-c"},
        {"X-Forwarded-User": "ann"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_reader_without_a_key_is_asked_for_one(
    ask: Asker, method: str, headers: dict[str, str]
) -> None:
    """A browser asks its user; nothing of the copy is sent, and no validator of it."""
    answer = await ask("/national/rss.xml", method, **headers)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, CHALLENGE)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer.headers["Vary"]
    assert "ETag" not in answer.headers
    assert b"National" not in answer.body


async def test_key_counts_before_the_validator(ask: Asker) -> None:
    """A 304 tells that one's bytes are current: that is for readers with a key alone."""
    known = await ask("/national/rss.xml", Authorization="Bearer t0ken-c")
    etag, modified = known.headers["ETag"], known.headers["Last-Modified"]
    assert (await ask("/national/rss.xml", If_None_Match=etag)).status == 401
    assert (await ask("/national/rss.xml", If_Modified_Since=modified)).status == 401
    again = await ask("/national/rss.xml", If_None_Match=etag, Authorization="Bearer t0ken-c")
    assert (again.status, again.headers["Cache-Control"]) == (304, "private, max-age=60")


@pytest.mark.parametrize(
    ("there", "not_there"),
    [
        ("/national/rss.xml", "/national/nothing.xml"),
        ("/national", "/national/a/b"),
        ("/story/1/", "/story/2/"),
        ("/all/rss.xml", "/nowhere"),
        ("/", "//"),
    ],
)
async def test_refusal_does_not_tell_what_exists(ask: Asker, there: str, not_there: str) -> None:
    """Without a key, what is published and what is not look the same to the byte."""
    one, other = await ask(there), await ask(not_there)
    assert one.status == other.status == 401
    assert one.body == other.body
    unlike = {"Date"}
    assert [pair for pair in one.headers.items() if pair[0] not in unlike] == [
        pair for pair in other.headers.items() if pair[0] not in unlike
    ]


async def test_reader_with_a_key_is_told_what_is_not_there(ask: Asker) -> None:
    """A subscriber with a mistyped address is not sent to look for another password."""
    assert (await ask("/national/nothing.xml?token=t0ken-c")).status == 404
    assert (await ask("/nowhere?token=t0ken-n")).status == 404


async def test_redirect_keeps_the_token_and_comes_after_the_check(ask: Asker) -> None:
    """An address without its slash leads on, for those who may go there."""
    answer = await ask("/national?token=t0ken-c")
    assert (answer.status, answer.headers["Location"]) == (301, "./national/?token=t0ken-c")
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("path", ["/business/rss.xml", "/business/", "/opml.xml", "/healthz", "/readyz"])
async def test_what_is_open_stays_open(ask: Asker, path: str) -> None:
    """A free section, the list of feeds and the words for load balancers need no key."""
    answer = await ask(path)
    assert answer.status == 200
    assert "private" not in answer.headers["Cache-Control"]


async def test_archives_are_as_protected_as_their_feed(ask: Asker, tmp_path: Path) -> None:
    """Old stories of a section are for its subscribers, and those of agencies for who may read everything."""
    for place in ("national", "business", "agency/northern-press"):
        write(tmp_path / "public", f"{place}/archive/1/rss.xml", b"<rss/>")
    statuses = {
        (place, token): (await ask(f"/{place}/archive/1/rss.xml", Authorization=f"Bearer {token}")).status
        for place in ("national", "business", "agency/northern-press")
        for token in ("t0ken-c", "t0ken-n", "none")
    }
    assert statuses == {
        ("national", "t0ken-c"): 200,
        ("national", "t0ken-n"): 200,
        ("national", "none"): 401,
        ("business", "t0ken-c"): 200,
        ("business", "t0ken-n"): 200,
        ("business", "none"): 200,
        ("agency/northern-press", "t0ken-c"): 401,
        ("agency/northern-press", "t0ken-n"): 200,
        ("agency/northern-press", "none"): 401,
    }


async def test_key_of_one_section_opens_no_other(ask: Asker) -> None:
    """Who has paid for world news reads world news."""
    assert (await ask("/world/rss.xml?token=t0ken-w")).status == 200
    for path in ("/national/rss.xml", "/all/rss.xml", "/", "/story/1/", "/news-sitemap.xml"):
        assert (await ask(f"{path}?token=t0ken-w")).status == 401, path


async def test_key_of_all_opens_every_section(ask: Asker) -> None:
    """Whoever reads all reads the stories of every section there."""
    for path in ("/national/", "/world/", "/all/", "/", "/story/1/", "/news-sitemap.xml"):
        assert (await ask(f"{path}?token=t0ken-n")).status == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/wire/national/rss.xml",
        "/national/rss.xml",
        "/wire//national/rss.xml",
        "/wire/./national/rss.xml",
        "/wire/business/../national/rss.xml",
        "/wire/business/%2e%2e/national/rss.xml",
        "/wire/business%2f..%2fnational/rss.xml",
        "/wire/%6eational/rss.xml",
        "/wire/NATIONAL/rss.xml",
        "/wire/opml.xml/../national/rss.xml",
        "/wire/healthz/national/rss.xml",
        "/national/rss.xml;opml.xml",
    ],
)
async def test_no_spelling_leads_around_the_check(documents: Documents, access: Access, path: str) -> None:
    """What is judged is what is looked up; a path behind a proxy changes nothing."""
    async with asking(make_app(documents, base_path="/wire/", access=access)) as ask:
        refused = await ask(path)
    assert refused.status in {401, 404}
    assert b"National" not in refused.body


async def test_key_works_behind_a_path(documents: Documents, access: Access) -> None:
    """The proxy may strip the path or may not: the section is the same."""
    async with asking(make_app(documents, base_path="/wire/", access=access)) as ask:
        for path in ("/wire/national/rss.xml", "/national/rss.xml"):
            assert (await ask(f"{path}?token=t0ken-c")).status == 200
        assert (await ask("/wire")).headers["Location"] == "./wire/"


async def test_token_that_a_reload_takes_away_opens_nothing_at_once(
    documents: Documents, tmp_path: Path
) -> None:
    """A contract that has ended ends without a restart."""
    current = [make_access(settings_of(tmp_path))]
    async with asking(make_app(documents, access=lambda: current[0])) as ask:
        assert (await ask("/national/rss.xml?token=t0ken-c")).status == 200
        current[0] = make_access(settings_of(tmp_path, CONFIG.replace('"PAID"', '"ABROAD"')))
        assert (await ask("/national/rss.xml?token=t0ken-c")).status == 401


async def test_nothing_is_written_of_a_token(
    ask: Asker, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a log line nor a representation nor an answer holds what readers show us."""
    caplog.set_level(logging.DEBUG)
    answers = [
        await ask("/national/rss.xml?token=t0ken-c"),
        await ask("/national/rss.xml?token=wr0ng-c"),
        await ask("/national/rss.xml", Authorization=basic("ann:wr0ng-c")),
        await ask("/national/rss.xml?token=wr0ng-c", "POST"),
    ]
    said = caplog.text + repr(access) + "".join(f"{answer.headers}{answer.body!r}" for answer in answers)
    assert not any(secret in said for secret in ("t0ken", "wr0ng", "hunter2"))


def test_nothing_is_protected_without_a_table(tmp_path: Path) -> None:
    """A service that sells nothing asks nobody."""
    open_to_all = make_access(settings_of(tmp_path, CONFIG.partition("[access")[0]))
    assert judge(open_to_all, "national/rss.xml", authorization=None, token=None) == Public()


paths = st.sampled_from(["", "national/rss.xml", "national", "all/", "story/1/", "elsewhere", "world/"])


@given(path=paths, header=st.text(max_size=40), token=st.none() | st.text(max_size=20))
def test_whatever_is_shown_is_judged(
    path: str, header: str, token: str | None, shared_access: Callable[[], Access]
) -> None:
    """No header and no token can break the judgement, and none that is made up opens anything."""
    for authorization in (header, f"Basic {header}", f"Bearer {header}"):
        assert judge(shared_access(), path, authorization=authorization, token=token) == Denied()


@given(path=paths, user=st.text(max_size=10).filter(lambda name: ":" not in name))
def test_token_of_all_is_good_everywhere_in_every_way(
    path: str, user: str, shared_access: Callable[[], Access]
) -> None:
    """Header, address and password are one and the same key."""
    for authorization, token in (("Bearer t0ken-n", None), (None, "t0ken-n"), (basic(f"{user}:t0ken-n"), "")):
        assert judge(shared_access(), path, authorization=authorization, token=token) == Granted()


@pytest.fixture(scope="module")
def shared_access(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Access]:
    """The same protection for every example: it is a value."""
    access = make_access(settings_of(tmp_path_factory.mktemp("access")))
    return lambda: access
