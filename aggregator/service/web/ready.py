"""Answers whose head stands ready as bytes: those who poll are told the same a thousand times over.

`web.Response` makes each head anew, which takes longer than everything that we decide about an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from aiohttp import HttpVersion11, web

from aggregator.service.clock import system_clock


@dataclass(frozen=True, slots=True)
class Head:
    """The status and the headers of an answer, all but those of the moment."""

    status: int
    headers: Mapping[str, str]
    lines: bytes
    """The same as they go over the wire."""


def make_head(status: int, headers: Mapping[str, str]) -> Head:
    """Return the head of answers; raises ValueError where a header would hold another line."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{n}: {v}" for n, v in headers.items())]
    if any(ord(sign) < ord(" ") for line in lines for sign in line):
        raise ValueError("a header holds a control character")
    return Head(status, headers, "".join(f"{line}\r\n" for line in lines).encode())


class Ready(web.StreamResponse):
    """An answer to a client that keeps its connection, written at once.

    It inherits, against our custom: a `StreamResponse` is what aiohttp's server asks to write itself.
    """

    def __init__(self, head: Head, content: bytes | None) -> None:
        super().__init__(status=head.status)
        self._head = head
        self._content = content

    @property
    def keep_alive(self) -> bool:
        """Return that the connection stays: others are answered by `web.Response`."""
        return True

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write the answer; raises ConnectionResetError where the client has gone."""
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client has gone")
        parts = [self._head.lines, _date_line(int(system_clock().timestamp()))]
        if self._content is None:
            parts.append(b"\r\n")
        else:
            parts.append(b"Content-Length: %d\r\n\r\n" % len(self._content))
            if request.method != "HEAD":
                parts.append(self._content)
        transport.writelines(parts)
        await request.writer.drain()  # a client that asks and does not read fills no memory

    async def write_eof(self, data: bytes = b"") -> None:
        """Do nothing: all of it is written."""


def answer_with(request: web.BaseRequest, head: Head, content: bytes | None = None) -> web.StreamResponse:
    """Return the answer with this head; None as content is for answers that have none, such as a 304."""
    if request.version == HttpVersion11 and request.keep_alive:
        return Ready(head, content)
    return web.Response(status=head.status, headers=head.headers, body=content)


@lru_cache(maxsize=1)
def _date_line(second: int) -> bytes:
    return f"Date: {formatdate(second, usegmt=True)}\r\n".encode()
