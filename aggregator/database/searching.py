"""The words of the stories that are out, found by an index of the database's own: FTS5, or tsvector under GIN."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.codec import storable
from aggregator.database.drivers import is_sqlite
from aggregator.database.engine import Database
from aggregator.database.many import carry_out, for_many
from aggregator.database.rows import read_whole_stories
from aggregator.database.tables import story_words
from aggregator.model.searching import Query, Term
from aggregator.model.story import Story

LAST = 2**63 - 1
"""Above every number that is given."""
RECENT = 1_000
"""Numbers among which PostgreSQL looks first."""

# written once: to write a statement takes longer than SQLite takes to follow it
_KNOWN = sa.select(story_words.c.story, story_words.c.words).where(
    story_words.c.story.in_(sa.bindparam("ids", expanding=True))
)
_FORGET = story_words.delete().where(story_words.c.story.in_(sa.bindparam("ids", expanding=True)))
_KEEP = for_many(story_words.insert().inline(), "story", "words")


@dataclass(frozen=True, slots=True)
class Found:
    """A story that has what was asked for; `number` is the larger the later its words came."""

    number: int
    story: Story


class Search:
    """The store of words; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, words: Mapping[str, str | None]) -> None:
        """Let stories be found by these words, and those without any no more; the same words change nothing.

        What stands last is found first.
        """
        with self._database.writing() as connection:
            for ids in batches(list(words)):
                known = dict(_read(connection, ids))
                changed = [story for story in ids if words[story] != known.get(story)]
                if gone := [story for story in changed if story in known]:
                    connection.execute(_FORGET, {"ids": gone})
                kept = [(story, storable(text)) for story in changed if (text := words[story])]
                carry_out(connection, _KEEP, kept)

    def find(self, query: Query, *, limit: int, before: int | None = None) -> tuple[Found, ...]:
        """Return stories that have what a query asks for, those whose words came last first.

        `before` is the number of the last one that was shown: what follows it is returned.
        """
        if not query.wanted:
            return ()
        find = _find_in_sqlite if is_sqlite(self._database.engine.url) else _find_in_postgresql
        with self._database.reading() as connection:
            numbers = find(connection, query, before=before or LAST, limit=limit)
            return tuple(
                Found(numbers[each.id], each) for each in read_whole_stories(connection, list(numbers))
            )


def _find_in_sqlite(connection: sa.Connection, query: Query, *, before: int, limit: int) -> dict[str, int]:
    """Return the stories that match with their numbers; the index is read from its end, as far as is needed."""
    index = sa.table("story_index", sa.column("rowid"), sa.column("story_index"))
    matches = (
        sa.select(story_words.c.story, story_words.c.number)
        .join_from(index, story_words, story_words.c.number == index.c.rowid)
        .where(index.c.story_index.op("MATCH")(_in_fts5(query)), index.c.rowid < before)
        .order_by(index.c.rowid.desc())
        .limit(limit)
    )
    return {row.story: row.number for row in connection.execute(matches)}


def _find_in_postgresql(
    connection: sa.Connection, query: Query, *, before: int, limit: int
) -> dict[str, int]:
    """Return the stories that match with their numbers: those among the newest where they are enough, else of all.

    What most stories have is soon found among the newest, and would fill the index's answer; the planner cannot know
    which is which, and reads every story for a word that none has (1.3 s of 100,000).
    """
    number = story_words.c.number
    newest = connection.scalar(sa.select(sa.func.max(number)).where(number < before)) or 0
    condition = sa.column("search").op("@@")(sa.cast(_in_tsquery(query), _TsQuery))
    matches = sa.select(story_words.c.story, number).where(condition, number < before).limit(limit)
    recent = matches.where(number > newest - RECENT).order_by(number.desc())
    rows = connection.execute(recent).all()
    if len(rows) < limit:
        rows = connection.execute(
            matches.order_by((number + 0).desc())
        ).all()  # no order that another index has
    return {row.story: row.number for row in rows}


def _read(connection: sa.Connection, ids: list[str]) -> list[tuple[str, str]]:
    return [(story, words) for story, words in connection.execute(_KNOWN, {"ids": ids})]


class _TsQuery(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "tsquery"


def _in_fts5(query: Query) -> str:
    """Return a query as FTS5 takes it (sqlite.org/fts5.html, 3)."""
    wanted = " AND ".join(map(_fts5_phrase, query.wanted))
    excluded = " OR ".join(map(_fts5_phrase, query.excluded))
    return f"({wanted}) NOT ({excluded})" if excluded else wanted


def _fts5_phrase(term: Term) -> str:
    phrase = '"' + " ".join(term.words) + '"'
    return f"{phrase} *" if term.is_beginning else phrase


def _in_tsquery(query: Query) -> str:
    """Return a query as PostgreSQL takes it (postgresql.org/docs/current/datatype-textsearch.html)."""
    wanted = map(_tsquery_phrase, query.wanted)
    excluded = (f"!{_tsquery_phrase(term)}" for term in query.excluded)
    return " & ".join([*wanted, *excluded])


def _tsquery_phrase(term: Term) -> str:
    quoted = [f"'{word}'" for word in term.words]
    if term.is_beginning:
        quoted[-1] += ":*"
    return "(" + " <-> ".join(quoted) + ")"
