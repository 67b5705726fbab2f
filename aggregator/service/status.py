"""How the service and each of its sources are, as `/status` shows it: no copy, and of an address the host alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from aggregator import __version__
from aggregator.ingest.moves import adopted_address
from aggregator.model.poll import SourceState
from aggregator.model.problem import Problem, ProblemKind, Trouble
from aggregator.model.source import ALL_SECTION, Source
from aggregator.service.installation import Installation
from aggregator.service.plainly import hosts_only
from aggregator.service.pushed import PushStatus, push_statuses
from aggregator.service.targets import TargetStatus, target_statuses

STATES: Final = ("well", "quiet", "in part", "failing", "gone", "not polled yet", "disabled")
"""Of a source, as `aggregator sources` names them."""

TROUBLED: Final = ("failing", "gone", "in part", "quiet")
"""States that someone should look at, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source is."""

    source: str
    outlet: str | None
    """The feed's own title."""
    state: str
    """One of `STATES`."""
    items: int
    last_poll_at: datetime | None
    last_success_at: datetime | None
    next_poll_at: datetime | None
    """None: at once, or never for a source that is gone or disabled."""
    next_poll_because: str | None
    """Why then, in one short phrase."""
    failures: int
    """Polls in a row that have failed."""
    problem: str | None
    """Of an address in it, the host alone."""
    moved_to: str | None = None
    """Where it is asked in place of its configured address (301, 308); the host alone."""
    moved_at: datetime | None = None
    """Since when."""
    push: PushStatus | None = None
    """How its hub serves us; None where it names none, or may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What the service is doing."""

    doing: str = "running"
    """In a few words, such as `polling 3 sources`."""
    started_at: datetime | None = None
    last_progress_at: datetime | None = None
    last_published_at: datetime | None = None
    stories: int | None = None
    """How many are published."""
    waiting: int | None = None
    """Items that are not matched yet."""
    problem: str | None = None
    """Why it is not ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSnapshot:
    """The service at one moment."""

    title: str
    version: str
    now: datetime
    activity: Activity
    sources: tuple[SourceStatus, ...]
    """Those in trouble first, else in the order of the configuration."""
    problems: tuple[Trouble, ...] = ()
    """What somebody should look at, the newest first."""
    pushes: tuple[TargetStatus, ...] = ()
    """How sending to webhooks and the hub goes."""


RUNNING: Final = Activity()
"""Where no more is known."""


@cache  # made when it is first needed: that takes longer than many a command does
def _json() -> TypeAdapter[StatusSnapshot]:
    return TypeAdapter[StatusSnapshot](StatusSnapshot)


def make_status(
    title: str,
    sources: Sequence[Source],
    *,
    states: Mapping[str, SourceState],
    items: Mapping[str, int],
    activity: Activity,
    now: datetime,
) -> StatusSnapshot:
    """Return the service as it is now."""
    rows = [
        source_status(source, states.get(source.id) or SourceState(source=source.id), items.get(source.id, 0))
        for source in sources
    ]
    rows.sort(key=_urgency)
    return StatusSnapshot(title=title, version=__version__, now=now, activity=activity, sources=tuple(rows))


def source_status(source: Source, state: SourceState, items: int) -> SourceStatus:
    """Return how a source is."""
    is_asked = source.enabled and not state.is_gone
    moved_to = adopted_address(state)
    return SourceStatus(
        source=source.id,
        outlet=state.outlet,
        state=name_state(source, state),
        items=items,
        last_poll_at=state.last_poll_at,
        last_success_at=state.last_success_at,
        next_poll_at=state.next_poll_at if is_asked else None,
        next_poll_because=state.next_poll_because if is_asked else None,
        failures=state.failures if source.enabled else 0,
        problem=hosts_only(state.problem) if source.enabled else None,
        moved_to=hosts_only(moved_to),
        moved_at=state.move.adopted_at if state.move and moved_to else None,
    )


def name_state(source: Source, state: SourceState) -> str:
    """Return which of `STATES` a source is in."""
    if not source.enabled:
        return "disabled"
    if state.is_gone:
        return "gone"
    if state.last_poll_at is None:
        return "not polled yet"
    return "failing" if state.failures else "in part" if state.problem else "well"


def status_json(snapshot: StatusSnapshot) -> bytes:
    """Return the snapshot for programs; times are RFC 3339, what is unknown is null."""
    return _json().dump_json(snapshot, indent=2) + b"\n"


def read_snapshot(installation: Installation, *, activity: Activity = RUNNING) -> StatusSnapshot:
    """Return how an installation is now, from its store.

    Raises:
        DatabaseError: The store does not answer.
    """
    settings, catalogue, now = installation.settings, installation.catalogue, installation.clock()
    snapshot = make_status(
        settings.service.title,
        settings.sources,
        states=installation.polls.states(),
        items=catalogue.items_per_source(),
        activity=replace(activity, stories=catalogue.stories_per_section().get(ALL_SECTION, 0)),
        now=now,
    )
    pushed = push_statuses(installation.subscriptions.known(), now=now)
    snapshot = replace(
        snapshot, sources=tuple(replace(row, push=pushed.get(row.source)) for row in snapshot.sources)
    )
    pushes = target_statuses(settings, installation.pushes.lanes())
    return with_problems(snapshot, open_troubles(installation.problems.known()), pushes=pushes)


def open_troubles(known: Mapping[str, Problem]) -> tuple[Trouble, ...]:
    """Return what is wrong now, the newest first."""
    still = [problem.trouble for problem in known.values() if problem.is_open]
    return tuple(sorted(still, key=lambda trouble: trouble.since, reverse=True))


def with_problems(
    snapshot: StatusSnapshot, problems: Sequence[Trouble], *, pushes: Sequence[TargetStatus] = ()
) -> StatusSnapshot:
    """Return the snapshot with what somebody should look at; a source that is well otherwise may be quiet."""
    quiet = quiet_sources(problems)
    rows = [
        replace(row, state="quiet", problem=quiet[row.source])
        if row.state == "well" and row.source in quiet
        else row
        for row in snapshot.sources
    ]
    rows.sort(key=_urgency)
    return replace(snapshot, sources=tuple(rows), problems=tuple(problems), pushes=tuple(pushes))


def quiet_sources(problems: Sequence[Trouble]) -> dict[str, str]:
    """Return how each source that is quiet for too long is so, in words, by its id."""
    return {each.subject: each.text for each in problems if each.kind is ProblemKind.QUIET}


def _urgency(row: SourceStatus) -> int:
    return TROUBLED.index(row.state) if row.state in TROUBLED else len(TROUBLED)
