"""What nobody meant to send, damaged at random: feeds and headers must be read, or give our error value.

    python3 dev.py fuzz [FOLDER ...] [--seconds 30 | --count 100000] [--seed 1]

The samples are damaged, or the files of other folders. A body that makes reading raise, or that takes longer than
the limit, is kept in benchmarks/out/ and named; the exit code is then 1, as it is when memory grows.
"""

import argparse
import hashlib
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aggregator.ingest.reading import Guide
from aggregator.ingest.understanding import read
from aggregator.model.poll import Body
from aggregator.model.source import Source
from benchmarks.fuzzing.damage import damage
from benchmarks.fuzzing.headers import answer, take_in, unpack

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "benchmarks" / "out"
NOW = datetime(2026, 1, 12, tzinfo=UTC)
SOURCE = Source(id="fuzz", url="https://fuzz.example/feed", section="national", timezone="America/Vancouver")
HANG_SECONDS = 20.0
"""Of CPU: what is no longer slow but hangs. A child is killed after three times as long."""
GROWTH_MEBIBYTES = 48.0
"""How much memory may grow between a tenth of the run and its end."""
WARM = 1000
"""Bodies after which memory is first looked at, or a tenth of the run."""

GUIDE = Guide()


class HangError(BaseException):
    """Reading a body went on beyond the limit; nothing that catches exceptions may catch it."""


@dataclass(slots=True)
class Tally:
    """What came of the bodies so far."""

    tried: int = 0
    broken: int = 0
    slowest_seconds: float = 0.0
    warm_mebibytes: float | None = None

    def line(self, seed: int) -> str:
        """Return it as it is printed."""
        grown = 0.0 if self.warm_mebibytes is None else memory_mebibytes() - self.warm_mebibytes
        return (
            f"{self.tried} damaged feeds and answers from seed {seed}: {self.broken} raised or hung; "
            f"the slowest took {self.slowest_seconds * 1000:.0f} ms of CPU; memory {memory_mebibytes():.0f} MiB, "
            f"peak {peak_mebibytes():.0f} MiB, grown by {grown:.0f} MiB"
        )

    @property
    def is_good(self) -> bool:
        """Return whether nothing raised, nothing hung, and memory stayed what it was."""
        grown = 0.0 if self.warm_mebibytes is None else memory_mebibytes() - self.warm_mebibytes
        return not self.broken and grown < GROWTH_MEBIBYTES


def main(arguments: list[str]) -> int:
    """Damage and read bodies until the time or the count is reached; return 1 if that went wrong."""
    options = _options(arguments)
    dice = random.Random(options.seed)
    samples = read_samples(options.folders or [ROOT / "samples"])
    tally = Tally()
    stop_at = time.monotonic() + options.seconds if options.count is None else None
    while (tally.tried < options.count) if stop_at is None else time.monotonic() < stop_at:
        try_one(damage(samples, dice), dice, tally)
        if tally.tried == min(WARM, (options.count or WARM) // 10):
            tally.warm_mebibytes = memory_mebibytes()
        if tally.tried % 10_000 == 0:
            print(tally.line(options.seed), flush=True)
    print(tally.line(options.seed))
    return 0 if tally.is_good else 1


def read_samples(folders: list[Path]) -> list[bytes]:
    """Return what the folders hold, without what is empty."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [content for path in paths if (content := path.read_bytes())]


def try_one(body: bytes, dice: random.Random, tally: Tally) -> None:
    """Read a body as a feed, and as what a server answers, and count what came of it."""
    response = answer(SOURCE.url, body, dice)
    types = response.values("Content-Type")
    feed = Body(url=SOURCE.url, content=body, media_type=types[0] if types else None)
    began = time.process_time()
    tally.broken += not survives(lambda: read(feed, SOURCE, guide=GUIDE, now=NOW), body)
    tally.broken += not survives(lambda: take_in(response, SOURCE, NOW), repr(response.headers).encode())
    tally.broken += not survives(lambda: unpack(body, dice), body)
    tally.slowest_seconds = max(tally.slowest_seconds, time.process_time() - began)
    tally.tried += 1


def survives(work: Callable[[], object], what: bytes) -> bool:
    """Return whether the work raised nothing and came to an end; what did not survive is kept."""
    try:
        with _limited(HANG_SECONDS):
            work()
    except (Exception, HangError):  # noqa: BLE001 - whatever is raised is what we look for
        traceback.print_exc()
        _keep(what)
        return False
    return True


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def interrupt(_number: int, _frame: object) -> None:
        raise HangError(f"it took more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def memory_mebibytes() -> float:
    """Return how much memory we hold now; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    pages = int(statm.read_text(encoding="ascii").split()[1]) if statm.exists() else 0
    return pages * resource.getpagesize() / 1024 / 1024


def peak_mebibytes() -> float:
    """Return how much memory we have held at the most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / 1024 if sys.platform == "darwin" else peak / 1024


def _keep(body: bytes) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"fuzz-{hashlib.sha256(body).hexdigest()[:12]}"
    path.write_bytes(body)
    print(f"kept as {path.relative_to(ROOT)}", flush=True)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py fuzz", description="Damage feeds and headers, and read them."
    )
    parser.add_argument("folders", nargs="*", type=Path, help="folders of feeds to damage (default: samples)")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long (default 30)")
    parser.add_argument("--count", type=int, help="how many, however long it takes")
    parser.add_argument("--seed", type=int, default=1, help="where the damage begins (default 1)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
