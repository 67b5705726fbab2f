"""The public address: it answers the published documents from memory, to those who may read them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from urllib.parse import quote, unquote

from aiohttp import web

from aggregator.service.access import OPEN, Access, Denied, Granted, Judgement, Public, judge
from aggregator.service.browsing import opened_type
from aggregator.service.deltas import make_delta, wants_delta
from aggregator.service.documents import Documents, Moved, Served, Variant, offered, take_variant
from aggregator.service.negotiation import choose_coding
from aggregator.service.storyfiles import StoryFiles
from aggregator.service.web.answers import (
    IsReady,
    always_ready,
    answer_health,
    plain,
    refuse_method,
)
from aggregator.service.web.heads import MAX_AGE_SECONDS, Document, delta_head, known_head, whole_head
from aggregator.service.web.ready import answer_with
from aggregator.service.web.server import Application

OK: Final = 200
READING: Final = ("GET", "HEAD")

PRIVATE: Final[Mapping[str, str]] = {
    "Cache-Control": f"private, max-age={MAX_AGE_SECONDS}",
    "Vary": "Accept-Encoding, Authorization",
    "Referrer-Policy": "no-referrer",  # a token may stand in the address
}
"""Headers of what only some may read: no cache gives it to another reader."""

CHALLENGE: Final[Mapping[str, str]] = {
    **PRIVATE,
    "Cache-Control": "private, no-store",
    "WWW-Authenticate": 'Basic realm="feeds", charset="UTF-8"',  # RFC 7617, 2 and 2.1
}
"""Headers of a refusal; the same whatever was asked for."""


Found = tuple[str, Served | Moved]
"""What stands at a path, and the path."""

Find = Callable[[str], Served | Moved | None]
"""Returns what stands at a decoded path below the site's address."""

LinkOf = Callable[[str], str | None]
"""Returns the `Link` header of the document at a path, where it has one."""


Aside = Callable[[web.BaseRequest, Sequence[str], Access], Awaitable[web.StreamResponse | None]]
"""Answers what is no document, by the request, its path with and without the site's own, and who may read what; None
where something else is asked for."""


def link_nowhere(_: str) -> None:
    """Return None: no document has a `Link` header."""


def make_app(
    documents: Documents,
    *,
    base_path: str = "/",
    access: Access | Callable[[], Access] = OPEN,
    is_ready: IsReady = always_ready,
    link_of: LinkOf = link_nowhere,
    asides: Sequence[Aside] = (),
) -> Application:
    """Return the application that answers the documents below `base_path`, and below `/`, for proxies may strip it.

    What a proxy says of the request (`X-Forwarded-*`) is not looked at. A function as `access` is asked at each
    request, so that what a reload protects is protected at once.
    """
    below, find = unquote(base_path), _finder(documents)  # the path as aiohttp gives those of requests

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        paths = _paths_below(request.path, below)
        current = access() if callable(access) else access
        found = _find(find, paths) if request.method in READING else None
        if found is not None and isinstance(found[1], Served):  # first, for that is what is asked all day
            return _answer(request, found, access=current, paths=paths, link_of=link_of)
        for aside in asides:
            if (beside := await aside(request, paths, current)) is not None:
                return beside
        if (settled := _settle(request, paths, below, is_ready)) is not None:
            return settled
        return _answer(request, found, access=current, paths=paths, link_of=link_of)

    return answer


def _settle(
    request: web.BaseRequest, paths: Sequence[str], below: str, is_ready: IsReady
) -> web.Response | None:
    """Return the answer to what asks for no document: another method, how the service is, the site without a slash."""
    if request.method not in READING:
        return refuse_method()
    if f"{request.path}/" == below:
        return _redirect(request, below.rsplit("/", 2)[1] + "/", {})
    return next(filter(None, (answer_health(path, is_ready) for path in paths)), None)


def _finder(documents: Documents) -> Find:
    """Return what finds a document in memory, or the page of a story on disk."""
    stories = StoryFiles()

    def find(path: str) -> Served | Moved | None:
        return documents.find(path) or stories.find(documents.public, path)

    return find


