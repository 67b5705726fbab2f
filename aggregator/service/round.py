"""One round of the three stages: poll, match, publish; then those are told who want to be."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aggregator.database.locks import hold
from aggregator.ingest.cadence import is_due
from aggregator.ingest.poll import PollReport
from aggregator.model.decision import MatchCounts
from aggregator.model.poll import SourceState
from aggregator.model.source import Source
from aggregator.service.alerts import tell_once
from aggregator.service.installation import Installation
from aggregator.service.pagefetches import add_pages, fetch_round
from aggregator.service.polling import open_polling

Tell = Callable[[PollReport], None]
"""Is told each poll as it ends, for a progress display."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """What one round did."""

    polls: tuple[PollReport, ...]
    left_alone: tuple[str, ...]
    """Sources that were not polled: not due, or told to stay away."""
    matched: MatchCounts
    written: tuple[str, ...]
    """Paths below `public` that were written."""
    untold: tuple[str, ...] = ()
    """Webhooks and hubs that did not take what they were sent, a line each."""


async def play_round(installation: Installation, *, due_only: bool, tell: Tell) -> RoundReport:
    """Poll the sources once, fetch what section pages list, match, publish, tell webhooks and hubs.

    It ignores a source's rhythm unless `due_only`, but never a Retry-After or a 410. Raises LockedError when
    another process polls.
    """
    with hold(installation.database, "poller", holder=installation.holder, wait=False):
        return await _play(installation, due_only=due_only, tell=tell)


async def _play(installation: Installation, *, due_only: bool, tell: Tell) -> RoundReport:
    await installation.writer(installation.register_sources)
    states = await installation.writer(installation.polls.states)
    enabled = [source for source in installation.settings.sources if source.enabled]
    now = installation.clock()
    asked = [
        (source, state)
        for source in enabled
        if may_poll(state := states.get(source.id) or SourceState(source=source.id), now, due_only=due_only)
    ]
    reports = await _poll_all(installation, asked, tell)
    polled = {source.id for source, _ in asked}
    matched = await installation.writer(installation.match_all)
    written = await installation.writer(installation.publish_whole)
    return RoundReport(
        polls=reports,
        left_alone=tuple(source.id for source in enabled if source.id not in polled),
        matched=matched,
        written=written,
        untold=await tell_once(installation),
    )


def may_poll(state: SourceState, now: datetime, *, due_only: bool) -> bool:
    """Return whether a source may be asked now."""
    if is_due(state, now):
        return not state.is_gone
    is_forbidden = state.is_gone or (state.retry_at is not None and state.retry_at > now)
    return not due_only and not is_forbidden


async def _poll_all(
    installation: Installation, asked: list[tuple[Source, SourceState]], tell: Tell
) -> tuple[PollReport, ...]:
    async with open_polling(installation) as polling:
        if granted := installation.settings.service.polls_per_hour:
            polling.price = await asyncio.to_thread(installation.find_price, granted)

        async def poll(source: Source, state: SourceState) -> PollReport:
            report = await polling.poll(source, state)
            tell(report)
            return report

        polls = await asyncio.gather(*(poll(source, state) for source, state in asked))
        return add_pages(polls, await fetch_round(installation, polling))
