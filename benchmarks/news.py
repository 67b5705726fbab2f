"""What it costs to read a feed in which little is new, beside reading all of it."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

from aggregator.ingest.reading import Guide, Reading
from aggregator.ingest.unchanged import find_rest, holds, lay_out, remember
from aggregator.ingest.understanding import read
from aggregator.model.poll import Body, Remembered
from aggregator.model.source import Source

ENTRIES = 30
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
NOW = datetime(2026, 1, 12, tzinfo=UTC)
SOURCE = Source(id="bench", url="http://bench.example/feed", section="national")
GUIDE = Guide()
NEW = (0, 1, 3, 10)
"""How many entries are new."""


@dataclass(frozen=True, slots=True)
class Case:
    """A body in which some entries are new, and what is known of the one before."""

    body: Body
    known: Remembered | None


def measure_news(rounds: int) -> None:
    """Print what one reading takes, whole and in part, the best of some rounds."""
    print(f"reading what is new: a feed of {ENTRIES} entries of 60 words, best of {rounds} rounds, CPU ms")
    print(f"    {'new':>4} {'whole':>8} {'in part':>8} {'ratio':>7}")
    for new in NEW:
        case = Case(feed(first=new), read_news(Case(feed(first=0), None)))
        whole = _best(rounds, partial(read_whole, case.body))
        part = _best(rounds, partial(read_news, case))
        print(f"    {new:4} {whole * 1000:8.2f} {part * 1000:8.2f} {part / whole:7.3f}")


def feed(first: int) -> Body:
    """Return the feed when so many entries have come since the beginning; the newest stands first."""
    entries = "".join(_entry(number) for number in reversed(range(first, first + ENTRIES)))
    clock = format_datetime(FIRST + timedelta(hours=first))
    head = f"<title>Outlet</title><link>http://bench.example/</link><lastBuildDate>{clock}</lastBuildDate>"
    content = f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'
    return Body(url=SOURCE.url, content=content.encode(), media_type="application/rss+xml")


def read_whole(body: Body) -> Reading:
    """Return what the body holds."""
    return read(body, SOURCE, guide=GUIDE, now=NOW)


def read_news(case: Case) -> Remembered | None:
    """Read what is new as a poll does, and return what the next poll would be told."""
    sheet = lay_out(case.body, None, case.known)
    assert sheet is not None
    rest = find_rest(sheet, case.known, ())
    if rest is None:
        return remember(sheet, read_whole(case.body))
    reading = read_whole(rest.bodies[0]) if rest.bodies else Reading()
    assert holds(rest, reading)
    return remember(sheet, reading, rest)


def _entry(number: int) -> str:
    words = hashlib.sha512(str(number).encode()).hexdigest()
    text = " ".join(words[at : at + 6] for at in range(0, 120, 2))
    date = format_datetime(FIRST + timedelta(minutes=number))
    return (
        f"<item><title>{words[:40]}</title><link>http://bench.example/{number}</link><guid>{number}</guid>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
    )


def _best(rounds: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)
