"""What the fetching of listed articles reads and writes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.database.appending import Plan, count_changes, store_items
from aggregator.database.codec import storable
from aggregator.database.engine import Database
from aggregator.database.listed import remember_listed
from aggregator.database.tables import pages, sources
from aggregator.model.poll import Page, PageCounts, PollCounts


def _no_changes(known: object) -> tuple[()]:  # noqa: ARG001  # a plan's argument
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCommit:
    """One fetch of a page as it is to be stored: what is to be remembered of it, and what it brought."""

    page: Page
    at: datetime
    guids: Sequence[str] = ()
    plan: Plan = _no_changes
    listed: Mapping[str, str] = field(default_factory=dict)
    """What it lists in its turn: of an archive, the document before it."""
    most_listed: int | None = None
    retry_at: datetime | None = None
    """Before when the server forbids us to come back: that holds for every page of the source."""


class Pages:
    """The store of listed articles; every method raises DatabaseError when the store fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, source_ids: Collection[str], *, now: datetime) -> tuple[Page, ...]:
        """Return for each source the one page that is to be fetched now: the first of those it listed first.

        None of a source whose server has told us to stay away.
        """
        # a page that was found in what is now the future is due as well: the clock was set back
        is_due = (pages.c.next_at <= now) | (pages.c.next_at.is_not(None) & (pages.c.found_at > now))
        is_free = (sources.c.retry_at.is_(None) | (sources.c.retry_at <= now)) & ~sources.c.is_gone
        first = (
            sa.select(sa.func.min(pages.c.page))
            .join(sources, sources.c.source == pages.c.source)
            .where(is_due, is_free, pages.c.source.in_(sorted(source_ids)))
            .group_by(pages.c.source)
        )
        query = sa.select(pages).where(pages.c.page.in_(first)).order_by(pages.c.page)
        with self._database.reading() as connection:
            return tuple(_page(dict(row)) for row in connection.execute(query).mappings())

    def counts(self) -> dict[str, PageCounts]:
        """Return how many pages of each source wait and how many were given up."""
        waiting = sa.func.count(pages.c.next_at)
        failed = sa.func.sum(sa.case((pages.c.next_at.is_(None) & (pages.c.failures > 0), 1), else_=0))
        query = sa.select(pages.c.source, waiting, failed).group_by(pages.c.source)
        with self._database.reading() as connection:
            return {
                source: PageCounts(waiting=int(waits), failed=int(fails))
                for source, waits, fails in connection.execute(query)
            }

    def commit(self, commit: PageCommit) -> PollCounts:
        """Store one fetch whole: its item, its versions, and that the page is not fetched again."""
        page = commit.page
        with self._database.writing() as connection:
            changes = store_items(connection, page.source, commit.at, guids=commit.guids, plan=commit.plan)
            connection.execute(pages.update().where(pages.c.page == page.page).values(_row(page)))
            remember_listed(connection, page.source, commit.listed, commit.at, most=commit.most_listed)
            if commit.retry_at is not None:
                waits = (pages.c.source == page.source) & (pages.c.next_at < commit.retry_at)
                connection.execute(pages.update().where(waits).values(next_at=commit.retry_at))
        return count_changes(changes)


def _page(row: Mapping[str, Any]) -> Page:
    return Page(**{name: row[name] for name in Page.__slots__})


def _row(page: Page) -> dict[str, object]:
    problem = storable(page.problem) if page.problem else None
    return {
        "failures": page.failures,
        "next_at": page.next_at,
        "fetched_at": page.fetched_at,
        "problem": problem,
    }