def _find(find: Find, paths: Sequence[str]) -> Found | None:
    for path in paths:
        if (found := find(path)) is not None:
            return path, found
    return None


def _answer(
    request: web.BaseRequest, found: Found | None, *, access: Access, paths: Sequence[str], link_of: LinkOf
) -> web.StreamResponse:
    # What is not there is judged as if it were: nobody without a key learns which is which.
    sections = found[1].sections if found and isinstance(found[1], Served) else ()
    asked = [found[0]] if found else paths
    judgements = [judge_request(request, access, path, sections) for path in asked]
    if Denied() in judgements:
        return challenge()
    private = PRIVATE if Granted() in judgements else {}
    match found:
        case path, Served() as served:
            return answer_document(request, served, private, link=link_of(path))
        case _, Moved(location):
            return _redirect(request, location, private)
        case _:
            return plain(404, "nothing is published at this address", **private)


def challenge() -> web.Response:
    """Return what somebody gets who may not read this, whether there is something to read or not."""
    return plain(401, "this is for subscribers: show your token, or your name and password", **CHALLENGE)


def _paths_below(path: str, base_path: str) -> list[str]:
    """Return the path below the public address, where it is there, and the path as it stands."""
    bare = path.removeprefix("/")
    return [path.removeprefix(base_path), bare] if path.startswith(base_path) else [bare]


def judge_request(
    request: web.BaseRequest, access: Access, path: str, sections: Sequence[str] = ()
) -> Judgement:
    """Return whether whoever asks may read a path; of a page that several sections show, these."""
    if not access.keys:
        return Public()
    shown = request.headers.get("Authorization")
    return judge(access, path, authorization=shown, token=request.query.get("token"), sections=sections)


def answer_document(
    request: web.BaseRequest, served: Served, private: Mapping[str, str], *, link: str | None = None
) -> web.StreamResponse:
    """Return a document as this client takes it: its coding, and nothing of what it has already."""
    accepted = ",".join(request.headers.getall("Accept-Encoding", ()))
    variant = take_variant(served, choose_coding(accepted, offered(served)))
    further = tuple({**private, "Link": link}.items()) if link else tuple(private.items())
    document = Document(served.media_type, served.last_modified, variant.etag, variant.coding, further)
    if served.status == OK and _is_unchanged(request, served, variant):
        return answer_with(request, known_head(document))
    media_type = opened_type(served.media_type, request.headers)
    if (delta := _find_delta(request, served)) is not None:
        base, content = delta
        return answer_with(request, delta_head(document, media_type, base), content)
    return answer_with(request, whole_head(document, media_type, served.status), variant.content)


def _find_delta(request: web.BaseRequest, served: Served) -> tuple[str, bytes] | None:
    """Return what is new since a version that the client has, with that version's ETag, if it wants to be told so."""
    if not wants_delta(",".join(request.headers.getall("A-IM", ()))):
        return None
    for known in request.if_none_match or ():
        base = known.value.removesuffix("-br").removesuffix("-gz")  # whatever coding it came in
        if base in served.bases:
            content = served.variants["identity"].content
            delta = make_delta(served.media_type, content, served.bases[base])
            return None if delta is None else (known.value, delta)
    return None


def _is_unchanged(request: web.BaseRequest, served: Served, variant: Variant) -> bool:
    """Return whether the client has these bytes: If-None-Match decides alone where it is sent (RFC 9110, 13.2.2)."""
    if (told := request.headers.get("If-None-Match")) is not None:
        if told == f'"{variant.etag}"':  # what nearly everybody sends, who polls
            return True
        known = request.if_none_match or ()
        return any(etag.value in {variant.etag, "*"} for etag in known)
    since = request.if_modified_since
    return since is not None and served.last_modified <= since


def _redirect(request: web.BaseRequest, location: str, headers: Mapping[str, str]) -> web.Response:
    """Return a permanent redirect to a place beside the request: right behind any proxy's path, never elsewhere."""
    query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
    return plain(301, "moved", **{**headers, "Location": f"./{quote(location)}{query}"})
