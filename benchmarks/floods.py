"""Whether an ordinary busy day is ever held as a flood: real posting times replayed, hour by hour.

    python benchmarks/floods.py --folder CORPORA

The folder holds `dedup/reuters21578_items.jsonl.gz` and `feeds/sequences`; nothing of it is shipped. Single feed files
are left out: they show all of yesterday and a few pinned entries of last month, which no source ever brought so.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from aggregator.ingest.flood import FIRST_WEEK, busyness, note_arrivals
from aggregator.ingest.rhythm import begin, learn
from aggregator.model.item import Version
from aggregator.model.poll import ItemChange, NewVersion, SourceState
from benchmarks.freshening.postings import Posting, sequences, topics

HOUR = timedelta(hours=1)
SHOWN = 5


@dataclass(frozen=True, slots=True, order=True)
class Busiest:
    """The busiest moment of a source after its first week: what came, as a part of what would be held."""

    share: float
    source: str


def main() -> int:
    """Replay, print the busiest, and return 1 where anything would have been held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    folder = parser.parse_args().folder
    found = sorted(
        (busiest(posting) for postings in (topics(folder), sequences(folder)) for posting in postings),
        reverse=True,
    )
    print(f"{len(found)} sources; the busiest moments, as a part of what would be held as a flood")
    for each in found[:SHOWN]:
        print(f"{each.share:5.2f}  {each.source}")
    held = sum(each.share > 1 for each in found)
    print(f"{held} would have been held")
    return int(held > 0)


def busiest(posting: Posting) -> Busiest:
    """Return the busiest moment of a source that is polled each hour."""
    state = SourceState(
        source=posting.name,
        last_success_at=posting.since,
        rhythm=begin(posting.before, now=posting.since),
        arrivals=note_arrivals(None, (), now=posting.since),
    )
    now, most, waiting = posting.since, 0.0, list(posting.posted)
    while waiting:
        now += HOUR
        fresh = [moment for moment in waiting if moment <= now]
        del waiting[: len(fresh)]
        if now - posting.since >= FIRST_WEEK:
            most = max(most, busyness(len(fresh), state, now))
        state = _polled(state, fresh, now)
    return Busiest(most, posting.name)


def _polled(state: SourceState, fresh: Sequence[datetime], now: datetime) -> SourceState:
    changes = [
        ItemChange(
            guid=str(moment),
            versions=(
                NewVersion(
                    "",
                    "",
                    Version(title=""),
                ),
            ),
        )
        for moment in fresh
    ]
    return replace(
        state,
        last_success_at=now,
        rhythm=learn(state.rhythm, fresh, now=now) if state.rhythm and fresh else state.rhythm,
        arrivals=note_arrivals(state.arrivals, changes, now=now),
    )


if __name__ == "__main__":
    raise SystemExit(main())
