"""What the poll stage reads and writes."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

import sqlalchemy as sa

from aggregator.database.appending import Brought, Plan, count_changes, store_together
from aggregator.database.batches import AnyRow, batches
from aggregator.database.codec import storable
from aggregator.database.dialects import insert_into
from aggregator.database.engine import Database, as_database_error, named
from aggregator.database.listed import remember_listed
from aggregator.database.pollcodec import (
    decode_arrivals,
    decode_manners,
    decode_move,
    decode_rhythm,
    encode_arrivals,
    encode_manners,
    encode_move,
    encode_rhythm,
)
from aggregator.database.remembered import OfBody, find_remembered, mark_standing, replace_remembered
from aggregator.database.tables import read_files, sources
from aggregator.errors import DatabaseError
from aggregator.model.comparison import digest
from aggregator.model.poll import ItemChange, PollCounts, Remembered, SourceState, Validators
from aggregator.model.source import Rights

Settle = Callable[[SourceState, Sequence[ItemChange]], SourceState]
"""Given the state and what the poll changed, what is to be remembered: the next poll depends on what was new."""


_ENCODED = {"etag", "last_modified", "rhythm", "manners", "move", "arrivals", "rights"}
_KEPT = {"rights", "pushed_until"}
"""What no poll changes: a subscription may have begun or ended while it was under way."""
_COLUMNS = tuple(sources.c.keys())
_PLAIN_COLUMNS = tuple(name for name in _COLUMNS if name not in _ENCODED)


@cache
def _upsert(dialect: str) -> sa.Insert:
    """Return the statement that writes a row over the one of the same source: the same words on both databases."""
    statement = insert_into(sources, dialect)
    fresh = {name: statement.excluded[name] for name in _COLUMNS if name not in {"source", *_KEPT}}
    # A poll that was under way when the source got another address says nothing of that one.
    is_of_this_address = sources.c.url.is_(None) | (sources.c.url == statement.excluded["url"])
    return statement.on_conflict_do_update(
        index_elements=[sources.c.source], set_=fresh, where=is_of_this_address
    )


_GRANT = sources.update().where(sources.c.source == sa.bindparam("of")).values(rights=sa.bindparam("granted"))

DUE_LIMIT = 1_000
"""Due sources that are looked at in one tick: after a long stop all of them are due, and few can start."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def _as_it_is(state: SourceState, _changes: Sequence[ItemChange]) -> SourceState:
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCommit:
    """One poll as it is to be stored: what is to be remembered of its source, and what it changes."""

    state: SourceState
    guids: Sequence[str]
    """Of every entry that the poll brought."""
    plan: Plan
    marks: Mapping[str, str] = field(default_factory=dict)
    """Of a folder, the files that were read, by path."""
    listed: Mapping[str, str] = field(default_factory=dict)
    """Of a section page, the articles that it lists, in its order: canonical link -> address."""
    most_listed: int | None = None
    """How many may be remembered of them in all; None: every one."""
    again: Sequence[str] = ()
    """SHA-256 of the guids whose entries stand there as they did, and were not read."""
    remembered: Remembered | None = None
    """Of a body that was read, what the next poll is to know of its entries."""
    settle: Settle = _as_it_is


