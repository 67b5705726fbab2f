"""What items have taken back, as the chains of their versions tell it."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from aggregator.database.codec import decode_version
from aggregator.database.tables import versions
from aggregator.model.item import TELLING
from aggregator.model.recalls import recalls_in
from aggregator.model.story import PastVersion, Recall

_LABELLED = sa.select(versions.c.item).where(
    versions.c.item.in_(sa.bindparam("ids", expanding=True)), versions.c.label.in_(sorted(TELLING))
)
"""Written once: to write a statement takes longer than SQLite takes to follow it."""


def read_recalls(connection: sa.Connection, item_ids: Sequence[int]) -> dict[int, tuple[Recall, ...]]:
    """Return item -> its kills, withholds and corrections, oldest first; items without one are missing.

    Whole chains are read of these items alone, and they are few.
    """
    found = sorted(set(connection.scalars(_LABELLED, {"ids": item_ids})))
    if not found:
        return {}
    query = (
        sa.select(versions).where(versions.c.item.in_(found)).order_by(versions.c.item, versions.c.ordinal)
    )
    chains: dict[int, list[PastVersion]] = defaultdict(list)
    for row in connection.execute(query):
        version = decode_version(row.document)
        chains[row.item].append(PastVersion(ordinal=row.ordinal, seen_at=row.seen_at, version=version))
    return {item: recalls_in(chain) for item, chain in chains.items()}
