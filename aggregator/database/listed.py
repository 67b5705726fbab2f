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


def remember_listed(connection: sa.Connection, source: str, listed: Mapping[str, str], at: datetime) -> None:
    """Make a row for each article (canonical link -> address) that has none; it is due at once.

    Of a first fill only the beginning is; the rest is known and stays unfetched.
    """
    digests = {digest(link): url for link, url in listed.items()}
    known = _known(connection, source, list(digests))
    fresh = [each for each in digests if each not in known]
    if not fresh:
        return
    due = len(fresh) if known or _has_pages(connection, source) else FIRST_FILL
    rows = [
        {
            "source": source,
            "url_digest": each,
            "url": storable(digests[each]),
            "found_at": at,
            "next_at": at if place < due else None,
            "failures": 0,
        }
        for place, each in enumerate(fresh)
    ]
    connection.execute(pages.insert(), rows)


def _known(connection: sa.Connection, source: str, digests: list[str]) -> set[str]:
    known: set[str] = set()
    for batch in batches(digests):
        query = sa.select(pages.c.url_digest).where(pages.c.source == source, pages.c.url_digest.in_(batch))
        known.update(connection.scalars(query))
    return known


def _has_pages(connection: sa.Connection, source: str) -> bool:
    query = sa.select(pages.c.page).where(pages.c.source == source).limit(1)
    return connection.execute(query).first() is not None
