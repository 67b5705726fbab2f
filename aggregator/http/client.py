"""The one way out: polite, bounded requests to whatever server an operator names."""

import asyncio
import re
import socket
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from aggregator.config.proxies import Proxies
from aggregator.http.addresses import is_public
from aggregator.http.codings import OFFERED, Fault, decode
from aggregator.http.failures import BrokenOffError, PrivateAddressError, explain, explain_fault
from aggregator.http.messages import Request, Response, Unreachable
from aggregator.http.proxies import find_proxy
from aggregator.http.urls import Target, follow, read_target

MAX_REDIRECTS = 5
"""How often a poll is sent on to another place."""

_SUCCESSES = range(200, 300)
_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}

_TRAVELS = frozenset({"accept", "a-im", "if-none-match", "if-modified-since"})
"""The headers that another host may see: they hold nothing that was meant for the first one alone."""

_NO_PROXIES = Proxies()

_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # RFC 9110, 5.5: all but the tab

_MAX_HEADER_BYTES = 32 * 1024  # content security policies of news sites pass aiohttp's default of 8190
_MAX_HEADERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One request of the chain that redirects make."""

    request: Request
    target: Target
    headers: Mapping[str, str]
    moved_to: str | None = None
    is_permanent: bool = True
    """Whether every redirect up to here was."""


class Client:
    """Asks servers, with two sets of connections so that what one source may reach, no other one can."""

    def __init__(self, *, user_agent: str, proxies: Proxies = _NO_PROXIES) -> None:
        self._user_agent = user_agent
        self._proxies = proxies
        self._guarded: aiohttp.ClientSession
        self._unguarded: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._guarded = _open_session(self._user_agent, _open_public_socket)
        self._unguarded = _open_session(self._user_agent, _open_socket)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(self._guarded.close(), self._unguarded.close())

    async def get(self, request: Request) -> Response | Unreachable:
        """Return the server's answer, or why there is none; it never takes longer than the request allows."""
        deadline = asyncio.get_running_loop().time() + request.timeout_seconds
        step: _Hop | Response | Unreachable = _first_hop(request)
        for _ in range(MAX_REDIRECTS + 1):
            if not isinstance(step, _Hop):
                return step
            step = await self._take(step, deadline)
        if not isinstance(step, _Hop):
            return step
        return Unreachable(f"{step.target.host} sends us on more than {MAX_REDIRECTS} times; check the url")

    async def post(self, request: Request) -> Response | Unreachable:
        """Return how the server answers what it is sent, without the answer's body, or why it does not.

        A redirect is an answer like any other: what was meant for one server goes to no other.
        """
        deadline = asyncio.get_running_loop().time() + request.timeout_seconds
        hop = _first_hop(request)
        answer = await self._take(hop, deadline) if isinstance(hop, _Hop) else hop
        if isinstance(answer, _Hop):
            raise TypeError("a POST was sent on to another place")
        return answer

    async def _take(self, hop: _Hop, deadline: float) -> _Hop | Response | Unreachable:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._send(hop)
        except (TimeoutError, aiohttp.ClientError, OSError, UnicodeError) as error:
            return Unreachable(explain(error, hop.target.host, hop.request.timeout_seconds))

    async def _send(self, hop: _Hop) -> _Hop | Response | Unreachable:
        proxy = find_proxy(hop.target, self._proxies)
        if proxy is not None and not hop.request.allow_private:
            await _refuse_private(hop.target)
        async with self._open(hop, proxy) as answer:
            if hop.request.content is not None:
                return _describe(hop, answer)
            location = _find_location(answer)
            if location is not None:
                return _next_hop(hop, answer.status, location)
            return await _read(hop, answer)

    def _open(self, hop: _Hop, proxy: Target | None) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        is_free = hop.request.allow_private or proxy is not None  # a proxy of ours may be anywhere
        session = self._unguarded if is_free else self._guarded
        for_proxy = _headers_for(proxy, {}, name="Proxy-Authorization") if proxy else {}
        is_tunnel = hop.target.scheme == "https"
        return session.request(
            "GET" if hop.request.content is None else "POST",
            URL(hop.target.url, encoded=True),
            headers=hop.headers if is_tunnel else {**hop.headers, **for_proxy},
            data=hop.request.content,
            allow_redirects=False,
            proxy=None if proxy is None else URL(proxy.url, encoded=True),
            proxy_headers=for_proxy if is_tunnel else None,
        )


