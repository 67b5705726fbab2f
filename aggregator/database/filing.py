"""Where stories stand beside their sections, and what is remembered of the feeds that show them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from aggregator.database.archiving import NEWEST_PAGE, Queued, number, pages_of, row_of, seal
from aggregator.database.batches import batches
from aggregator.database.engine import Database
from aggregator.database.many import carry_out, for_many
from aggregator.database.rows import IS_FURTHER, read_whole_stories
from aggregator.database.tables import archive_entries, feeds, outbox, sources, stories, story_sections
from aggregator.model.filing import ArchivePage, Filing, FurtherFeed, is_further
from aggregator.model.source import Outlet
from aggregator.model.story import Story

_NEWEST_PAGES = (
    sa.select(archive_entries.c.place, sa.func.max(archive_entries.c.page).label("page"))
    .where(archive_entries.c.page.is_not(None))
    .group_by(archive_entries.c.place)
)
_STORIES_OF_PAGE = (
    sa.select(archive_entries.c.story)
    .where(
        archive_entries.c.place == sa.bindparam("place"),
        archive_entries.c.page == sa.bindparam("page"),
    )
    .order_by(archive_entries.c.number)
)

# written once: to write a statement takes longer than SQLite takes to follow it
_PLACES_OF = sa.select(story_sections.c.story, story_sections.c.section).where(
    story_sections.c.story.in_(sa.bindparam("ids", expanding=True))
)
_LEAVE = story_sections.delete().where(
    story_sections.c.story.in_(sa.bindparam("ids", expanding=True)), IS_FURTHER
)
_STAND = for_many(
    story_sections.insert().from_select(
        ("section", "story", "surfaced_at", "first_published"),
        sa.select(
            sa.bindparam("place", type_=sa.String()),
            stories.c.story,
            stories.c.surfaced_at,
            stories.c.first_published,
        ).where(stories.c.story == sa.bindparam("of")),
    )
)
"""Takes a place and a story, which stands there by its own times."""
_QUEUE = for_many(outbox.insert().inline(), "section", "story")


class Filings:
    """The further feeds and the archives, for the publish stage."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file(self, filings: Sequence[Filing], *, page_size: int, is_quiet: bool = False) -> None:
        """Let the stories stand where their filings say, in the order given, and queue what shows them.

        A quiet filing queues only what it changed.
        """
        ids = [each.story for each in filings]
        with self._database.writing() as connection:
            before = places_of(connection, ids)
            after = {each.story: _after(each, before[each.story]) for each in filings}
            _write_places(connection, before, after)
            _remember_titles(connection, filings)
            sealed = seal(connection, number(connection, after), page_size=page_size)
            rows = [
                (story, place)
                for story in ids
                for place in _shown(before[story], after[story], is_quiet=is_quiet)
            ]
            shown = [] if is_quiet else pages_of(connection, ids)
            _queue(connection, dict.fromkeys((*rows, *shown, *sealed)))

    def released(self) -> tuple[str, ...]:
        """Return every story that has been published, in their order; what still waits is filed in its turn."""
        order = (stories.c.released_at, stories.c.first_published, stories.c.story)
        was_out = stories.c.released_at.is_not(None) & stories.c.told_status.is_not(None)
        query = sa.select(stories.c.story).where(was_out).order_by(*order)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def stories(self, ids: Sequence[str]) -> tuple[Story, ...]:
        """Return stories whole, in the order of `ids`."""
        with self._database.reading() as connection:
            return tuple(read_whole_stories(connection, ids))

    def known(self) -> tuple[FurtherFeed, ...]:
        """Return the feeds that have a name of their own in the store: those of agencies."""
        query = sa.select(feeds.c.place, feeds.c.title).where(feeds.c.title.is_not(None))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(feeds.c.place))
            return tuple(FurtherFeed(row.place, row.title) for row in rows)

    def outlets(self) -> Mapping[str, Outlet]:
        """Return what outlets call themselves, by source."""
        query = sa.select(sources.c.source, sources.c.outlet, sources.c.home_url)
        with self._database.reading() as connection:
            return {row.source: Outlet(row.outlet or "", row.home_url) for row in connection.execute(query)}

    def newest_pages(self, places: Sequence[str] | None = None) -> Mapping[str, int]:
        """Return the newest archive document of each of these places, or of all, where there is one."""
        with self._database.reading() as connection:
            if places is None:
                return {row.place: row.page for row in connection.execute(_NEWEST_PAGES)}
            # one by one: an index knows the last of each, and of all together it would be counted
            found = {place: connection.scalar(NEWEST_PAGE, {"of": place}) for place in places}
        return {place: page for place, page in found.items() if page is not None}

    def page(self, page: ArchivePage) -> tuple[str, ...]:
        """Return the ids of the stories of an archive document."""
        with self._database.reading() as connection:
            return tuple(connection.scalars(_STORIES_OF_PAGE, {"place": page.place, "page": page.page}))

    def queue_pages(self, pages: Iterable[ArchivePage]) -> None:
        """Let these archive documents be rendered again."""
        with self._database.writing() as connection:
            _queue(connection, [row for page in pages for row in row_of(connection, page)])

    def made_of(self, names: Sequence[str] | None = None) -> Mapping[str, str]:
        """Return the digests of what feeds were made of last: all of them, or these."""
        query = sa.select(feeds.c.place, feeds.c.made_of).where(feeds.c.made_of.is_not(None))
        query = query if names is None else query.where(feeds.c.place.in_(names))
        with self._database.reading() as connection:
            return {row.place: row.made_of for row in connection.execute(query)}

    def remember(self, made_of: Mapping[str, str]) -> None:
        """Remember what feeds are made of now."""
        with self._database.writing() as connection:
            for names in batches(sorted(made_of)):
                connection.execute(feeds.delete().where(feeds.c.place.in_(names), feeds.c.title.is_(None)))
            rows = [{"place": place, "made_of": digest} for place, digest in made_of.items()]
            if rows:
                connection.execute(feeds.insert(), rows)


