"""Our side: one round of everything as `aggregator once` plays it, with a watch on the event loop.

    python -m benchmarks.polling.round CONFIG

It prints how late the event loop came back, in milliseconds: the most, and the 99.9th percentile of the time.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from aggregator.cli.heap import keep_all, share_one
from aggregator.service.loading import loading

with loading():  # as every command is loaded
    from aggregator.config.load import load
    from aggregator.service.installation import Installation, open_installation
    from aggregator.service.loop import run_on_loop
    from aggregator.service.round import play_round

TICK_SECONDS = 0.005
"""A stall that is shorter cannot be seen."""


def main(config: Path) -> int:
    """Play the round and return 0."""
    with loading():
        settings = load(config, {})
    share_one()
    with open_installation(settings, command="bench") as installation:
        late = run_on_loop(_play(installation))
    print(json.dumps({"worst_ms": 1000 * max(late), "p999_ms": 1000 * percentile(late, 0.999)}))
    keep_all()  # as every command ends
    return 0


async def _play(installation: Installation) -> list[float]:
    late: list[float] = []
    watch = asyncio.create_task(_watch(late))
    report = await play_round(installation, due_only=False, tell=lambda _: None)
    watch.cancel()
    problems = [problem for poll in report.polls for problem in poll.problems]
    assert not problems, problems[0]
    return late or [0.0]


async def _watch(late: list[float]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + TICK_SECONDS
        await asyncio.sleep(TICK_SECONDS)
        stall = max(loop.time() - due, 0.0)
        # whoever had come at any tick of the stall would have waited for the rest of it
        late += [stall - skipped * TICK_SECONDS for skipped in range(int(stall / TICK_SECONDS) + 1)]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share of them stays below."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
