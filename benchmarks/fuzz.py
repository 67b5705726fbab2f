"""Bodies that nobody meant to send: the samples, damaged at random, must parse or give our error value.

    python3 dev.py fuzz [--seconds 30] [--seed 1]

A body that makes parsing or normalising raise is kept in benchmarks/out/ and named; the exit code is then 1.
"""

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aggregator.ingest.normalise import normalise
from aggregator.ingest.parse import parse
from aggregator.model.poll import Body, Parsed
from aggregator.model.source import Source

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "benchmarks" / "out"
NOW = datetime(2026, 1, 12, tzinfo=UTC)
SOURCE = Source(id="fuzz", url="https://fuzz.example/feed", section="national", timezone="America/Vancouver")
SPLINTERS = (
    *(b"<![CDATA[", b"]]>", b"<!--", b"<item>", b"</entry>", b"</div></div>", b"<title>KILL"),
    *(b"&#0;", b"&#x110000;", b"&amp;amp;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;"),
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae"),
    *(b'"items":', b"null", b"[[[[", b'{"', b"99999999999999999999", b"-1"),
    *(b"30 Feb 2026 25:61 XYZ", b"http://[::1", b"javascript:"),
)
"""What has broken readers of feeds before: unclosed sections, impossible characters, dates, addresses, numbers."""

Mutation = Callable[[bytes, bytes, random.Random], bytes]


def cut(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body without a piece of it."""
    start, end = _span(body, dice)
    return body[:start] + body[end:]


def repeat(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body with a piece of it several times."""
    start, end = _span(body, dice)
    return body[:start] + body[start:end] * dice.randint(2, 9) + body[end:]


def splice(body: bytes, other: bytes, dice: random.Random) -> bytes:
    """Return the body with a piece of another in place of a piece of its own."""
    start, end = _span(body, dice)
    first, last = _span(other, dice)
    return body[:start] + other[first:last] + body[end:]


def strike(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body with a splinter stuck into it."""
    start, end = _span(body, dice)
    return body[:start] + dice.choice(SPLINTERS) + body[dice.choice((start, end)) :]


def flip(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body with a few bytes changed."""
    changed = bytearray(body)
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


MUTATIONS: tuple[Mutation, ...] = (cut, repeat, splice, strike, flip)


def main(arguments: list[str]) -> int:
    """Damage and read bodies until the time is over; return 1 if one of them raised."""
    options = _options(arguments)
    dice = random.Random(options.seed)
    samples = [path.read_bytes() for path in sorted((ROOT / "samples").rglob("*")) if path.is_file()]
    stop_at = time.monotonic() + options.seconds
    tried, slowest, broken = 0, 0.0, 0
    while time.monotonic() < stop_at:
        body = damage(samples, dice)
        began = time.perf_counter()
        broken += not survives(body)
        slowest = max(slowest, time.perf_counter() - began)
        tried += 1
    print(
        f"{tried} damaged bodies from seed {options.seed}: {broken} raised; the slowest took {slowest * 1000:.0f} ms"
    )
    return 1 if broken else 0


def damage(samples: list[bytes], dice: random.Random) -> bytes:
    """Return one of the samples after one to four mutations."""
    body = dice.choice(samples)
    for _ in range(dice.randint(1, 4)):
        body = dice.choice(MUTATIONS)(body, dice.choice(samples), dice) or b" "
    return body


def survives(body: bytes) -> bool:
    """Parse and normalise a body and return whether that raised nothing; a body that raised is kept."""
    try:
        parsed = parse(Body(url=SOURCE.url, content=body))
        if isinstance(parsed, Parsed):
            for entry in parsed.entries:
                normalise(entry, SOURCE, NOW)
    except Exception:  # noqa: BLE001 - whatever is raised is what we look for
        traceback.print_exc()
        _keep(body)
        return False
    return True


def _keep(body: bytes) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"fuzz-{hashlib.sha256(body).hexdigest()[:12]}"
    path.write_bytes(body)
    print(f"kept as {path.relative_to(ROOT)}", flush=True)


def _span(body: bytes, dice: random.Random) -> tuple[int, int]:
    """Return a place in the body, mostly a short one."""
    start = dice.randrange(len(body))
    return start, min(len(body), start + int(dice.expovariate(1 / 60)) + 1)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description="Damage the samples and read them.")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long (default 30)")
    parser.add_argument("--seed", type=int, default=1, help="where the damage begins (default 1)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
