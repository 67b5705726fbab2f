"""A service that survives: the real program polls a changing world and is killed with SIGKILL at random points.

    python3 dev.py soak [--minutes 5 | --seconds S | --kills N] [--seed 1] [--folder DIR]

After every kill, and at the end, nothing may be lost, doubled, half written or invented. It ends at the
first violation with exit code 1, and the folder with the store, the files and the log is kept.
"""

import argparse
import random
import shutil
import sys
import time
from pathlib import Path

from benchmarks.soaking.campaign import Campaign, Figures
from benchmarks.soaking.outlets import open_outlets
from benchmarks.soaking.service import install
from benchmarks.soaking.world import World

OUT = Path(__file__).parent / "out"
SHOWN = 20
"""Violations that are printed: the first ones say what is wrong."""
FIRST_DAY = 60
"""Events before the first poll: feeds that are not empty."""


def main(arguments: list[str]) -> int:
    """Soak for as long as was asked, print the figures, and return 1 if anything was violated."""
    options = _options(arguments)
    folder = options.folder or OUT / f"soak-{options.seed}"
    shutil.rmtree(folder, ignore_errors=True)
    world = World(random.Random(options.seed))
    world.happen(FIRST_DAY)
    with open_outlets(world, random.Random(f"faults {options.seed}")) as outlets:
        service = install(folder, outlets.url)
        campaign = Campaign(service, outlets, random.Random(f"kills {options.seed}"))
        began = time.monotonic()
        seconds = options.seconds or (None if options.kills else options.minutes * 60)
        campaign.fight(_tell, kills=options.kills, until=began + seconds if seconds else None)
    _print(campaign.figures, options.seed, seconds=time.monotonic() - began)
    for violation in campaign.violations[:SHOWN]:
        print(f"VIOLATION  {violation}")
    if campaign.violations:
        print(f"{len(campaign.violations)} violations")
        print(f"the evidence is kept in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _tell(figures: Figures) -> None:
    if sys.stderr.isatty():
        print(f"\r{figures.kills} kills, {figures.items} items ", end="", file=sys.stderr, flush=True)


def _print(figures: Figures, seed: int, *, seconds: float) -> None:
    stages = ", ".join(f"{count} {stage}" for stage, count in sorted(figures.stages.items()))
    print(f"soak from seed {seed}, {seconds:.0f} s")
    print(f"  kills      {figures.kills} ({stages or 'none'})")
    print(f"  rounds     {figures.rounds} whole ones between them, each checked in full")
    print(f"  polls      {figures.polls}")
    print(f"  store      {figures.items} items in {figures.versions} versions are {figures.stories} stories")
    print(f"  readers    {figures.feeds_read} feeds read from the running service")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py soak", description="Kill the service and see that it survives."
    )
    parser.add_argument("--minutes", type=float, default=5.0, help="how long (default 5)")
    parser.add_argument("--seconds", type=float, help="how long, in seconds")
    parser.add_argument("--kills", type=int, help="how often, however long that takes")
    parser.add_argument("--seed", type=int, default=1, help="where the world and the kills begin (default 1)")
    parser.add_argument("--folder", type=Path, help="where the installation is made")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