class Polls:
    """The poll stage's side of the store; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self) -> dict[str, SourceState]:
        """Return what is remembered of every source, by its id (called before each round of polls)."""
        with self._database.reading() as connection:
            return {row.source: _state(row) for row in connection.execute(sa.select(sources))}

    def register(self, urls: Mapping[str, str]) -> None:
        """Make a row for each source (id -> url) that has none, and forget what is known of another address.

        Both are due at once: a 410, a Retry-After or validators of the old address say nothing of the new one.
        """
        with self._database.writing() as connection:
            query = sa.select(sources.c.source, sources.c.url)
            known = {source: url for source, url in connection.execute(query)}  # noqa: C416 - rows are no pairs
            moved = [source for source, url in urls.items() if known.get(source) not in {None, url}]
            for batch in batches(moved):
                connection.execute(sources.delete().where(sources.c.source.in_(batch)))
            rows = [
                {"source": source, "url": url, "failures": 0, "is_gone": False}
                for source, url in urls.items()
                if source not in known or source in moved
            ]
            if rows:
                connection.execute(sources.insert(), rows)

    def remember_rights(self, rights: Mapping[str, Rights]) -> None:
        """Remember how much of each source's copy may be published, by its id."""
        with self._database.writing() as connection:
            query = sa.select(sources.c.source, sources.c.rights)
            known = {source: granted for source, granted in connection.execute(query)}  # noqa: C416 - the same
            rows = [
                {"of": source, "granted": granted.value}
                for source, granted in rights.items()
                if source in known and known[source] != granted.value
            ]
            if rows:
                connection.execute(_GRANT, rows)

    def files(self, source: str) -> dict[str, str]:
        """Return the files of a folder that were read: path -> mark."""
        query = sa.select(read_files.c.path, read_files.c.mark).where(read_files.c.source == source)
        with self._database.reading() as connection:
            return {path: mark for path, mark in connection.execute(query)}  # noqa: C416 - rows are no pairs

    def remembered(self, source: str, body_digest: str) -> Remembered | None:
        """Return what is remembered of the entries of a source's last body, if its digest is this one."""
        with self._database.reading() as connection:
            return find_remembered(connection, source, body_digest)

    def due(
        self, *, now: datetime, among: Container[str] | None = None, limit: int = DUE_LIMIT
    ) -> tuple[SourceState, ...]:
        """Return the states of the sources whose next poll has come, the longest waiting first.

        `among` are the sources that can be polled at all: one that the configuration no longer names stays due. One
        that is gone is not.
        """
        is_due = sources.c.next_poll_at.is_(None) | (sources.c.next_poll_at <= now)
        was_ahead = sources.c.last_poll_at > now  # the clock was set back since
        query = sa.select(sources.c.source, sources.c.next_poll_at).where(
            is_due | was_ahead, sources.c.is_gone.is_(False)
        )
        with self._database.reading() as connection:
            # sorted in Python, for databases have their own ideas of where NULL and "-" stand
            waiting = sorted((at or _NEVER, source) for source, at in connection.execute(query))
            ids = [source for _, source in waiting if among is None or source in among][:limit]
            found = {
                row.source: _state(row)
                for batch in batches(ids)
                for row in connection.execute(sa.select(sources).where(sources.c.source.in_(batch)))
            }
        return tuple(found[source] for source in ids if source in found)

    def commit(self, state: SourceState, guids: Sequence[str], plan: Plan) -> PollCounts:
        """Store one poll whole: its items, their versions, the validators, the next poll."""
        (result,) = self.commit_all([PollCommit(state=state, guids=guids, plan=plan)])
        match result:
            case PollCounts():
                return result
            case DatabaseError():
                raise result

    def commit_all(self, polls: Sequence[PollCommit]) -> list[PollCounts | DatabaseError]:
        """Store polls in one transaction, each whole or not at all; return what came of each, in order.

        A poll that cannot be stored costs the others nothing: its error stands in its place. An error of the
        whole transaction (a full disk, a lost connection) is raised, and none is stored. Reading what is
        known, deciding and writing are one transaction: two polls of one source cannot make an item twice.
        """
        together = self._commit_together(polls) if len(polls) > 1 else None
        return self._commit_apart(polls) if together is None else together

    def _commit_together(self, polls: Sequence[PollCommit]) -> list[PollCounts | DatabaseError] | None:
        """Return what came of the polls, or None where one of them broke and none was stored."""
        if len({poll.state.source for poll in polls}) < len(polls):
            return None  # the later poll of a source has to see what the earlier one has stored
        try:
            with self._database.writing() as connection:
                stored = _store_polls(connection, polls)
                _write_states(connection, [state for _, state in stored])
        except Exception:  # noqa: BLE001 - stored apart, the one that is to blame breaks again and is told
            return None
        return [counts for counts, _ in stored]

    def _commit_apart(self, polls: Sequence[PollCommit]) -> list[PollCounts | DatabaseError]:
        """Return what came of the polls, each within a savepoint; a plan decides alike when asked again."""
        with self._database.writing() as connection:
            return [_commit(connection, poll) for poll in polls]


