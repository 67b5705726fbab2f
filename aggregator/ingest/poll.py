"""The first stage: one source is polled, from the request to the commit."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from aggregator.config.settings import Settings
from aggregator.database.appending import Plan
from aggregator.database.polls import PollCommit
from aggregator.http.client import Client
from aggregator.ingest.bodies import digest_bodies
from aggregator.ingest.fetch import fetch
from aggregator.ingest.flood import hold_floods
from aggregator.ingest.identity import in_time_order, plan_changes
from aggregator.ingest.lesson import settle
from aggregator.ingest.moves import after_failure, as_of_source, follow_move
from aggregator.ingest.reading import Reading
from aggregator.model.comparison import digest
from aggregator.model.item import Skip
from aggregator.model.poll import (
    Failed,
    Fetched,
    FetchResult,
    NotModified,
    PollCounts,
    Remembered,
    SourceState,
    Validators,
)
from aggregator.model.source import Source

READING = "4"
"""Counted up when parsing or normalising changes: unchanged bodies are then read again."""


class ReadNews(Protocol):
    """Whoever reads bodies (`ingest.news`)."""

    async def __call__(
        self, fetched: Fetched, source: Source, *, before: Remembered | None, now: datetime
    ) -> Reading:
        """Return what the bodies hold; `before` tells which entries need not be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What came of one poll, for the log and the summary."""

    source: str
    counts: PollCounts = field(default_factory=PollCounts)
    is_unchanged: bool = False
    is_waiting: bool = False
    """Whether a file of its folder is still being written."""
    is_stored: bool = True
    """False: the store failed (locked, full), and the source is polled again a while later."""
    problems: tuple[str, ...] = ()
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """The poll stage of one installation."""

    client: Client
    read: ReadNews
    settings: Settings
    commit: Callable[[PollCommit], Awaitable[PollCounts]]
    """Stores a poll whole; returns when it is on disk."""
    files: Callable[[str], Awaitable[Mapping[str, str]]]
    """Returns which files of a source's folder were read already."""
    remembered: Callable[[str, str], Awaitable[Remembered | None]]
    """Returns what is known of the entries of a source's body with this digest, if that was its last."""
    price: Callable[[], float] = lambda: 0.0
    """Returns what a poll costs at the moment (`ingest.budget`)."""
    read_with: tuple[str, ...] = field(init=False)
    """What the settings say of the reading of every source."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "read_with", _read_with(self.settings))

    async def poll(self, source: Source, state: SourceState, now: datetime) -> PollReport:
        """Poll one source; whatever comes of it, failures included, is committed with the next poll's time."""
        asked = _forgetful(state, source, self.read_with)
        secret = self.settings.secrets.get(source.id)
        marks = await self._marks(source, state, asked)
        outcome = await fetch(source, asked, self.client, secret=secret, now=now, marks=marks)
        match outcome:
            case Fetched():
                return await self._read(source, asked, outcome, now, is_partial=bool(marks))
            case NotModified():
                return await self._commit(source, _succeeded(asked, outcome, now), Reading(), outcome, now)
            case Failed():
                failed = as_of_source(outcome, asked)
                reading = Reading(problems=(failed.reason,))
                return await self._commit(source, _failed(asked, failed, now), reading, failed, now)

    async def _marks(self, source: Source, state: SourceState, asked: SourceState) -> Mapping[str, str]:
        """Return the files that need not be read again; other settings read them all again."""
        is_remembered = source.url.startswith("file:") and asked.read_as == state.read_as
        return await self.files(source.id) if is_remembered else {}

    async def give_up(self, source: Source, state: SourceState, reason: str, now: datetime) -> PollReport:
        """Commit a poll that broke inside this program, so that the source is asked again later, not at once."""
        failed = Failed(reason=reason)
        reading = Reading(problems=(reason,))
        return await self._commit(source, _failed(state, failed, now), reading, failed, now)

    async def _read(
        self, source: Source, asked: SourceState, fetched: Fetched, now: datetime, *, is_partial: bool
    ) -> PollReport:
        state = _succeeded(asked, fetched, now)
        state = replace(state, body_digest=await digest_bodies(fetched.bodies))
        if state.body_digest == asked.body_digest:
            return await self._commit(source, state, Reading(problems=fetched.problems), fetched, now)
        before = await self._remembered(source, asked)
        reading = await self.read(fetched, source, before=before, now=now)
        if reading.problems and not reading.items and not is_partial:
            outcome = Failed(reason=reading.problems[0])
            return await self._commit(source, _failed(asked, outcome, now), reading, outcome, now)
        state = replace(
            state,
            outlet=reading.outlet or state.outlet,
            home_url=reading.home_url or state.home_url,
            problem=reading.problems[0] if reading.problems else None,
        )
        is_files = source.url.startswith("file:")
        is_whole = not fetched.is_delta and not reading.again
        plan = plan_changes([in_time_order(delivery) for delivery in reading.deliveries])
        held = plan if is_files else hold_floods(plan, asked, is_whole=is_whole, now=now)
        return await self._commit(source, state, reading, fetched, now, plan=held)

    async def _remembered(self, source: Source, asked: SourceState) -> Remembered | None:
        """Return what is known of the entries of the body before, if they were read as these would be."""
        if asked.body_digest is None or asked.rhythm is None:
            return None
        return await self.remembered(source.id, asked.body_digest)

    async def _commit(
        self,
        source: Source,
        state: SourceState,
        reading: Reading,
        outcome: FetchResult,
        now: datetime,
        *,
        plan: Plan | None = None,
    ) -> PollReport:
        guids = tuple(item.guid for item in reading.items)
        counts = await self.commit(
            PollCommit(
                state=state,
                guids=guids,
                plan=plan or plan_changes(()),
                settle=partial(settle, source, reading.lesson(outcome), price=self.price(), now=now),
                marks=outcome.marks if isinstance(outcome, Fetched) else {},
                listed=reading.listed,
                most_listed=source.archive_pages or None,
                again=reading.again,
                remembered=reading.remembered,
            )
        )
        return _report(state, reading, outcome, counts)


