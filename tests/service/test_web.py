"""The web server, asked over real HTTP on loopback by a real client."""

import gzip
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp
import brotli
import pytest

from aggregator.errors import AggregatorError
from aggregator.service.documents import Documents
from aggregator.service.web import make_app, serve
from tests.service.asking import RSS, Asker, asking, fill, write


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A published folder with one section."""
    return fill(tmp_path / "public")


@pytest.fixture
def documents(public: Path) -> Documents:
    """The folder in memory."""
    loaded = Documents()
    loaded.load(public)
    return loaded


Serving = Callable[..., AbstractAsyncContextManager[Asker]]


@pytest.fixture
def serving(documents: Documents) -> Serving:
    """A way to serve the folder for the length of a block."""

    def run(base_path: str = "/") -> AbstractAsyncContextManager[Asker]:
        return asking(make_app(documents, base_path=base_path))

    return run


@pytest.fixture
async def ask(serving: Serving) -> AsyncIterator[Asker]:
    """A client of the folder served at the root."""
    async with serving() as asker:
        yield asker


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/national/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/national/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/national/feed.json", "application/feed+json"),
        ("/national/index.html", "text/html; charset=utf-8"),
        ("/national/", "text/html; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
        ("/opml.xml", "text/x-opml; charset=utf-8"),
        ("/news-sitemap.xml", "application/xml; charset=utf-8"),
    ],
)
async def test_document_has_its_media_type(ask: Asker, path: str, media_type: str) -> None:
    """Every kind of published file is announced as what it is, and may not be sniffed as another."""
    answer = await ask(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=60"


async def test_head_is_get_without_its_body(ask: Asker) -> None:
    """HEAD tells length and validators of what GET would send."""
    got, headed = await ask("/national/rss.xml"), await ask("/national/rss.xml", "HEAD")
    unlike = {"Date"}
    assert headed.body == b""
    assert {name: value for name, value in headed.headers.items() if name not in unlike} == {
        name: value for name, value in got.headers.items() if name not in unlike
    }
    assert headed.headers["Content-Length"] == str(len(RSS))


@pytest.mark.parametrize("pattern", ['"{}"', 'W/"{}"', '"other", "{}"', '"a" , W/"{}"', "*"])
async def test_known_etag_is_not_sent_again(ask: Asker, pattern: str) -> None:
    """A client that has the bytes gets 304, in whatever form it lists their validator."""
    etag = (await ask("/national/rss.xml")).headers["ETag"].strip('"')
    answer = await ask("/national/rss.xml", If_None_Match=pattern.format(etag))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == f'"{etag}"'
    assert answer.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest, A-IM"
    assert "Content-Type" not in answer.headers


async def test_etag_decides_before_the_date(ask: Asker) -> None:
    """A date that agrees counts for nothing beside a validator that does not (RFC 9110, 13.2.2)."""
    modified = (await ask("/national/rss.xml")).headers["Last-Modified"]
    unknown = await ask("/national/rss.xml", If_None_Match='"other"', If_Modified_Since=modified)
    assert unknown.status == 200


async def test_unmodified_document_is_not_sent_again(ask: Asker) -> None:
    """A client that knows only dates gets 304 as long as the file is no newer."""
    modified = (await ask("/national/rss.xml")).headers["Last-Modified"]
    assert (await ask("/national/rss.xml", If_Modified_Since=modified)).status == 304
    earlier = "Thu, 01 Jan 2015 00:00:00 GMT"
    assert (await ask("/national/rss.xml", If_Modified_Since=earlier)).status == 200
    assert (await ask("/national/rss.xml", If_Modified_Since="yesterday")).status == 200


async def test_last_modified_is_the_time_of_the_file(ask: Asker, public: Path) -> None:
    """The date is that of the published file, which an unchanged file keeps."""
    answer = await ask("/national/rss.xml")
    seconds = int((public / "national/rss.xml").stat().st_mtime)
    assert parsedate_to_datetime(answer.headers["Last-Modified"]).timestamp() == seconds


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br, gzip, deflate", "br"),
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("br;q=0.5, gzip;q=1.0", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("deflate, zstd", None),
        ("identity;q=0", None),
        ("*;q=0", None),
        (";;q=,,gzip;q=nonsense", None),
        ("", None),
    ],
)
async def test_coding_is_the_one_the_client_prefers(ask: Asker, accepted: str, coding: str | None) -> None:
    """The weights of Accept-Encoding decide, then the size; what cannot be agreed on is sent as it is."""
    answer = await ask("/national/rss.xml", Accept_Encoding=accepted)
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest, A-IM"
    assert decode(answer.body) == RSS


async def test_each_coding_has_its_own_etag(ask: Asker) -> None:
    """Strong validators differ where the bytes do (RFC 9110, 8.8.3.3), and each is known again."""
    etags = set()
    for accepted in ("br", "gzip", "identity"):
        etag = (await ask("/national/rss.xml", Accept_Encoding=accepted)).headers["ETag"]
        again = await ask("/national/rss.xml", Accept_Encoding=accepted, If_None_Match=etag)
        assert again.status == 304
        etags.add(etag)
    assert len(etags) == 3


async def test_short_document_without_siblings_is_sent_as_it_is(ask: Asker) -> None:
    """It goes into one packet."""
    answer = await ask("/national/atom.xml", Accept_Encoding="br, gzip")
    assert (answer.headers.get("Content-Encoding"), answer.body) == (None, b"<feed/>")


@pytest.mark.parametrize(
    "path", ["source/harbour/atom.xml", "all/archive/1/atom.xml", f"story/{'0' * 8}/index.html"]
)
async def test_long_document_without_siblings_is_compressed_when_it_is_asked_for(
    public: Path, documents: Documents, serving: Serving, path: str
) -> None:
    """Feeds of outlets, archives and stories' pages: with an ETag of its own, under which it is known again."""
    content = b"<feed>" + b"East pier to reopen. " * 200 + b"</feed>"
    write(public, path, content)
    documents.load(public)
    async with serving() as ask:
        answer = await ask(f"/{path.removesuffix('index.html')}", Accept_Encoding="br, gzip")
        assert (answer.headers["Content-Encoding"], gzip.decompress(answer.body)) == ("gzip", content)
        known = {"Accept_Encoding": "gzip", "If_None_Match": answer.headers["ETag"]}
        assert (await ask(f"/{path.removesuffix('index.html')}", **known)).status == 304
        plain = await ask(f"/{path.removesuffix('index.html')}", Accept_Encoding="identity")
        assert (plain.headers.get("Content-Encoding"), plain.body) == (None, content)
        assert plain.headers["ETag"] != answer.headers["ETag"]


