"""What reading costs: parsing and normalising the samples, against feedparser alone in the same run.

Both sides take turns on the same bodies, and the best round of each counts: the ratio can be compared
between machines, the milliseconds cannot.
"""

import html
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from aggregator.ingest.normalise import normalise
from aggregator.ingest.parse import parse
from aggregator.model.poll import Body, Parsed
from aggregator.model.source import Source

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 1, 12, tzinfo=UTC)
SOURCE = Source(
    id="bench", url="https://bench.example/feed", section="national", timezone="America/Vancouver"
)


def measure_reading(rounds: int) -> None:
    """Measure and print; the bodies are the samples that feedparser can read."""
    bodies = [path.read_bytes() for path in sorted((ROOT / "samples").rglob("*.xml"))]
    plain, ours = _best(rounds, [lambda: read_plainly(bodies), lambda: read(bodies)])
    entries = read(bodies)
    print(f"reading: {entries} entries in {len(bodies)} bodies, best of {rounds} rounds")
    print(f"  feedparser alone      {plain * 1000:8.1f} ms  {plain / entries * 1e6:7.0f} us an entry")
    print(f"  parse and normalise   {ours * 1000:8.1f} ms  {ours / entries * 1e6:7.0f} us an entry")
    print(f"  ratio                 {ours / plain:8.2f}")
    _measure_long_copy(rounds)


def _measure_long_copy(rounds: int) -> None:
    """Measure and print what normalising alone costs beside feedparser's parse, on wire copy of 3 kB an item."""
    body = _long_feed()
    parsed = parse(Body(url=SOURCE.url, content=body))
    assert isinstance(parsed, Parsed)
    plain, ours = _best(rounds, [lambda: read_plainly([body]), lambda: _normalise(parsed)])
    print(f"normalising: {len(parsed.entries)} items of 3 kB, best of {rounds} rounds")
    print(f"  feedparser alone      {plain / len(parsed.entries) * 1e6:7.0f} us an item")
    print(f"  normalise alone       {ours / len(parsed.entries) * 1e6:7.0f} us an item")
    print(f"  ratio                 {ours / plain:8.2f}")


def _long_feed() -> bytes:
    prose = "The port commission said on Tuesday that the quay would open in spring, and that the ferries would move."
    lines = [f"OTTAWA — {prose}", *(f"{prose} {number}" for number in range(25))]
    lines.append("<em>This report by The Canadian Press was first published Jan. 6, 2026.</em>")
    copy = html.escape("".join(f"<p>{line}</p>" for line in lines))
    items = "".join(
        f"<item><guid>{number}</guid><title>UPDATE 3-Quay opens</title><author>Jane Doe, The Canadian Press</author>"
        f"<link>https://bench.example/{number}</link><description>{copy}</description></item>"
        for number in range(30)
    )
    return f'<rss version="2.0"><channel><title>Bench</title>{items}</channel></rss>'.encode()


def _normalise(parsed: Parsed) -> int:
    return len([normalise(entry, SOURCE, NOW) for entry in parsed.entries])


def read(bodies: list[bytes]) -> int:
    """Parse and normalise the bodies and return how many entries they held."""
    count = 0
    for body in bodies:
        match parse(Body(url=SOURCE.url, content=body)):
            case Parsed(entries=entries):
                count += len([normalise(entry, SOURCE, NOW) for entry in entries])
            case failed:
                raise AssertionError(failed)
    return count


def read_plainly(bodies: list[bytes]) -> int:
    """Read the bodies with feedparser as it comes and return how many entries they held."""
    return sum(len(feedparser.parse(io.BytesIO(body)).entries) for body in bodies)


def _best(rounds: int, sides: list[Callable[[], int]]) -> list[float]:
    """Return each side's best time in seconds; the sides take turns, so that both meet the same disturbances."""
    times = [[_seconds(side) for side in sides] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _seconds(side: Callable[[], int]) -> float:
    began = time.perf_counter()
    side()
    return time.perf_counter() - began
