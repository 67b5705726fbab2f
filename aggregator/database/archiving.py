"""The archives of every place, as rows.

A story gets its number in a place when it is published there first, and an archive document once that many have one:
what comes late comes last, and moves nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.many import carry_out, for_many
from aggregator.database.tables import archive_entries
from aggregator.model.filing import ArchivePage

Queued = tuple[str, str]
"""A story, and the place or archive document that shows it."""

# written once: to write a statement takes longer than SQLite takes to follow it
NEWEST_PAGE = sa.select(sa.func.max(archive_entries.c.page)).where(
    archive_entries.c.place == sa.bindparam("of")
)
_NUMBERED = sa.select(
    archive_entries.c.number, archive_entries.c.place, archive_entries.c.story, archive_entries.c.page
).where(archive_entries.c.story.in_(sa.bindparam("ids", expanding=True)))
_NUMBER = for_many(archive_entries.insert().inline(), "place", "story")

_IS_LOOSE = archive_entries.c.page.is_(None)
_FULL = (
    sa.select(archive_entries.c.place)
    .where(archive_entries.c.place.in_(sa.bindparam("places", expanding=True)), _IS_LOOSE)
    .group_by(archive_entries.c.place)
    .having(sa.func.count() >= sa.bindparam("size"))
    .order_by(archive_entries.c.place)
)
"""The places that have enough for an archive document: few among those that have something new."""
_LOOSE = (
    sa.select(archive_entries.c.number)
    .where(archive_entries.c.place == sa.bindparam("of"), _IS_LOOSE)
    .order_by(archive_entries.c.number)
)
_ASSIGN = (
    archive_entries.update()
    .where(
        archive_entries.c.place == sa.bindparam("of"),
        _IS_LOOSE,
        archive_entries.c.number <= sa.bindparam("last"),
    )
    .values(page=sa.bindparam("to"))
)
_PAGES_OF = (
    sa.select(archive_entries.c.place, archive_entries.c.page)
    .distinct()
    .where(archive_entries.c.story.in_(sa.bindparam("ids", expanding=True)), ~_IS_LOOSE)
)
_STANDS_FOR = (
    sa.select(archive_entries.c.story)
    .where(archive_entries.c.place == sa.bindparam("of"), archive_entries.c.page == sa.bindparam("page"))
    .order_by(archive_entries.c.number)
    .limit(1)
)


def number(connection: sa.Connection, after: Mapping[str, set[str]]) -> list[str]:
    """Number stories in the places where they are new; return these places.

    One that has left a place before it was archived there will not be.
    """
    numbered: set[Queued] = set()
    left: list[int] = []
    for batch in batches(list(after)):
        for row in connection.execute(_NUMBERED, {"ids": batch}):
            if row.page is not None or row.place in after[row.story]:
                numbered.add((row.story, row.place))
            else:
                left.append(row.number)
    for numbers in batches(left):
        connection.execute(archive_entries.delete().where(archive_entries.c.number.in_(numbers)))
    every = [(place, story) for story, places in after.items() for place in sorted(places)]
    rows = [(place, story) for place, story in every if (story, place) not in numbered]
    carry_out(connection, _NUMBER, rows)
    return sorted({place for place, _ in rows})


def seal(connection: sa.Connection, places: Sequence[str], *, page_size: int) -> list[Queued]:
    """Make archive documents of what is enough for one; return those that are to be rendered for it."""
    changed: list[ArchivePage] = []
    for batch in batches(places):
        for place in connection.scalars(_FULL, {"places": batch, "size": page_size}).all():
            changed += _seal_place(connection, place, page_size=page_size)
    return [row for page in dict.fromkeys(changed) for row in row_of(connection, page)]


def _seal_place(connection: sa.Connection, place: str, *, page_size: int) -> Iterator[ArchivePage]:
    """Make a place's archive documents; yield each with the one before it, which links to it from now on."""
    loose = connection.scalars(_LOOSE, {"of": place}).all()
    newest = connection.scalar(NEWEST_PAGE, {"of": place}) or 0
    for page, last in enumerate(loose[page_size - 1 :: page_size], newest + 1):
        connection.execute(_ASSIGN, {"of": place, "last": last, "to": page})
        yield from (ArchivePage(place, each) for each in (page - 1, page) if each)


def pages_of(connection: sa.Connection, ids: Sequence[str]) -> list[Queued]:
    """Return the archive documents that show one of these stories, wherever they have gone since."""
    found: dict[ArchivePage, None] = {}
    for batch in batches(ids):
        rows = connection.execute(_PAGES_OF, {"ids": batch})
        found.update(dict.fromkeys(ArchivePage(row.place, row.page) for row in rows))
    return [row for page in found for row in row_of(connection, page)]


def row_of(connection: sa.Connection, page: ArchivePage) -> Iterator[Queued]:
    """Yield what to queue for an archive document: any of its stories stands for it."""
    story = connection.scalar(_STANDS_FOR, {"of": page.place, "page": page.page})
    if story is not None:
        yield story, page.path
