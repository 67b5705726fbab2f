"""nginx and Caddy with the configuration of `deploy/`, before the service: readers notice no difference."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import pytest_asyncio

from aggregator.service.documents import Documents
from aggregator.service.web import make_app
from tests.deploy.fronts import FRONTS, Front, standing
from tests.service.asking import Answer, Asker, asking, fill, write

ALIKE = (
    "Content-Type",
    "Content-Encoding",
    "Content-Length",
    "Cache-Control",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Allow",
    "IM",
)
"""Headers that are to be the same; Vary is compared as a set, and ETags differ in their form."""


@pytest.fixture(params=FRONTS, ids=lambda front: front.name)
def front(request: pytest.FixtureRequest) -> Front:
    """A web server; one that is not installed is named and passed over."""
    found: Front = request.param
    if not found.is_here:
        pytest.skip(f"{found.name} is not installed (Debian: {found.name})")
    return found


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A published folder with a section, its archive, and stories of every kind."""
    folder = fill(tmp_path / "public")
    write(folder, "national/archive/1/atom.xml", b"<feed/>", codings=True)
    write(folder, "feed.css", b"rss { display: block }")
    write(folder, "story/aa/index.html", b"<!doctype html><title>Pier</title>")
    write(folder, "story/bb/index.html", b"<!-- 410 -->\n<!doctype html><title>Withdrawn</title>")
    write(folder, "story/cc/index.html", b"<!-- 301 ../aa/ -->\n<!doctype html><title>Merged</title>")
    write(folder, ".unfinished", b"half")
    for file in (*folder.rglob("*"), folder, tmp_path, *tmp_path.parents[:2]):  # nginx serves as another user
        file.chmod(file.stat().st_mode | (0o055 if file.is_dir() else 0o044))
    return folder


@pytest_asyncio.fixture
async def both(front: Front, public: Path, tmp_path: Path) -> AsyncIterator[tuple[Asker, Asker]]:
    """The service, and the server before it."""
    documents = Documents()
    documents.load(public)
    async with (
        asking(make_app(documents)) as service,
        standing(front, tmp_path / "front", public, service.port) as port,
    ):
        yield service, Asker(service.session, port)


def _assert_alike(ours: Answer, theirs: Answer) -> None:
    assert theirs.status == ours.status
    assert theirs.body == ours.body
    for name in ALIKE:
        assert (name, theirs.headers.get(name)) == (name, ours.headers.get(name))
    assert _vary(theirs) == _vary(ours)
    assert ("ETag" in theirs.headers, "Last-Modified" in theirs.headers) == (
        "ETag" in ours.headers,
        "Last-Modified" in ours.headers,
    )
    if "Last-Modified" in ours.headers:
        assert theirs.headers["Last-Modified"] == ours.headers["Last-Modified"]


def _vary(answer: Answer) -> set[str]:
    values = [value for name, value in answer.headers.items() if name.lower() == "vary"]
    return {word.strip() for value in values for word in value.split(",")}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/national/",
        "/national/index.html",
        "/national/rss.xml",
        "/national/atom.xml",
        "/national/feed.json",
        "/national/archive/1/atom.xml",
        "/opml.xml",
        "/news-sitemap.xml",
        "/feed.css",
        "/story/aa/",
        "/story/bb/",
        "/healthz",
        "/nowhere",
        "/national/rss.xml.gz",
        "/national/archive/",
        "/.unfinished",
    ],
)
async def test_document_is_answered_alike(both: tuple[Asker, Asker], path: str, method: str) -> None:
    """Status, type, policy, caching and bytes are the same, whichever of the two answers."""
    service, proxy = both
    _assert_alike(await service(path, method), await proxy(path, method))


async def test_nothing_beside_the_folder_is_served(both: tuple[Asker, Asker], public: Path) -> None:
    """A path that leads out of the folder is refused."""
    (public.parent / "secret.txt").write_text("not yours", encoding="utf-8")
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/national/..%2f../secret.txt"):
        answer = await both[1](path)
        assert answer.status in {400, 404}
        assert b"not yours" not in answer.body


@pytest.mark.parametrize(
    "accepted", ["br, gzip, deflate", "gzip, br", "gzip", "br;q=0, gzip", "identity", ""]
)
async def test_coding_is_agreed_on_alike(both: tuple[Asker, Asker], front: Front, accepted: str) -> None:
    """The siblings that lie in the folder are handed out as they are."""
    if not front.has_brotli:
        pytest.skip("nginx has no brotli (Debian: libnginx-mod-http-brotli-static)")
    service, proxy = both
    told = {"Accept_Encoding": accepted}
    _assert_alike(await service("/national/rss.xml", **told), await proxy("/national/rss.xml", **told))


@pytest.mark.parametrize("path", ["/national/rss.xml", "/national/feed.json", "/national/", "/story/aa/"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_known_document_is_not_sent_again(both: tuple[Asker, Asker], path: str, coding: str) -> None:
    """Each knows its own ETags again, and both the date, which is that of the file."""
    for ask in both:
        first = await ask(path, Accept_Encoding=coding)
        for told in (
            {"If_None_Match": first.headers["ETag"]},
            {"If_None_Match": f'"other", W/{first.headers["ETag"]}'},
            {"If_Modified_Since": first.headers["Last-Modified"]},
            {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        ):
            again = await ask(path, Accept_Encoding=coding, **told)
            assert (again.status, again.body) == (304, b"")
            assert again.headers["Cache-Control"] == "public, max-age=60"
        changed = {"If_Modified_Since": "Thu, 01 Jan 2015 00:00:00 GMT"}
        assert (await ask(path, **changed)).status == 200


async def test_codings_have_etags_of_their_own(both: tuple[Asker, Asker]) -> None:
    """Strong validators differ where the bytes do (RFC 9110, 8.8.3.3)."""
    _, proxy = both
    answers = [await proxy("/national/rss.xml", Accept_Encoding=each) for each in ("gzip", "identity")]
    assert len({answer.headers["ETag"] for answer in answers}) == 2


@pytest.mark.parametrize("path", ["/story/cc/", "/story/aa", "/national?from=mail"])
async def test_moved_address_leads_to_the_same_place(both: tuple[Asker, Asker], path: str) -> None:
    """A merged story's page and a folder without its slash lead on, never to another host."""
    places = []
    for ask in both:
        answer = await ask(path)
        assert answer.status == 301
        places.append(urljoin(f"http://wire.example{path}", answer.headers["Location"]))
    assert places[0] == places[1]


async def test_opened_feed_and_delta_are_left_to_the_service(both: tuple[Asker, Asker]) -> None:
    """A browser gets XML that it shows; a client that asks for what is new is heard."""
    service, proxy = both
    for told in ({"Sec_Fetch_Dest": "document"}, {"A_IM": "feed"}):
        _assert_alike(await service("/national/rss.xml", **told), await proxy("/national/rss.xml", **told))
    assert (
        (await proxy("/national/rss.xml", Sec_Fetch_Dest="document"))
        .headers["Content-Type"]
        .startswith("application/xml")
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_other_methods_are_refused_alike(both: tuple[Asker, Asker], method: str) -> None:
    """Only reading is offered, and the answer says so."""
    service, proxy = both
    ours, theirs = await service("/national/rss.xml", method), await proxy("/national/rss.xml", method)
    assert (
        (theirs.status, theirs.headers["Allow"]) == (ours.status, ours.headers["Allow"]) == (405, "GET, HEAD")
    )