def _open_session(user_agent: str, open_socket: aiohttp.SocketFactoryType) -> aiohttp.ClientSession:
    # No connection is kept: sources rarely share a host, polls lie minutes apart, and a stale connection would
    # make aiohttp ask twice. The poll stage bounds how many run at a time, so the pool does not.
    connector = aiohttp.TCPConnector(
        force_close=True, limit=0, resolver=aiohttp.ThreadedResolver(), socket_factory=open_socket
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers={"User-Agent": user_agent, "Accept-Encoding": OFFERED},
        auto_decompress=False,  # http.codings does it
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # one deadline a poll, in Client.get
        max_line_size=_MAX_HEADER_BYTES,
        max_field_size=_MAX_HEADER_BYTES,
        max_headers=_MAX_HEADERS,
        middlewares=(_ask_once,),
    )


async def _ask_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    # aiohttp asks again when a connection breaks, even a new one; to the server that is a second poll.
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise BrokenOffError from error


def _open_socket(address: aiohttp.AddrInfoType) -> socket.socket:
    family, kind, protocol, _, _ = address
    return socket.socket(family=family, type=kind, proto=protocol)


def _open_public_socket(address: aiohttp.AddrInfoType) -> socket.socket:
    # Here and not in a resolver, because IP literals never reach a resolver.
    ip = str(address[4][0])
    if not is_public(ip):
        raise PrivateAddressError(ip)
    return _open_socket(address)


async def _refuse_private(target: Target) -> None:
    """Raise PrivateAddressError for what a proxy must not be asked for: it connects where we cannot look.

    A name that is not known here is the proxy's to judge: in some networks it alone knows the names of the internet.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(target.host.strip("[]"), target.port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return
    for *_, address in found:
        if not is_public(str(address[0])):
            raise PrivateAddressError(str(address[0]))


def _first_hop(request: Request) -> _Hop | Unreachable:
    target = read_target(request.url)
    if target is None:
        return Unreachable("the url is not an http(s) address with a host")
    if any(_CONTROLS.search(text) for pair in request.headers.items() for text in pair):
        return Unreachable(
            f"{target.host}: a header holds a line break or control character; check headers and secret"
        )
    hop = _Hop(request=request, target=target, headers=_headers_for(target, request.headers))
    known = read_target(request.sent_on_to) if request.sent_on_to else None
    return hop if known is None else replace(hop, target=known, headers=_headers_along(hop, known))


def _headers_for(
    target: Target, headers: Mapping[str, str], *, name: str = "Authorization"
) -> Mapping[str, str]:
    if target.authorization is None or any(each.lower() == name.lower() for each in headers):
        return headers
    return {**headers, name: target.authorization}


def _find_location(answer: aiohttp.ClientResponse) -> bytes | None:
    if answer.status not in _REDIRECTS:
        return None
    return next((value for name, value in answer.raw_headers if name.lower() == b"location"), None)


def _next_hop(hop: _Hop, status: int, location: bytes) -> _Hop | Unreachable:
    target = follow(hop.target, location)
    if target is None:
        return Unreachable(f"{hop.target.host} sends us to something that is not an http(s) address")
    is_permanent = hop.is_permanent and status in _PERMANENT
    return replace(
        hop,
        target=target,
        headers=_headers_along(hop, target),
        moved_to=target.url if is_permanent else hop.moved_to,
        is_permanent=is_permanent,
    )


def _headers_along(hop: _Hop, target: Target) -> Mapping[str, str]:
    """Return the headers that go along from one place to the next."""
    if target.takes_credentials_of(hop.target):
        return _headers_for(target, hop.headers)
    travelling = {name: value for name, value in hop.headers.items() if name.lower() in _TRAVELS}
    return _headers_for(target, travelling)


def _describe(hop: _Hop, answer: aiohttp.ClientResponse) -> Response:
    return Response(
        url=hop.target.url,
        status=answer.status,
        headers=tuple((_as_text(name), _as_text(value)) for name, value in answer.raw_headers),
        moved_to=hop.moved_to,
    )


async def _read(hop: _Hop, answer: aiohttp.ClientResponse) -> Response | Unreachable:
    response = _describe(hop, answer)
    if answer.status not in _SUCCESSES:
        return response
    coding = ", ".join(response.values("Content-Encoding"))
    raw = await _read_capped(answer, hop.request.max_bytes)
    body = await _decode(raw, coding, hop.request.max_bytes) if isinstance(raw, bytes) else raw
    if isinstance(body, Fault):
        return Unreachable(
            explain_fault(body, hop.target.host, coding=coding, max_bytes=hop.request.max_bytes)
        )
    return replace(response, body=body)


async def _decode(raw: bytes, coding: str, max_bytes: int) -> bytes | Fault:
    if not coding:
        return decode(raw, coding, max_bytes=max_bytes)
    # a few bytes may hold all that is allowed: that takes a while, in which others go on
    return await asyncio.to_thread(decode, raw, coding, max_bytes=max_bytes)


async def _read_capped(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes | Fault:
    if (answer.content_length or 0) > max_bytes:
        return Fault.TOO_LARGE
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            return Fault.TOO_LARGE
    return bytes(body)


def _as_text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
