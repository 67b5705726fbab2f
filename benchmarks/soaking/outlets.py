"""The world's outlets on the loopback: real HTTP, the faults of real servers, a record of all that went out."""

import hashlib
import random
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from benchmarks.soaking.world import JSON_FEEDS, SOURCES, Carriage, World, body_of


class Fault(Enum):
    """What may go wrong with an answer."""

    NONE = "none"
    SLOW = "slow"
    ERROR = "error"
    TRUNCATED = "truncated"
    NO_FEED = "no feed"
    RESET = "reset"


FAULTS = (*Fault,)
WEIGHTS = (80, 8, 4, 3, 2, 3)


@dataclass(frozen=True, slots=True)
class Edition:
    """A feed as it stood at one time."""

    source: str
    body: bytes
    entries: tuple[Carriage, ...]

    @property
    def etag(self) -> str:
        """The validator that it is served with."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(slots=True)
class Traffic:
    """What was asked and answered since it was last begun anew; times are monotonic seconds."""

    first_at: float | None = None
    last_at: float | None = None
    asked: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    whole: list[Edition] = field(default_factory=list)
    """Editions that went out whole, with 200 or as a 304 about them."""

    @property
    def is_over(self) -> bool:
        """Whether every source was asked, and has its answer."""
        return self.answered >= set(SOURCES)


@dataclass(slots=True)
class Outlets:
    """The servers of the world's outlets, one address for all; `url` says where."""

    world: World
    dice: random.Random
    port: int = 0
    is_calm: bool = False
    """Whether nothing goes wrong for now."""
    traffic: Traffic = field(default_factory=Traffic)
    echoed: list[Edition] = field(default_factory=list)
    """Editions whose validator came back: the client says that it has kept them."""
    polls: int = 0
    _editions: dict[str, Edition] = field(default_factory=dict)
    _past: dict[tuple[str, str], Edition] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def url(self, source: str) -> str:
        """Return where a source's feed is."""
        return f"http://127.0.0.1:{self.port}/{source}"

    def go_to_press(self) -> None:
        """Serve the world as it is now."""
        with self._lock:
            for source in SOURCES:
                edition = Edition(source, body_of(self.world, source), self.world.feeds[source])
                self._editions[source] = self._past[source, edition.etag] = edition

    def begin(self) -> None:
        """Begin the record of traffic anew."""
        with self._lock:
            self.traffic, self.echoed = Traffic(), []

    @property
    def editions(self) -> tuple[Edition, ...]:
        """What is served now."""
        return tuple(self._editions.values())

    def ask(self, source: str, validator: str | None) -> tuple[Edition, Fault]:
        """Note a request and return what it is answered with, and what goes wrong."""
        with self._lock:
            self.polls += 1
            self.traffic.first_at = self.traffic.first_at or time.monotonic()
            self.traffic.asked.add(source)
            if validator is not None and (source, validator) in self._past:
                self.echoed.append(self._past[source, validator])
            fault = Fault.NONE if self.is_calm else self.dice.choices(FAULTS, WEIGHTS)[0]
            return self._editions[source], fault

    def answered(self, edition: Edition, *, whole: bool) -> None:
        """Note that an answer has gone out."""
        with self._lock:
            self.traffic.last_at = time.monotonic()
            self.traffic.answered.add(edition.source)
            if whole:
                self.traffic.whole.append(edition)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"

    def __init__(self, outlets: Outlets, *arguments: object) -> None:
        self._outlets = outlets
        super().__init__(*arguments)  # type: ignore[arg-type]

    def handle(self) -> None:
        """Answer requests until the connection ends, which a killed client does as it likes."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """Answer one request, perhaps badly."""
        edition, fault = self._outlets.ask(self.path.strip("/"), self.headers.get("If-None-Match"))
        whole = False
        try:
            whole = self._answer(edition, fault)
        except OSError:
            self.close_connection = True  # the client was killed: that is what this is for
        self._outlets.answered(edition, whole=whole)

    def _answer(self, edition: Edition, fault: Fault) -> bool:
        match fault:
            case Fault.ERROR:
                self._send(503, b"try later", edition)
            case Fault.NO_FEED:
                self._send(200, b"<!DOCTYPE html><title>Maintenance</title><p>Back soon.", edition)
            case Fault.TRUNCATED:
                self._send(200, edition.body, edition, cut_at=len(edition.body) // 2)
            case Fault.RESET:
                self._reset()
            case Fault.SLOW | Fault.NONE:
                time.sleep(self._outlets.dice.uniform(0.05, 0.3) if fault is Fault.SLOW else 0)
                is_known = self.headers.get("If-None-Match") == edition.etag
                self._send(304 if is_known else 200, b"" if is_known else edition.body, edition)
                return True
        return False

    def _send(self, status: int, body: bytes, edition: Edition, *, cut_at: int | None = None) -> None:
        is_feed = body == edition.body or status == 304
        kind = "application/feed+json" if edition.source in JSON_FEEDS else "application/rss+xml"
        self.send_response(status)
        if is_feed and cut_at is None:
            self.send_header("ETag", edition.etag)
        self.send_header("Content-Type", kind if is_feed else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut_at])
        self.close_connection = cut_at is not None

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def open_outlets(world: World, dice: random.Random) -> Iterator[Outlets]:
    """Yield the outlets of a world, listening on a free port of the loopback."""
    outlets = Outlets(world, dice)
    outlets.go_to_press()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, outlets))
    server.daemon_threads = True
    outlets.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield outlets
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
