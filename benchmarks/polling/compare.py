"""A thousand sources that have not changed: what a poll costs here and in `reader`, in the same run."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.polling.server import host_of

ROOT = Path(__file__).parents[2]
KINDS = {"tagged": "304 with ETag", "plain": "200, the same body"}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: all of it, from its start to its end."""

    seconds: float
    cpu_seconds: float
    peak_mebibytes: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two programs with a store of its own: the command that polls every source once."""

    name: str
    command: tuple[str, ...]


def measure_polling(*, sources: int, turns: int) -> None:
    """Fill both stores, let the sides poll in turns, and print the best turn of each."""
    print(f"polling: {sources} sources on loopback, none changed, best of {turns} turns, whole processes")
    with tempfile.TemporaryDirectory() as name, open_server(sources) as port:
        for kind, title in KINDS.items():
            loads = [_Load(Path(name) / f"{kind}-{count}", kind, count, port) for count in (sources, 1)]
            many, one = ([_best(column) for column in _take_turns(load, turns)] for load in loads)
            _print(title, many, one, sources)


@dataclass(frozen=True, slots=True)
class _Load:
    """So many sources of one kind, and where both sides keep their stores of them."""

    folder: Path
    kind: str
    sources: int
    port: int

    @property
    def urls(self) -> list[str]:
        return [
            f"http://{host_of(source)}:{self.port}/{self.kind}/{source}" for source in range(self.sources)
        ]


def _take_turns(load: _Load, turns: int) -> list[tuple[Cost, ...]]:
    """Return what each side's turns took, a tuple for each side."""
    load.folder.mkdir()
    sides = (_ours(load), _reader(load))
    for side in sides:
        _run(side)  # the first fill
    return [*zip(*([_poll(side, load) for side in sides] for _ in range(turns)), strict=True)]


@contextmanager
def open_server(sources: int, module: str = "benchmarks.polling.server") -> Iterator[int]:
    """Yield the port of a server of so many feeds, in a process of its own; `module` says which."""
    command = [sys.executable, "-m", module, str(sources)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def _ours(load: _Load) -> Side:
    config = load.folder / "config.toml"
    lines = [
        '[service]\ntitle = "Bench"\nbase_url = "http://bench.example/"\ncontact = "desk@example.org"',
        'database = "sqlite:///ours.db"\npublic = "public"\n[[sections]]\nid = "national"\ntitle = "National"',
    ]
    lines += [
        f'[[sources]]\nid = "s{source}"\nurl = "{url}"\nsection = "national"\nallow_private = true'
        for source, url in enumerate(load.urls)
    ]
    config.write_text("\n".join(lines), encoding="utf-8")
    return Side("aggregator", (sys.executable, "-m", "aggregator", "once", "--json", "--config", str(config)))


def _reader(load: _Load) -> Side:
    urls = load.folder / "urls.txt"
    urls.write_text("\n".join(load.urls), encoding="utf-8")
    peer = (sys.executable, "-m", "benchmarks.polling.peer", str(load.folder / "reader.db"), str(urls))
    return Side("reader", peer)


def _poll(side: Side, load: _Load) -> Cost:
    """Return what polling every source took, after seeing on the server that every source was polled."""
    wanted = f"{load.kind} {304 if load.kind == 'tagged' else 200}"
    before = _counts(load.port).get(wanted, 0)
    cost = _run(side)
    polled = _counts(load.port).get(wanted, 0) - before
    assert polled == load.sources, f"{side.name} sent {polled} requests for {load.sources} sources"
    return cost


def _counts(port: int) -> dict[str, int]:
    with urlopen(f"http://{host_of(0)}:{port}/counts", timeout=10) as answer:
        counts: dict[str, int] = json.loads(answer.read())
        return counts


def _run(side: Side) -> Cost:
    began = time.monotonic()
    process = subprocess.Popen(side.command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it is waited for here, not by Popen
    assert process.returncode == 0, f"{side.name} ended with {process.returncode}"
    return Cost(
        time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _RSS_UNITS_A_MEBIBYTE
    )


_RSS_UNITS_A_MEBIBYTE = 1024 * 1024 if sys.platform == "darwin" else 1024


def _best(costs: tuple[Cost, ...]) -> Cost:
    return Cost(
        seconds=min(cost.seconds for cost in costs),
        cpu_seconds=min(cost.cpu_seconds for cost in costs),
        peak_mebibytes=min(cost.peak_mebibytes for cost in costs),
    )


def _print(title: str, many: list[Cost], one: list[Cost], sources: int) -> None:
    """Print both sides; `further` is what each poll costs beyond a process that polls one source."""
    print(f"  {title:20} {'polls/s':>9} {'CPU ms/poll':>12} {'further':>9} {'peak MiB':>9}")
    figures = [_figures(*costs, sources) for costs in zip(many, one, strict=True)]
    ratios = tuple(ours / peer for ours, peer in zip(*figures, strict=True))
    for name, row in zip(("aggregator", "reader", "ratio"), (*figures, ratios), strict=True):
        digits = 2 if name == "ratio" else 0
        print(f"    {name:18} {row[0]:9.{digits}f} {row[1]:12.2f} {row[2]:9.2f} {row[3]:9.{digits}f}")


def _figures(many: Cost, one: Cost, sources: int) -> tuple[float, float, float, float]:
    further = (many.cpu_seconds - one.cpu_seconds) / max(1, sources - 1)
    cpu = many.cpu_seconds / sources
    return sources / many.seconds, cpu * 1000, further * 1000, many.peak_mebibytes
