"""A day of many sources at their natural rhythm, in simulated time: polls, lateness, memory, CPU.

    python benchmarks/natural_day.py [--sources 10000] [--hours 24] [--polls-per-hour N]

Everything is real but the servers and the clock: what is due is asked of an SQLite store each simulated second, paced,
and committed with its items, its rhythm and its next poll. Fetching and parsing are what `dev.py bench` measures.
"""

import argparse
import math
import random
import resource
import tempfile
import time
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from aggregator.database.engine import open_database
from aggregator.database.polls import PollCommit, Polls
from aggregator.ingest.budget import find_price
from aggregator.ingest.lesson import Lesson, settle
from aggregator.model.item import Version
from aggregator.model.poll import Fetched, ItemChange, KnownItem, NewVersion, NotModified, SourceState
from aggregator.model.source import Source
from aggregator.service.pacing import Pace
from aggregator.service.ticks import REPRICE_SECONDS

BEGIN = datetime(2026, 1, 12, tzinfo=UTC)
SHOWN = 30
"""Entries that a feed shows."""

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(slots=True)
class Day:
    """What has happened so far."""

    polls: int = 0
    busiest: int = 0
    lateness: list[float] = field(default_factory=list)
    """Seconds from when each poll was due, first polls apart."""
    delays: list[float] = field(default_factory=list)
    """Seconds from posting to poll, of what was posted during the day."""


@dataclass(frozen=True, slots=True)
class World:
    """The sources, what each has posted and will post, and the store that they are polled into."""

    sources: Mapping[str, Source]
    posted: Mapping[str, Sequence[datetime]]
    polls: Polls
    day: Day = field(default_factory=Day)

    def poll(self, source: Source, state: SourceState, price: float, now: datetime) -> PollCommit:
        """Return what a poll brings, as the poll stage would commit it."""
        self.day.polls += 1
        if state.next_poll_at is not None:
            self.day.lateness.append((now - state.next_poll_at) / _SECOND)
        posted = self.posted[source.id]
        since = state.last_poll_at or now - 999 * _DAY
        found = posted[bisect_right(posted, since) : bisect_right(posted, now)][-SHOWN:]
        self.day.delays += [(now - moment) / _SECOND for moment in found if moment > BEGIN]
        lesson = Lesson(
            outcome=Fetched(bodies=()) if found else NotModified(),
            manners=None,
            published=tuple(found) or None,
        )
        polled = replace(state, url=source.url, last_poll_at=now, last_success_at=now)
        return PollCommit(
            state=polled,
            guids=[moment.isoformat() for moment in found],
            plan=partial(_all_new, found),
            settle=partial(settle, source, lesson, price=price, now=now),
        )


def main() -> None:
    """Run the day and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--polls-per-hour", type=int)
    asked = parser.parse_args()
    chance = random.Random(1)
    sources = [
        Source(id=f"s{each}", url=f"https://{each % (asked.sources // 2)}.example/{each}")
        for each in range(asked.sources)
    ]
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'store.db'}", now=BEGIN, new_uuid=uuid4)
        world = World(
            {source.id: source for source in sources},
            {source.id: _postings(chance) for source in sources},
            Polls(database),
        )
        world.polls.register({source.id: source.url for source in sources})
        began, before = time.process_time(), _peak_megabytes()
        live(world, hours=asked.hours, polls_per_hour=asked.polls_per_hour)
        _tell(world.day, asked.hours, cpu=time.process_time() - began, before=before)
        database.close()


def live(world: World, *, hours: float, polls_per_hour: int | None) -> None:
    """Let the hours pass, second by second."""
    sources, price = tuple(world.sources.values()), 0.0
    pace = Pace().adapted(sources, polls_per_hour, 0.0)
    for second in range(int(hours * 3600)):
        now = BEGIN + second * _SECOND
        if pace.purse and second % REPRICE_SECONDS == 0:
            granted = pace.purse.filled(second).spendable_per_hour
            price = find_price(sources, world.polls.states(), granted, now=now)
        due = [(world.sources[state.source], state) for state in world.polls.due(now=now)]
        chosen, pace = pace.choose(due, float(second))
        if chosen:
            world.polls.commit_all([world.poll(source, state, price, now) for source, state in chosen])
            world.day.busiest = max(world.day.busiest, len(chosen))


def _postings(chance: random.Random) -> list[datetime]:
    """Return when a source posts: a few a day, some far more, most of them by day, fewer at the weekend."""
    daily = min(math.exp(chance.gauss(math.log(3), 1.6)), 300)
    noon = chance.gauss(14, 5)
    moment, end = BEGIN - 56 * _DAY, BEGIN + _DAY
    posted = []
    while (moment := moment + _DAY * chance.expovariate(daily * 2)) < end:
        by_day = (1 + math.cos((moment.hour + moment.minute / 60 - noon) / 12 * math.pi)) / 2
        if chance.random() < by_day * (0.4 if moment.weekday() > 4 else 1):
            posted.append(moment)
    return posted


def _all_new(found: Sequence[datetime], _known: Mapping[str, Sequence[KnownItem]]) -> list[ItemChange]:
    return [
        ItemChange(guid=name, versions=(NewVersion(name, name, Version(title=name, published=moment)),))
        for moment in found
        for name in [moment.isoformat()]
    ]


def _tell(day: Day, hours: float, *, cpu: float, before: float) -> None:
    late, delays = sorted(day.lateness), sorted(day.delays)
    print(f"{day.polls} polls, {day.polls / hours:.0f} an hour; busiest second {day.busiest}")
    print(
        f"late: median {late[len(late) // 2]:.1f} s, 99 % {late[int(0.99 * len(late))]:.1f} s, most {late[-1]:.1f} s"
    )
    print(
        f"{len(delays)} postings, from posting to poll: mean {sum(delays) / len(delays) / 60:.1f} min, "
        f"90 % {delays[int(0.9 * len(delays))] / 60:.1f} min"
    )
    print(
        f"CPU {cpu:.0f} s, {cpu / day.polls * 1000:.2f} ms a poll; "
        f"peak memory {_peak_megabytes():.0f} MB, {before:.0f} of it what the sources will post"
    )


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
