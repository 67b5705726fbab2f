"""The entries of stories as they were made last, for the publish stage: what they hold is its own to read."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.engine import Database
from aggregator.database.many import carry_out, for_many
from aggregator.database.tables import entries

_READ = sa.select(entries.c.story, entries.c.document).where(
    entries.c.language == sa.bindparam("language"),
    entries.c.made_of == sa.bindparam("made_of"),
    entries.c.story.in_(sa.bindparam("ids", expanding=True)),
)
_PUT = for_many(entries.insert().inline(), "story", "language", "made_of", "document")


class Entries:
    """The store of made entries, one for each story and language; every method raises DatabaseError when it fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, ids: Sequence[str], *, language: str, made_of: str) -> dict[str, bytes]:
        """Return the entries of these stories in a language that were made of this, by story."""
        found: dict[str, bytes] = {}
        with self._database.reading() as connection:
            for batch in batches(ids):
                wanted = {"language": language, "made_of": made_of, "ids": batch}
                found.update((row.story, row.document) for row in connection.execute(_READ, wanted))
        return found

    def add(self, made: Mapping[str, bytes], *, language: str, made_of: str) -> None:
        """Keep entries beside those in other languages."""
        self._put(made, entries.c.language == language, language=language, made_of=made_of)

    def renew(self, made: Mapping[str, bytes], *, language: str, made_of: str) -> None:
        """Keep entries in the place of those in any language, for their stories have changed."""
        self._put(made, sa.true(), language=language, made_of=made_of)

    def forget(self) -> None:
        """Forget every entry."""
        with self._database.writing() as connection:
            connection.execute(entries.delete())

    def _put(
        self, made: Mapping[str, bytes], replaced: sa.ColumnElement[bool], *, language: str, made_of: str
    ) -> None:
        """Put entries in the place of those of their stories that are to be replaced."""
        rows = [(story, language, made_of, document) for story, document in made.items()]
        with self._database.writing() as connection:
            for batch in batches(list(made)):
                connection.execute(entries.delete().where(replaced, entries.c.story.in_(batch)))
            carry_out(connection, _PUT, rows)