async def test_stale_sibling_is_never_served(public: Path) -> None:
    """A compressed file that holds other bytes is passed over: it may hold a text that was killed."""
    (public / "national/rss.xml").write_bytes(b"<rss/>")
    (public / "national/rss.xml.br").write_bytes(b"no brotli at all")
    documents = Documents()
    documents.load(public)
    async with asking(make_app(documents)) as ask:
        answer = await ask("/national/rss.xml", Accept_Encoding="gzip, br")
    assert (answer.headers.get("Content-Encoding"), answer.body) == (None, b"<rss/>")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_other_methods_are_refused(ask: Asker, method: str) -> None:
    """Only reading is offered, and the answer says so."""
    answer = await ask("/national/rss.xml", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/national/rss.xml/",
        "/national/rss.xml.gz",
        "/../national/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//national/rss.xml",
        "/national/%00",
        "/%ff",
    ],
)
async def test_unpublished_path_is_not_found(ask: Asker, public: Path, path: str) -> None:
    """Only the documents in memory answer: there is no way to a file beside them."""
    (public.parent / "secret.txt").write_text("not yours")
    answer = await ask(path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


async def test_page_may_run_no_script(ask: Asker) -> None:
    """A page carries a policy that leaves strangers' copy nothing but style and pictures."""
    policy = (await ask("/national/")).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:")
    assert "script" not in policy


async def test_folder_without_slash_moves_to_its_page(ask: Asker) -> None:
    """The redirect is relative, so that it holds behind a proxy, and keeps the query."""
    answer = await ask("/national?from=mail")
    assert (answer.status, answer.headers["Location"]) == (301, "./national/?from=mail")


async def test_health_is_told(ask: Asker) -> None:
    """A load balancer gets its word, and no cache keeps it."""
    answer = await ask("/healthz")
    assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (200, b"ok\n", "no-store")


@pytest.mark.parametrize("prefix", ["/news", ""])
@pytest.mark.parametrize("path", ["/national/rss.xml", "/", "/national/", "/healthz"])
async def test_sub_path_is_answered_with_and_without_it(serving: Serving, prefix: str, path: str) -> None:
    """A proxy may strip the path of the public address or may not."""
    async with serving(base_path="/news/") as ask:
        assert (await ask(f"{prefix}{path}")).status == 200


async def test_sub_path_without_slash_moves_to_it(serving: Serving) -> None:
    """The public address is found without its last slash as well."""
    async with serving(base_path="/our/news/") as ask:
        answer = await ask("/our/news")
    assert (answer.status, answer.headers["Location"]) == (301, "./news/")


async def test_section_named_like_the_sub_path_is_found(serving: Serving) -> None:
    """Behind a stripping proxy a section's path may begin with the public path."""
    async with serving(base_path="/national/") as ask:
        stripped, whole = await ask("/national/rss.xml"), await ask("/national/national/rss.xml")
    assert stripped.body == whole.body == RSS


async def test_sub_path_beyond_ascii_is_answered(serving: Serving) -> None:
    """The public path may be written percent-encoded."""
    async with serving(base_path="/actualit%C3%A9s/") as ask:
        assert (await ask("/actualit%C3%A9s/national/rss.xml")).status == 200


@pytest.mark.parametrize("base_path", ["/", "/news/"])
@pytest.mark.parametrize(
    "path", ["/national", "/news/national", "/news", "/national?to=//evil.example", "//national", "//news"]
)
async def test_redirect_never_leads_to_another_host(serving: Serving, base_path: str, path: str) -> None:
    """It is relative, whatever the request or a proxy says about hosts: nothing of that is trusted."""
    said = {
        "Host": "evil.example",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Prefix": "//evil.example",
    }
    async with serving(base_path=base_path) as ask:
        answer = await ask(path, **said, X_Forwarded_Proto="gopher")
    location = answer.headers.get("Location", "./")
    assert answer.status in {301, 404}
    assert location.startswith("./")
    assert urlsplit(urljoin(f"http://desk.example{path}", location)).netloc == "desk.example"


async def test_readiness_is_told_with_its_reason(documents: Documents) -> None:
    """A load balancer sends nobody here before the first publication, nor while the service stops."""
    reasons: list[str | None] = ["it is starting", None, "it is stopping"]
    async with asking(make_app(documents, base_path="/news/", is_ready=lambda: reasons[0])) as ask:
        answers = []
        while reasons:
            answers += [await ask("/readyz"), await ask("/news/readyz")]
            reasons.pop(0)
    assert [answer.status for answer in answers] == [503, 503, 200, 200, 503, 503]
    assert [answer.body for answer in answers[::2]] == [
        b"not ready: it is starting\n",
        b"ready\n",
        b"not ready: it is stopping\n",
    ]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


async def test_refresh_changes_the_etag_of_what_changed(
    ask: Asker, documents: Documents, public: Path
) -> None:
    """A document that changed has a new validator; its neighbour, read again unchanged, keeps its own."""
    before = [(await ask(path)).headers["ETag"] for path in ("/national/rss.xml", "/national/atom.xml")]
    write(public, "national/rss.xml", b"<rss/>", codings=True)
    documents.refresh(public, ["national/rss.xml", "national/rss.xml.gz", "national/atom.xml"])
    after = [(await ask(path)).headers["ETag"] for path in ("/national/rss.xml", "/national/atom.xml")]
    assert before[0] != after[0]
    assert before[1] == after[1]
    assert gzip.decompress((await ask("/national/rss.xml", Accept_Encoding="gzip")).body) == b"<rss/>"


async def test_new_sibling_refreshes_its_document(ask: Asker, documents: Documents, public: Path) -> None:
    """Whoever names only the compressed file means the document that it belongs to."""
    write(public, "national/atom.xml", b"<feed/>", codings=True)
    documents.refresh(public, ["national/atom.xml.br"])
    assert (await ask("/national/atom.xml", Accept_Encoding="br")).headers["Content-Encoding"] == "br"


async def test_refresh_forgets_what_is_gone(ask: Asker, documents: Documents, public: Path) -> None:
    """A file that was withdrawn is no longer answered."""
    (public / "national/atom.xml").unlink()
    documents.refresh(public, ["national/atom.xml"])
    assert (await ask("/national/atom.xml")).status == 404
    assert (await ask("/national/rss.xml")).status == 200


def test_unfinished_file_is_not_published(public: Path) -> None:
    """What a publisher is still writing begins with a dot."""
    write(public, "national/.rss.xml.part", b"<rs")
    write(public, ".cache/rss.xml", b"<rss/>")
    documents = Documents()
    documents.load(public)
    documents.refresh(public, ["national/.rss.xml.part"])
    assert documents.find("national/.rss.xml.part") is None
    assert documents.find(".cache/rss.xml") is None


def test_missing_folder_holds_no_documents(tmp_path: Path) -> None:
    """Before the first publication there is nothing to serve, and that is no error."""
    documents = Documents()
    documents.load(tmp_path / "public")
    assert len(documents) == 0


def test_loading_again_forgets_what_is_gone(documents: Documents, public: Path) -> None:
    """The whole folder is taken up as it is now."""
    (public / "opml.xml").unlink()
    documents.load(public)
    assert documents.find("opml.xml") is None


def test_touched_file_keeps_its_etag(documents: Documents, public: Path) -> None:
    """The validator is made of the bytes alone: a restored backup is no change."""
    before = documents.find("opml.xml")
    os.utime(public / "opml.xml", (0, 0))
    documents.refresh(public, ["opml.xml"])
    after = documents.find("opml.xml")
    assert before is not None
    assert after is not None
    assert getattr(before, "variants", 1) == getattr(after, "variants", 2)


@pytest.mark.parametrize("key", ["listen", "admin"])
async def test_port_in_use_is_named(documents: Documents, key: str) -> None:
    """A second service on the same address says which, and what to change."""
    server = await serve(make_app(documents), "127.0.0.1", 0)
    with pytest.raises(AggregatorError, match=rf"cannot listen on 127\.0\.0\.1:{server.port}: .*`{key}`"):
        await serve(make_app(documents), "127.0.0.1", server.port, key=key)
    await server.close()


async def test_closed_server_answers_no_more(documents: Documents) -> None:
    """Closing frees the port at once, also while a client keeps its connection."""
    server = await serve(make_app(documents), "127.0.0.1", 0)
    async with aiohttp.ClientSession() as session:
        asker = Asker(session, server.port)
        assert (await asker("/healthz")).status == 200
        await server.close()
        with pytest.raises(aiohttp.ClientError):
            await asker("/healthz")