def _commit(connection: sa.Connection, poll: PollCommit) -> PollCounts | DatabaseError:
    place = connection.begin_nested()
    try:
        ((counts, state),) = _store_polls(connection, [poll])
        _write_states(connection, [state])
    except Exception as error:  # noqa: BLE001 - a mistake over one source must not cost the others their polls
        _go_back(place, error)
        return _failure(connection, poll.state.source, error)
    place.commit()
    return counts


def _go_back(place: sa.NestedTransaction, error: Exception) -> None:
    """Undo what was done since the savepoint; raises where the whole transaction is lost, as by a full disk."""
    try:
        place.rollback()
    except sa.exc.SQLAlchemyError as lost:
        # that the savepoint is gone as well says nothing: what it was lost by is to be told
        raise (error if isinstance(error, sa.exc.SQLAlchemyError) else lost) from None


def _failure(connection: sa.Connection, source: str, error: Exception) -> DatabaseError:
    """Return the error as a value, its cause kept; only a driver's words are known to quote no story."""
    what = f" could not be stored: the poll of {source}"
    if isinstance(error, sa.exc.SQLAlchemyError):
        return as_database_error(error, connection.engine.url, doing=what)
    failure = DatabaseError(f"{named(connection.engine.url)}{what}: {type(error).__name__}")
    failure.__cause__ = error
    return failure


def _store_polls(
    connection: sa.Connection, polls: Sequence[PollCommit]
) -> list[tuple[PollCounts, SourceState]]:
    """Store what polls of different sources brought; return each in numbers, and what is to be remembered of it."""
    made = store_together(connection, [_brought(poll) for poll in polls])
    for poll in polls:
        source, at = poll.state.source, _polled_at(poll.state)
        _remember_files(connection, poll)
        remember_listed(connection, source, poll.listed, at, most=poll.most_listed)
        mark_standing(connection, source, poll.again, at)
    replace_remembered(
        connection,
        [
            OfBody(poll.state.source, poll.state.body_digest, poll.remembered)
            for poll in polls
            if poll.remembered is not None
        ],
    )
    return [_settled(poll, changes) for poll, changes in zip(polls, made, strict=True)]


def _brought(poll: PollCommit) -> Brought:
    return Brought(source=poll.state.source, at=_polled_at(poll.state), guids=poll.guids, plan=poll.plan)


def _settled(poll: PollCommit, changes: Sequence[ItemChange]) -> tuple[PollCounts, SourceState]:
    counts = count_changes(changes)
    return replace(counts, entries=counts.entries + len(poll.again)), poll.settle(poll.state, changes)


def _remember_files(connection: sa.Connection, poll: PollCommit) -> None:
    if not poll.marks:
        return
    mine = read_files.c.source == poll.state.source
    rows = [
        {"source": poll.state.source, "path_digest": digest(path), "path": storable(path), "mark": mark}
        for path, mark in poll.marks.items()
    ]
    for batch in batches([row["path_digest"] for row in rows]):
        connection.execute(read_files.delete().where(mine, read_files.c.path_digest.in_(batch)))
    connection.execute(read_files.insert(), rows)


def _state(row: AnyRow) -> SourceState:
    return SourceState(
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        rhythm=decode_rhythm(row.rhythm),
        manners=decode_manners(row.manners),
        move=decode_move(row.move),
        arrivals=decode_arrivals(row.arrivals),
        **{name: value for name, value in zip(_COLUMNS, row, strict=True) if name not in _ENCODED},
    )


def _polled_at(state: SourceState) -> datetime:
    if state.last_poll_at is None:
        raise ValueError(f"the poll of {state.source} is committed without its time")
    return state.last_poll_at


def _write_states(connection: sa.Connection, states: Sequence[SourceState]) -> None:
    if states:
        connection.execute(_upsert(connection.dialect.name), [_state_row(state) for state in states])


def _state_row(state: SourceState) -> dict[str, object]:
    row = {name: getattr(state, name) for name in _PLAIN_COLUMNS}
    row |= {"etag": state.validators.etag, "last_modified": state.validators.last_modified}
    row |= {"rhythm": encode_rhythm(state.rhythm), "manners": encode_manners(state.manners)}
    row |= {"move": encode_move(state.move), "arrivals": encode_arrivals(state.arrivals)}
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}
