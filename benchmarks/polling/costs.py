"""What feeds cost that have not changed, that have one new entry, that are all new: here and in what does the same.

Ours matches and publishes what it polls; the others store it, or write mails. Everybody polls the same feeds, in turn.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.polling.compare import open_server
from benchmarks.polling.moving import ENTRIES
from benchmarks.polling.server import host_of
from benchmarks.polling.sides import SIDES, Absent, Side

ROOT = Path(__file__).parents[2]
MOST_STALL_MS = 50
MOST_MEBIBYTES = 150 * 1000 * 1000 / 1024**2
_RSS_UNITS_A_MEBIBYTE = 1024 * 1024 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Scene:
    """What has happened to every feed since the last poll."""

    name: str
    moves: int = 0
    """Entries that are new in each feed."""
    is_forgetful: bool = False
    """Whether the servers answer 200 though nothing has changed."""
    is_repeated: bool = False


SCENES = (
    Scene("first fill"),
    Scene("unchanged, 304", is_repeated=True),
    Scene("unchanged, 200", is_forgetful=True, is_repeated=True),
    Scene("one new each", moves=1),
    Scene("all new", moves=ENTRIES),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took, its children included: all of it, from its start to its end."""

    seconds: float
    cpu_seconds: float
    peak_mebibytes: float
    said: str = ""


def measure_costs(*, sources: int, turns: int) -> None:
    """Let every side go through the scenes, and print a table and how the goals are met."""
    print(
        f"costs: {sources} feeds x {ENTRIES} entries on loopback; CPU s | wall s | peak MiB, whole processes"
    )
    with tempfile.TemporaryDirectory() as name, open_server(sources, "benchmarks.polling.moving") as port:
        urls = [f"http://{host_of(source)}:{port}/feed/{source}" for source in range(sources)]
        sides = list(_prepare(Path(name), urls))
        print(f"  {'':16}" + "".join(f"{side.name:>24}" for side in sides))
        table = {scene.name: _play(scene, sides, turns, port=port, sources=sources) for scene in SCENES}
    _tell_goals(table, sides)


def _prepare(folder: Path, urls: Sequence[str]) -> Iterator[Side]:
    for make in SIDES:
        own = folder / make.__name__
        own.mkdir()
        match make(own, urls):
            case Absent(name, remedy):
                print(f"  {name} is not here: {remedy}")
            case side:
                yield side


def _play(scene: Scene, sides: Sequence[Side], turns: int, *, port: int, sources: int) -> dict[str, Cost]:
    _tell_server(port, f"move/{scene.moves}")
    _tell_server(port, f"forget/{int(scene.is_forgetful)}")
    costs: dict[str, Cost] = {}
    for side in sides:
        runs = [_run(side, port, sources) for _ in range(turns if scene.is_repeated else 1)]
        costs[side.name] = min(runs, key=lambda cost: cost.cpu_seconds)
    cells = (
        f"{each.cpu_seconds:8.2f} |{each.seconds:6.1f} |{each.peak_mebibytes:5.0f}" for each in costs.values()
    )
    print(f"  {scene.name:16}" + "".join(f"{cell:>24}" for cell in cells), flush=True)
    return costs


def _tell_goals(table: dict[str, dict[str, Cost]], sides: Sequence[Side]) -> None:
    ours, *peers = [side.name for side in sides]
    pythons = [side.name for side in sides if side.is_python and side.name != ours]
    for scene, names, most in (
        ("unchanged, 304", peers, 0.6),
        ("one new each", peers, 0.2),
        ("all new", pythons, 1.0),
    ):
        best = min(names, key=lambda name: table[scene][name].cpu_seconds, default=None)
        if best is not None:
            ratio = table[scene][ours].cpu_seconds / table[scene][best].cpu_seconds
            print(f"  {scene}: {ratio:.2f} of {best}, {_verdict(ratio, most)}")
    peak = max(scene[ours].peak_mebibytes for scene in table.values())
    print(f"  peak memory: {peak:.0f} MiB, {_verdict(peak, MOST_MEBIBYTES)}")
    stall = json.loads(table["all new"][ours].said)
    worst, usual = stall["worst_ms"], stall["p999_ms"]
    told = f"worst stall {worst:.0f} ms, 99.9th percentile {usual:.0f} ms"
    print(f"  event loop while all are new: {told}, {_verdict(usual, MOST_STALL_MS)}")


def _verdict(value: float, most: float) -> str:
    return f"goal {most:g}: {'met' if value <= most else 'missed'}"


def _run(side: Side, port: int, sources: int) -> Cost:
    """Return what polling every source took, after seeing on the server that every source was polled."""
    before, began = _tell_server(port, "counts"), time.monotonic()
    process = subprocess.Popen(
        side.command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=side.environment or None,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it is waited for here, not by Popen
    assert process.returncode == 0, f"{side.name} ended with {process.returncode}"
    polled = sum(_tell_server(port, "counts").values()) - sum(before.values())
    assert polled == sources, f"{side.name} sent {polled} requests for {sources} sources"
    peak = usage.ru_maxrss / _RSS_UNITS_A_MEBIBYTE
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, peak, said)


def _tell_server(port: int, what: str) -> dict[str, int]:
    with urlopen(f"http://{host_of(0)}:{port}/{what}", timeout=10) as answer:
        counts: dict[str, int] = json.loads(answer.read())
        return counts
