"""Subscribers of the running service, who ask for its feeds without pause and never get half of one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event, Thread
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PATHS = ("all/feed.json", "national/feed.json")
PAUSE_SECONDS = 0.01


@dataclass(slots=True)
class Readers:
    """What subscribers got so far."""

    feeds: int = 0
    violations: list[str] = field(default_factory=list)


@contextmanager
def open_readers(port: int) -> Iterator[Readers]:
    """Yield readers who ask until the end of the block."""
    readers, stop = Readers(), Event()
    thread = Thread(target=_read, args=(readers, port, stop))
    thread.start()
    try:
        yield readers
    finally:
        stop.set()
        thread.join()


def _read(readers: Readers, port: int, stop: Event) -> None:
    while not stop.wait(PAUSE_SECONDS):
        for path in PATHS:
            _read_one(readers, f"http://127.0.0.1:{port}/{path}")


def _read_one(readers: Readers, url: str) -> None:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
            content = answer.read()
    except HTTPError as error:
        readers.violations.append(f"{url} answered {error.code}")
        return
    except (URLError, HTTPException, OSError):
        return  # it was killed, or does not listen yet
    readers.feeds += 1
    try:
        json.loads(content)
    except ValueError:
        readers.violations.append(f"{url} gave half a feed")
