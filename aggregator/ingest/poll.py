"""The first stage: one source is polled, from the request to the commit."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from aggregator.config.settings import Settings
from aggregator.database.polls import PollCommit
from aggregator.http.client import Client
from aggregator.ingest.fetch import fetch
from aggregator.ingest.identity import in_time_order, plan_changes
from aggregator.ingest.lesson import Lesson, settle
from aggregator.ingest.normalise import Agencies, known_agencies, normalise
from aggregator.ingest.normalise.links import fold_links
from aggregator.ingest.parse import parse
from aggregator.model.comparison import digest
from aggregator.model.item import Item, RawEntry, Skip
from aggregator.model.poll import (
    Body,
    Failed,
    Fetched,
    FetchResult,
    NotAFeed,
    NotModified,
    Parsed,
    PollCounts,
    SourceState,
    Validators,
)
from aggregator.model.rhythm import Manners
from aggregator.model.source import Source

READING = "4"
"""Counted up when parsing or normalising changes: unchanged bodies are then read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the bodies of one poll held, normalised."""

    deliveries: tuple[tuple[Item, ...], ...] = ()
    """The items of each body, the oldest body and the oldest item first."""
    skipped: tuple[Skip, ...] = ()
    problems: tuple[str, ...] = ()
    """Bodies that are no feed, or that could not be read, a line each."""
    listed: Mapping[str, str] = field(default_factory=dict)
    """Of a section page, the articles that it lists: canonical link -> address."""
    outlet: str | None = None
    home_url: str | None = None
    manners: Manners | None = None
    """How the feed wants to be polled; None where nothing was read."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every item."""
        return tuple(item for delivery in self.deliveries for item in delivery)

    def lesson(self, outcome: FetchResult) -> Lesson:
        """Return what it teaches of when to poll next."""
        dates = (item.version.published for item in self.items)
        published = tuple(date for date in dates if date is not None)
        return Lesson(outcome=outcome, manners=self.manners, published=published if self.deliveries else None)


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
    settings: Settings
    commit: Callable[[PollCommit], Awaitable[PollCounts]]
    """Stores a poll whole; returns when it is on disk."""
    files: Callable[[str], Awaitable[Mapping[str, str]]]
    """Returns which files of a source's folder were read already."""
    price: Callable[[], float] = lambda: 0.0
    """Returns what a poll costs at the moment (`ingest.budget`)."""
    agencies: Agencies = field(init=False)

    def __post_init__(self) -> None:
        named = (name for each in self.settings.sources for name in (each.wire, each.agency) if name)
        object.__setattr__(self, "agencies", known_agencies(named, further=self.settings.agencies))

    async def poll(self, source: Source, state: SourceState, now: datetime) -> PollReport:
        """Poll one source; whatever comes of it, failures included, is committed with the next poll's time."""
        asked = _forgetful(state, source, self.settings)
        secret = self.settings.secrets.get(source.id)
        marks = await self._marks(source, state, asked)
        outcome = await fetch(source, asked, self.client, secret=secret, now=now, marks=marks)
        match outcome:
            case Fetched():
                return await self._read(source, asked, outcome, now, is_partial=bool(marks))
            case NotModified():
                return await self._commit(source, _succeeded(asked, outcome, now), Reading(), outcome, now)
            case Failed():
                reading = Reading(problems=(outcome.reason,))
                return await self._commit(source, _failed(asked, outcome, now), reading, outcome, now)

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
        if state.body_digest == asked.body_digest:
            return await self._commit(source, state, Reading(problems=fetched.problems), fetched, now)
        reading = await asyncio.to_thread(
            read, fetched, source, self.agencies, now=now, settings=self.settings
        )
        if reading.problems and not reading.items and not is_partial:
            outcome = Failed(reason=reading.problems[0])
            return await self._commit(source, _failed(asked, outcome, now), reading, outcome, now)
        state = replace(
            state,
            outlet=reading.outlet or state.outlet,
            home_url=reading.home_url or state.home_url,
            problem=reading.problems[0] if reading.problems else None,
        )
        return await self._commit(source, state, reading, fetched, now)

    async def _commit(
        self, source: Source, state: SourceState, reading: Reading, outcome: FetchResult, now: datetime
    ) -> PollReport:
        guids = tuple(item.guid for item in reading.items)
        counts = await self.commit(
            PollCommit(
                state=state,
                guids=guids,
                plan=plan_changes(reading.deliveries),
                settle=partial(settle, source, reading.lesson(outcome), price=self.price(), now=now),
                marks=outcome.marks if isinstance(outcome, Fetched) else {},
                listed=reading.listed,
            )
        )
        return PollReport(
            source=source.id,
            counts=replace(counts, skipped=len(reading.skipped)),
            is_unchanged=not (reading.items or reading.problems or reading.listed),
            is_waiting=isinstance(outcome, Fetched) and outcome.is_waiting,
            problems=reading.problems or ((state.problem,) if state.problem else ()),
            skipped=reading.skipped,
        )


