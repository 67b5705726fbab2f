"""Which of the due sources may start now: neither a host nor this machine is stormed, and the budget is kept."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from aggregator.ingest.budget import Purse
from aggregator.model.poll import SourceState
from aggregator.model.source import Source

LEAST_PER_SECOND = 20
"""Polls that may always start within a second."""

LONGEST_GAP_SECONDS = 30.0
"""Between two polls of one host that begin: sources of one host that are due together are spread out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast polls may start; times are seconds of a clock that is never set."""

    per_second: int = LEAST_PER_SECOND
    gaps: Mapping[str, float] = field(default_factory=dict)
    """Host -> seconds between two polls of it, half of what its sources need at their shortest intervals."""
    free_at: Mapping[str, float] = field(default_factory=dict)
    """Host -> when the next of its sources may start."""
    purse: Purse | None = None
    """The budget; None without one."""

    def adapted(self, sources: Sequence[Source], polls_per_hour: int | None, now: float) -> Self:
        """Return the pace at which these sources are polled from now on; what a budget saved stays."""
        web = [source for source in sources if _is_web(source)]
        often = sum((timedelta(seconds=1) / source.every for source in web), 0.0)
        is_same = self.purse is not None and self.purse.per_hour == polls_per_hour
        purse = Purse.half_full(polls_per_hour, now) if polls_per_hour else None
        return replace(
            self,
            per_second=max(LEAST_PER_SECOND, math.ceil(often * 1.25)),
            gaps=_gaps(web),
            purse=self.purse if is_same else purse,
        )

    def choose(
        self, due: Iterable[tuple[Source, SourceState]], now: float
    ) -> tuple[list[tuple[Source, SourceState]], Self]:
        """Return what may start now, in the order it is due, and the pace that follows.

        A source that was never polled waits for no gap (its host still answers two at a time) and for no budget;
        files are nobody's server.
        """
        chosen: list[tuple[Source, SourceState]] = []
        free_at, purse = dict(self.free_at), self.purse and self.purse.filled(now)
        for source, state in due:
            if len(chosen) == self.per_second:
                break
            host, is_new = host_of(source), state.next_poll_at is None
            is_early = free_at.get(host, now) > now or (purse is not None and purse.polls < 1)
            if _is_web(source) and is_early and not is_new:
                continue
            chosen.append((source, state))
            if _is_web(source):
                free_at[host] = max(free_at.get(host, now), now - 1) + self.gaps.get(host, 0.0)
                purse = purse and purse.paid(1)
        return chosen, replace(self, free_at=free_at, purse=purse)


def host_of(source: Source) -> str:
    """Return the host and port that a source is asked of; empty for files."""
    return urlsplit(source.url).netloc


def _gaps(web: Sequence[Source]) -> dict[str, float]:
    counts = Counter(map(host_of, web))
    shortest: dict[str, float] = {}
    for source in web:
        host, seconds = host_of(source), source.every.total_seconds()
        shortest[host] = min(seconds, shortest.get(host, seconds))
    return {host: min(seconds / counts[host] / 2, LONGEST_GAP_SECONDS) for host, seconds in shortest.items()}


def _is_web(source: Source) -> bool:
    return not source.url.startswith("file:")