def _report(state: SourceState, reading: Reading, outcome: FetchResult, counts: PollCounts) -> PollReport:
    return PollReport(
        source=state.source,
        counts=replace(counts, skipped=len(reading.skipped)),
        is_unchanged=not (reading.items or reading.again or reading.problems or reading.listed),
        is_waiting=isinstance(outcome, Fetched) and outcome.is_waiting,
        problems=reading.problems or ((state.problem,) if state.problem else ()),
        skipped=reading.skipped,
    )


def _forgetful(state: SourceState, source: Source, read_with: Sequence[str]) -> SourceState:
    """Return the state without what would spare a reading, if the settings it was read with have changed."""
    read_as = _read_as(source, read_with)
    if state.read_as == read_as:
        return state if state.url == source.url else replace(state, url=source.url)
    return replace(state, url=source.url, validators=Validators(), body_digest=None, read_as=read_as)


def _read_with(settings: Settings) -> tuple[str, ...]:
    contents = (repr((section.id, section.topics, section.genres)) for section in settings.sections)
    return (*contents, repr(settings.rules), repr(settings.agencies))


def _read_as(source: Source, read_with: Sequence[str]) -> str:
    labels = [f"{label}={section}" for label, section in sorted(source.sections.items())]
    own = (
        source.url,
        source.section,
        source.timezone,
        source.wire,
        source.agency,
        source.language,
        source.format,
    )
    return digest(
        READING,
        *(str(each) for each in own),
        *((f"archive {source.archive_pages}",) if source.archive_pages else ()),
        *labels,
        *read_with,
    )


def _succeeded(state: SourceState, outcome: Fetched | NotModified, now: datetime) -> SourceState:
    return replace(
        state,
        validators=outcome.validators,
        move=follow_move(state.move, outcome.moved_to, now=now),
        last_poll_at=now,
        last_success_at=now,
        retry_at=None,
        failures=0,
        problem=state.problem if state.failures == 0 else None,  # of a body that is still the same
        is_gone=False,
    )


def _failed(state: SourceState, failed: Failed, now: datetime) -> SourceState:
    counted = replace(
        state,
        last_poll_at=now,
        retry_at=failed.retry_at,
        failures=state.failures + 1,
        problem=failed.reason,
        is_gone=failed.is_gone,
    )
    return after_failure(counted, failed)