def places_of(connection: sa.Connection, ids: Sequence[str]) -> defaultdict[str, set[str]]:
    """Return the sections and the further places in which each of these stories stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for batch in batches(ids):
        for story, place in connection.execute(_PLACES_OF, {"ids": batch}):
            found[story].add(place)
    return found


def _after(filing: Filing, before: set[str]) -> set[str]:
    if filing.feeds is None:
        return before
    return {place for place in before if not is_further(place)} | {feed.place for feed in filing.feeds}


def _shown(before: set[str], after: set[str], *, is_quiet: bool) -> list[str]:
    return sorted(filter(is_further, before ^ after if is_quiet else before | after))


def _write_places(
    connection: sa.Connection, before: Mapping[str, set[str]], after: Mapping[str, set[str]]
) -> None:
    """Let stories stand in their further places, by the times that they have now."""
    stood = [story for story in after if any(map(is_further, before[story]))]
    for batch in batches(stood):
        connection.execute(_LEAVE, {"ids": batch})
    rows = [(place, story) for story, places in after.items() for place in sorted(filter(is_further, places))]
    carry_out(connection, _STAND, rows)


def _remember_titles(connection: sa.Connection, filings: Sequence[Filing]) -> None:
    titles = {feed.place: feed.title for each in filings for feed in each.feeds or () if feed.title}
    for places in batches(sorted(titles)):
        known = set(connection.scalars(sa.select(feeds.c.place).where(feeds.c.place.in_(places))))
        rows = [{"place": place, "title": titles[place]} for place in places if place not in known]
        if rows:
            connection.execute(feeds.insert(), rows)


def _queue(connection: sa.Connection, rows: Iterable[Queued]) -> None:
    carry_out(connection, _QUEUE, [(place, story) for story, place in rows])