def read(
    fetched: Fetched, source: Source, agencies: Agencies, *, now: datetime, settings: Settings
) -> Reading:
    """Return the items of all bodies, in the order of the bodies and of their entries, oldest body first.

    What is wrong with one body or one entry is told beside the others' items.
    """
    understand = partial(
        normalise, source=source, now=now, agencies=agencies, sections=settings.sections, rules=settings.rules
    )
    readings = [_read_body(body, source.format, understand) for body in fetched.bodies]
    return Reading(
        deliveries=tuple(delivery for reading in readings for delivery in reading.deliveries),
        skipped=tuple(skip for reading in readings for skip in reading.skipped),
        problems=fetched.problems + tuple(line for reading in readings for line in reading.problems),
        listed={link: url for reading in readings for link, url in reading.listed.items()},
        outlet=next((reading.outlet for reading in readings if reading.outlet), None),
        home_url=next((reading.home_url for reading in readings if reading.home_url), None),
        manners=next((reading.manners for reading in readings if reading.manners), None),
    )


def _read_body(body: Body, format_: str | None, understand: Callable[[RawEntry], Item | Skip]) -> Reading:
    parsed = parse(body, format=format_)
    match parsed:
        case NotAFeed(reason):
            return Reading(problems=(f"{body.url} is no feed: {reason}",))
        case Parsed():
            results = [understand(entry) for entry in parsed.entries]
            return Reading(
                deliveries=(in_time_order([result for result in results if isinstance(result, Item)]),),
                skipped=parsed.skipped + tuple(result for result in results if isinstance(result, Skip)),
                listed=fold_links(parsed.links, body.url),
                outlet=parsed.title,
                home_url=parsed.home_url,
                manners=parsed.manners,
            )


def _forgetful(state: SourceState, source: Source, settings: Settings) -> SourceState:
    """Return the state without what would spare a reading, if the settings it was read with have changed."""
    read_as = _read_as(source, settings)
    if state.read_as == read_as:
        return replace(state, url=source.url)
    return replace(state, url=source.url, validators=Validators(), body_digest=None, read_as=read_as)


def _read_as(source: Source, settings: Settings) -> str:
    labels = [f"{label}={section}" for label, section in sorted(source.sections.items())]
    contents = [repr((section.id, section.topics, section.genres)) for section in settings.sections]
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
        *labels,
        *contents,
        repr(settings.rules),
        repr(settings.agencies),
    )


def _succeeded(state: SourceState, outcome: Fetched | NotModified, now: datetime) -> SourceState:
    body_digest = state.body_digest
    if isinstance(outcome, Fetched):
        body_digest = _body_digest(outcome.bodies)
    return replace(
        state,
        validators=outcome.validators,
        body_digest=body_digest,
        last_poll_at=now,
        last_success_at=now,
        retry_at=None,
        failures=0,
        problem=state.problem if state.failures == 0 else None,  # of a body that is still the same
        is_gone=False,
    )


def _failed(state: SourceState, failed: Failed, now: datetime) -> SourceState:
    return replace(
        state,
        last_poll_at=now,
        retry_at=failed.retry_at,
        failures=state.failures + 1,
        problem=failed.reason,
        is_gone=failed.is_gone,
    )


def _body_digest(bodies: Sequence[Body]) -> str:
    return digest(*(part for body in bodies for part in (body.url, body.content.decode("latin-1"))))
