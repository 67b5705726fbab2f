"""Whether a source has been quiet for longer than is usual for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

SHORTEST_QUIET = timedelta(days=3)
"""A long weekend: no shorter silence is told."""

TIMES_USUAL = 5
FEWEST_GAPS = 5
"""Below this nothing is known of what is usual."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silence that is longer than usual: since when, and after how long something new comes as a rule."""

    since: datetime
    usual: timedelta


def may_be_quiet(newest: datetime, asked_at: datetime | None) -> bool:
    """Return whether the time since a source's newest item is worth a look at its past."""
    return asked_at is not None and asked_at - newest > SHORTEST_QUIET


def judge_quiet(arrivals: Sequence[datetime], *, asked_at: datetime) -> Quiet | None:
    """Return the silence of a source, by the times (ascending) at which its polls brought something new.

    It is told once it is longer than three days and than five times what nine of ten gaps stay below. It lasts until
    we asked last, not until now: while we do not ask, nobody can be quiet.
    """
    gaps = sorted(later - earlier for earlier, later in pairwise(arrivals))
    if len(gaps) < FEWEST_GAPS:
        return None
    long_gap = gaps[len(gaps) * 9 // 10]
    if asked_at - arrivals[-1] <= max(SHORTEST_QUIET, TIMES_USUAL * long_gap):
        return None
    usual = median(gap.total_seconds() for gap in gaps)
    return Quiet(since=arrivals[-1], usual=timedelta(seconds=usual))
