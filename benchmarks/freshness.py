"""How fresh polls are: real posting times replayed, at the same number of polls, under three ways to spread them.

    python benchmarks/freshness.py --folder CORPORA

The folder holds `dedup/reuters21578_items.jsonl.gz`, `feeds/real` and `feeds/sequences`; nothing of it is shipped.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.freshening.policies import EntryFrequency, Fixed, Learned, floors, with_as_many_polls
from benchmarks.freshening.postings import Posting, files, sequences, together, topics
from benchmarks.freshening.replay import Outcome, replay

CORPORA: dict[str, Callable[[Path], list[Posting]]] = {
    "Reuters by topic": topics,
    "feeds polled for months": sequences,
    "single feeds": files,
    "all of them as one service": together,
}
GRANTED = (0.5, 1.0, 2.0)
"""Polls an hour and source."""

GOAL = 0.6
"""The mean delay, as a part of that of the better of the two others."""


def main() -> int:
    """Replay, print, and return 1 where the goal is missed for all of them as one service."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    folder = parser.parse_args().folder
    met = [compare(name, load(folder)) for name, load in CORPORA.items()]
    for name, is_met in zip(CORPORA, met, strict=True):
        print(f"the goal, {GOAL} of the better, is {'met' if is_met else 'missed'}: {name}")
    return int(not met[-1])


def compare(name: str, postings: Sequence[Posting]) -> bool:
    """Print a table and return whether the goal is met in each of its rows."""
    by_rate, by_hour = floors(postings)
    total = sum(len(posting.posted) for posting in postings)
    print(f"\n{name}: {len(postings)} sources, {total} postings")
    print(f"floor with known rates {by_rate:.2f} of one interval, with the hour of day {by_hour:.2f}")
    print("minutes from posting to poll, mean and 90th percentile")
    print(
        "polls/hour/source    polls   one interval    Miniflux's rule        learned    of the better   of the interval"
    )
    met = [_row(postings, granted) for granted in GRANTED]
    return all(met)


def _row(postings: Sequence[Posting], granted: float) -> bool:
    ours = replay(postings, Learned(postings, granted * len(postings)))
    fixed = with_as_many_polls(
        postings, lambda often: Fixed(timedelta(hours=1) / often), ours.polls, low=0.01, high=12
    )
    rule = with_as_many_polls(
        postings, lambda factor: EntryFrequency(postings, factor), ours.polls, low=0.001, high=10_000
    )
    ratio = ours.mean / min(fixed.mean, rule.mean)
    print(
        f"{granted:17.1f} {ours.polls:8d}{_minutes(fixed)}{_minutes(rule)}   {_minutes(ours)}"
        f"{ratio:17.2f}{ours.mean / fixed.mean:18.2f}",
        flush=True,
    )
    return ratio <= GOAL


def _minutes(outcome: Outcome) -> str:
    return f"{outcome.mean / 60:8.1f}{outcome.tenth / 60:7.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
