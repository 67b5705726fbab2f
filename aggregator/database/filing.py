"""Where stories stand beside their sections, and the archives of every place.

A story gets its number in a place when it is published there first, and an archive document once that many have one:
what comes late comes last, and moves nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.engine import Database
from aggregator.database.rows import IS_FURTHER, read_whole_stories
from aggregator.database.tables import archive_entries, feeds, outbox, sources, stories, story_sections
from aggregator.model.filing import ArchivePage, Filing, FurtherFeed, is_further
from aggregator.model.source import Outlet
from aggregator.model.story import Story

Queued = tuple[str, str]
"""A story, and the place or archive document that shows it."""


_NEWEST_PAGES = (
    sa.select(archive_entries.c.place, sa.func.max(archive_entries.c.page).label("page"))
    .where(archive_entries.c.page.is_not(None))
    .group_by(archive_entries.c.place)
)
_NEWEST_PAGE = sa.select(sa.func.max(archive_entries.c.page)).where(
    archive_entries.c.place == sa.bindparam("of")
)

_STORIES_OF_PAGE = (
    sa.select(archive_entries.c.story)
    .where(
        archive_entries.c.place == sa.bindparam("place"),
        archive_entries.c.page == sa.bindparam("page"),
    )
    .order_by(archive_entries.c.number)
)


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
            before = _places(connection, ids)
            after = {each.story: _after(each, before[each.story]) for each in filings}
            _write_places(connection, after)
            _remember_titles(connection, filings)
            sealed = _seal(connection, _number(connection, after), page_size=page_size)
            rows = [
                (story, place)
                for story in ids
                for place in _shown(before[story], after[story], is_quiet=is_quiet)
            ]
            shown = [] if is_quiet else _pages_of(connection, ids)
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
            found = {place: connection.scalar(_NEWEST_PAGE, {"of": place}) for place in places}
        return {place: page for place, page in found.items() if page is not None}

    def page(self, page: ArchivePage) -> tuple[str, ...]:
        """Return the ids of the stories of an archive document."""
        with self._database.reading() as connection:
            return tuple(connection.scalars(_STORIES_OF_PAGE, {"place": page.place, "page": page.page}))

    def queue_pages(self, pages: Iterable[ArchivePage]) -> None:
        """Let these archive documents be rendered again."""
        with self._database.writing() as connection:
            _queue(connection, [row for page in pages for row in _row_of(connection, page)])

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


def _places(connection: sa.Connection, ids: Sequence[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for batch in batches(ids):
        query = sa.select(story_sections.c.story, story_sections.c.section)
        for row in connection.execute(query.where(story_sections.c.story.in_(batch))):
            found[row.story].add(row.section)
    return found


def _after(filing: Filing, before: set[str]) -> set[str]:
    if filing.feeds is None:
        return before
    return {place for place in before if not is_further(place)} | {feed.place for feed in filing.feeds}


def _shown(before: set[str], after: set[str], *, is_quiet: bool) -> list[str]:
    return sorted(filter(is_further, before ^ after if is_quiet else before | after))


def _write_places(connection: sa.Connection, after: Mapping[str, set[str]]) -> None:
    for batch in batches(list(after)):
        connection.execute(story_sections.delete().where(story_sections.c.story.in_(batch), IS_FURTHER))
        query = sa.select(stories.c.story, stories.c.surfaced_at, stories.c.first_published)
        rows = [
            {**row, "section": place}
            for row in connection.execute(query.where(stories.c.story.in_(batch))).mappings()
            for place in sorted(filter(is_further, after[row["story"]]))
        ]
        if rows:
            connection.execute(story_sections.insert(), rows)


def _remember_titles(connection: sa.Connection, filings: Sequence[Filing]) -> None:
    titles = {feed.place: feed.title for each in filings for feed in each.feeds or () if feed.title}
    for places in batches(sorted(titles)):
        known = set(connection.scalars(sa.select(feeds.c.place).where(feeds.c.place.in_(places))))
        rows = [{"place": place, "title": titles[place]} for place in places if place not in known]
        if rows:
            connection.execute(feeds.insert(), rows)


def _number(connection: sa.Connection, after: Mapping[str, set[str]]) -> list[str]:
    """Number stories in the places where they are new; return these places.

    One that has left a place before it was archived there will not be.
    """
    numbered: set[Queued] = set()
    left: list[int] = []
    for batch in batches(list(after)):
        query = sa.select(archive_entries).where(archive_entries.c.story.in_(batch))
        for row in connection.execute(query):
            if row.page is not None or row.place in after[row.story]:
                numbered.add((row.story, row.place))
            else:
                left.append(row.number)
    for numbers in batches(left):
        connection.execute(archive_entries.delete().where(archive_entries.c.number.in_(numbers)))
    every = [(story, place) for story, places in after.items() for place in sorted(places)]
    rows = [{"story": story, "place": place} for story, place in every if (story, place) not in numbered]
    if rows:
        connection.execute(archive_entries.insert(), rows)
    return sorted({row["place"] for row in rows})


def _seal(connection: sa.Connection, places: Iterable[str], *, page_size: int) -> list[Queued]:
    """Make archive documents of what is enough for one; return those that are to be rendered for it."""
    changed: list[ArchivePage] = []
    for place in places:
        here = archive_entries.c.place == place
        query = sa.select(archive_entries.c.number).where(here, archive_entries.c.page.is_(None))
        loose = connection.scalars(query.order_by(archive_entries.c.number)).all()
        newest = connection.scalar(sa.select(sa.func.max(archive_entries.c.page)).where(here)) or 0
        for count in range(len(loose) // page_size):
            numbers = loose[count * page_size : (count + 1) * page_size]
            _assign(connection, numbers, newest + count + 1)
            changed += [ArchivePage(place, page) for page in (newest + count, newest + count + 1) if page]
    return [row for page in dict.fromkeys(changed) for row in _row_of(connection, page)]


def _assign(connection: sa.Connection, numbers: Sequence[int], page: int) -> None:
    for batch in batches(numbers):
        chosen = archive_entries.c.number.in_(batch)
        connection.execute(archive_entries.update().where(chosen).values(page=page))


def _pages_of(connection: sa.Connection, ids: Sequence[str]) -> list[Queued]:
    """Return the archive documents that show one of these stories, wherever they have gone since."""
    found: dict[ArchivePage, None] = {}
    for batch in batches(ids):
        query = sa.select(archive_entries.c.place, archive_entries.c.page).distinct()
        query = query.where(archive_entries.c.story.in_(batch), archive_entries.c.page.is_not(None))
        found.update(dict.fromkeys(ArchivePage(row.place, row.page) for row in connection.execute(query)))
    return [row for page in found for row in _row_of(connection, page)]


def _row_of(connection: sa.Connection, page: ArchivePage) -> Iterator[Queued]:
    """Yield what to queue for an archive document: any of its stories stands for it."""
    here = (archive_entries.c.place == page.place) & (archive_entries.c.page == page.page)
    story = connection.scalar(sa.select(sa.func.min(archive_entries.c.story)).where(here))
    if story is not None:
        yield story, page.path


def _queue(connection: sa.Connection, rows: Iterable[Queued]) -> None:
    queued = [{"story": story, "section": place} for story, place in rows]
    if queued:
        connection.execute(outbox.insert(), queued)
