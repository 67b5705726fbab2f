"""What items have taken back, as the chains of their versions tell it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from aggregator.database.codec import decode_version
from aggregator.database.tables import versions
from aggregator.model.item import TELLING
from aggregator.model.story import PastVersion, Recall


def read_recalls(connection: sa.Connection, item_ids: Sequence[int]) -> dict[int, tuple[Recall, ...]]:
    """Return item -> its kills, withholds and corrections, oldest first; items without one are missing.

    Whole chains are read of these items alone, and they are few.
    """
    labelled = sa.select(versions.c.item).where(
        versions.c.item.in_(item_ids), versions.c.label.in_(sorted(TELLING))
    )
    found = sorted(set(connection.scalars(labelled)))
    if not found:
        return {}
    query = (
        sa.select(versions).where(versions.c.item.in_(found)).order_by(versions.c.item, versions.c.ordinal)
    )
    chains: dict[int, list[PastVersion]] = defaultdict(list)
    for row in connection.execute(query):
        version = decode_version(row.document)
        chains[row.item].append(PastVersion(ordinal=row.ordinal, seen_at=row.seen_at, version=version))
    return {item: tuple(_recalls(chain)) for item, chain in chains.items()}


def _recalls(chain: Sequence[PastVersion]) -> Iterator[Recall]:
    for place, said in enumerate(chain):
        if said.version.label in TELLING:
            yield Recall(
                label=said.version.label,
                said=said,
                before=tuple(past.version for past in chain[:place]),
                since=tuple(chain[place + 1 :]),
            )
