"""The replay of postings under a policy that says when each source is polled next."""

import heapq
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import Protocol

from benchmarks.freshening.postings import Posting


class Policy(Protocol):
    """Decides when each source is polled next; it is told what a poll found, and nothing of the future."""

    def polled(self, number: int, found: Sequence[datetime], now: datetime) -> datetime:
        """Return when to poll the source of this number again, now that a poll found these postings."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a replay: how long each posting waited for a poll, and how many polls that took."""

    delays: tuple[float, ...]
    """Seconds, the shortest first."""
    polls: int

    @property
    def mean(self) -> float:
        """Return the mean delay in seconds."""
        return fmean(self.delays)

    @property
    def tenth(self) -> float:
        """Return the delay in seconds that one posting in ten exceeds (the 90th percentile)."""
        return self.delays[int(0.9 * len(self.delays))]


def replay(postings: Sequence[Posting], policy: Policy) -> Outcome:
    """Return what came of polling the sources until every posting was found.

    Polls count up to the last posting of all; those that find what came just before it come later.
    """
    end = max(posting.posted[-1] for posting in postings)
    # one poll each as it begins, the sources of one moment spread over an hour
    spread = timedelta(hours=1) / len(postings)
    queue = [(posting.since + number * spread, number) for number, posting in enumerate(postings)]
    heapq.heapify(queue)
    place = [0] * len(postings)
    delays: list[float] = []
    polls = 0
    while queue:
        now, number = heapq.heappop(queue)
        posted, begins = postings[number].posted, place[number]
        place[number] = bisect_right(posted, now, begins)
        found = posted[begins : place[number]]
        delays += [(now - moment).total_seconds() for moment in found]
        polls += now <= end
        if now <= end or place[number] < len(posted):
            heapq.heappush(queue, (policy.polled(number, found, now), number))
    return Outcome(tuple(sorted(delays)), polls)
