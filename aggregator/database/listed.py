"""The articles that a section page lists, as they are remembered with its poll."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from aggregator.database.batches import batches
from aggregator.database.codec import storable
from aggregator.database.tables import pages
from aggregator.model.comparison import digest

FIRST_FILL = 30
"""Articles that are fetched of what a section page lists when it is seen first: those that it lists first."""


def remember_listed(
    connection: sa.Connection,
    source: str,
    listed: Mapping[str, str],
    at: datetime,
    *,
    most: int | None = None,
) -> None:
    """Make a row for each article (canonical link -> address) that has none; it is due at once.

    Of a first fill only the beginning is; the rest is known and stays unfetched. Of what would be more than `most` in
    all nothing is remembered.
    """
    digests = {digest(link): url for link, url in listed.items()}
    known = _known(connection, source, list(digests))
    fresh = [each for each in digests if each not in known]
    if fresh and most is not None:
        fresh = fresh[: max(most - _count(connection, source), 0)]
    if not fresh:
        return
    due = len(fresh) if known or _count(connection, source) else FIRST_FILL
    rows = [_row(source, each, digests[each], at, is_due=place < due) for place, each in enumerate(fresh)]
    connection.execute(pages.insert(), rows)


def _row(source: str, url_digest: str, url: str, at: datetime, *, is_due: bool) -> dict[str, object]:
    return {
        "source": source,
        "url_digest": url_digest,
        "url": storable(url),
        "found_at": at,
        "next_at": at if is_due else None,
        "failures": 0,
    }


def _known(connection: sa.Connection, source: str, digests: list[str]) -> set[str]:
    known: set[str] = set()
    for batch in batches(digests):
        query = sa.select(pages.c.url_digest).where(pages.c.source == source, pages.c.url_digest.in_(batch))
        known.update(connection.scalars(query))
    return known


def _count(connection: sa.Connection, source: str) -> int:
    query = sa.select(sa.func.count()).select_from(pages).where(pages.c.source == source)
    return connection.execute(query).scalar_one()
