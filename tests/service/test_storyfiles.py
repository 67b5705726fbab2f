"""The pages of stories over HTTP: whole, gone or moved, as the files say, and never older than the files."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from aggregator.publish.files import remove_documents, write_documents
from aggregator.publish.site import Document
from aggregator.service.access import Access, Key
from aggregator.service.documents import Documents
from aggregator.service.web import make_app
from tests.service.asking import Asker, asking

STORY, OTHER = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaab-0000-4000-8000-000000000002"
PATH = f"story/{STORY}/index.html"
PAGE = b"<!DOCTYPE html>\n<title>East pier to reopen</title>"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A published folder with the page of one story."""
    write_documents(tmp_path, [Document(PATH, PAGE), Document("story/.made", b"what it was made of")])
    return tmp_path


@pytest.fixture
async def ask(public: Path) -> AsyncIterator[Asker]:
    """A client of the folder served under a path."""
    documents = Documents()
    documents.load(public)
    async with asking(make_app(documents, base_path="/wire/")) as asker:
        yield asker


@pytest.mark.parametrize("path", [f"/story/{STORY}/", f"/wire/story/{STORY}/", f"/story/{STORY}/index.html"])
async def test_page_is_answered_with_validators_and_codings(ask: Asker, path: str) -> None:
    """As every other page."""
    answer = await ask(path)
    assert (answer.status, answer.body) == (200, PAGE)
    assert (await ask(path, If_None_Match=answer.headers["ETag"])).status == 304
    assert (await ask(path, Accept_Encoding="br")).headers["Content-Encoding"] == "br"


async def test_address_without_its_slash_leads_to_the_one_with_it(ask: Asker) -> None:
    """Relative links in the page are right only below the slash."""
    answer = await ask(f"/story/{STORY}")
    assert (answer.status, answer.headers["Location"]) == (301, f"./{STORY}/")


async def test_withdrawn_story_is_gone_at_once(ask: Asker, public: Path) -> None:
    """The file changed, and nobody told the server."""
    assert (await ask(f"/story/{STORY}/")).status == 200
    write_documents(public, [Document(PATH, b"<!-- 410 -->\n<!DOCTYPE html>\nwithdrawn")])
    answer = await ask(f"/story/{STORY}/")
    assert answer.status == 410
    assert b"withdrawn" in answer.body
    assert b"pier" not in answer.body
    assert (await ask(f"/story/{STORY}/", If_None_Match=answer.headers["ETag"])).status == 410


async def test_merged_story_leads_to_the_other(ask: Asker, public: Path) -> None:
    """Beside itself, under whatever path a proxy has put the site."""
    write_documents(public, [Document(PATH, f"<!-- 301 ../{OTHER}/ -->\n<!DOCTYPE html>\n".encode())])
    answer = await ask(f"/story/{STORY}/")
    assert (answer.status, answer.headers["Location"]) == (301, f"./../{OTHER}/")


async def test_page_that_left_is_not_found(ask: Asker, public: Path) -> None:
    """It is not answered from memory."""
    assert (await ask(f"/story/{STORY}/")).status == 200
    remove_documents(public, [PATH])
    assert (await ask(f"/story/{STORY}/")).status == 404
    assert not (public / "story" / STORY).exists()


@pytest.mark.parametrize(
    "path",
    [
        "/story/",
        "/story",
        "/story/.made",
        f"/story/{STORY}/../.made",
        f"/story/{STORY}/other.html",
        "/story/x%00/",
        "/story/../story/.made",
    ],
)
async def test_nothing_else_of_the_folder_can_be_asked_for(ask: Asker, path: str) -> None:
    """Only pages, and only by an id."""
    assert (await ask(path)).status == 404


async def test_words_in_a_page_do_not_decide_how_it_is_answered(ask: Asker, public: Path) -> None:
    """The first line does, and that is ours."""
    write_documents(public, [Document(PATH, PAGE + b"\n<!-- 410 -->\n<!-- 301 ../a/ -->\n")])
    assert (await ask(f"/story/{STORY}/")).status == 200


async def test_feed_that_a_browser_opens_is_xml(public: Path) -> None:
    """Browsers show `application/rss+xml` as plain text; programs get the feed's own type, caches keep both apart."""
    write_documents(public, [Document("national/rss.xml", b"<rss/>")])
    documents = Documents()
    documents.load(public)
    async with asking(make_app(documents)) as ask:
        opened = await ask("/national/rss.xml", Sec_Fetch_Dest="document")
        read = await ask("/national/rss.xml")
    assert opened.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert read.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert opened.headers["Vary"] == read.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest, A-IM"
    assert "default-src 'none'" in read.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("sections", "key", "status"),
    [
        ("national", "national-key", 200),
        ("national", "all-key", 200),
        ("national", "business-key", 401),
        ("national business", "business-key", 200),
        ("national world", "no-key", 200),
        ("", "national-key", 401),
    ],
)
async def test_page_is_opened_by_the_key_of_any_of_its_sections(
    public: Path, sections: str, key: str, status: int
) -> None:
    """Who reads a section can open its headlines; one that runs in an open section is open."""
    mark = f"<!-- in {sections} -->\n".encode() if sections else b""
    write_documents(public, [Document(PATH, mark + PAGE)])
    documents = Documents()
    documents.load(public)
    keys = {
        name: Key(tokens=(sha256(f"{name}-key".encode()).digest(),))
        for name in ("national", "business", "all")
    }
    access = Access(keys, frozenset({"world"}))
    async with asking(make_app(documents, access=access)) as ask:
        assert (await ask(f"/story/{STORY}/?token={key}")).status == status
        assert (await ask(f"/story/{OTHER}/?token=national-key")).status == 401
