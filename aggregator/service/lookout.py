"""The look for problems: what is wrong is found, compared with what was known, stored, and told to webhooks."""

import asyncio
from collections.abc import Mapping
from functools import partial

from aggregator.model.poll import SourceState
from aggregator.publish.push import tell_of_problems
from aggregator.service.course import follow_course
from aggregator.service.installation import Installation
from aggregator.service.rhythm import Quiet, judge_quiet, may_be_quiet
from aggregator.service.troubles import Findings, find_troubles


async def look(
    installation: Installation, *, states: Mapping[str, SourceState], quiet: Mapping[str, Quiet]
) -> None:
    """Find what is wrong now and store what has changed; raises DatabaseError."""
    now = installation.clock()
    findings = await asyncio.to_thread(_read_findings, installation, states, quiet)
    known = await asyncio.to_thread(installation.problems.known)
    course = follow_course(known, find_troubles(findings), now=now)
    if course.is_empty:
        return
    pushes = tell_of_problems(course.told, installation.settings.webhooks)
    store = partial(
        installation.problems.store, course.changed, gone=course.forgotten, pushes=pushes, now=now
    )
    await installation.writer(store)


def read_quiet(installation: Installation, states: Mapping[str, SourceState]) -> dict[str, Quiet]:
    """Return the sources that have had nothing new for too long; it reads the past of those that may be."""
    newest = installation.problems.newest_items()
    found: dict[str, Quiet] = {}
    for source in installation.settings.sources:
        asked_at = (states.get(source.id) or SourceState(source=source.id)).last_success_at
        if asked_at is None or source.id not in newest or not may_be_quiet(newest[source.id], asked_at):
            continue
        judged = judge_quiet(installation.problems.arrivals(source.id), asked_at=asked_at)
        if judged is not None:
            found[source.id] = judged
    return found


def _read_findings(
    installation: Installation, states: Mapping[str, SourceState], quiet: Mapping[str, Quiet]
) -> Findings:
    return Findings(
        sources=installation.settings.sources,
        states=states,
        quiet=quiet,
        held=installation.problems.held(),
        lanes=installation.pushes.lanes(),
        subscriptions=installation.subscriptions.known(),
        now=installation.clock(),
    )
