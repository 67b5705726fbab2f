"""Indexes that hold some rows of a table alone: what waits is found at once, however much there is.

They are apart from their tables because SQLAlchemy loads PostgreSQL's dialect to hear of them, wherever the store is;
nothing but the migrations asks for them.
"""

import sqlalchemy as sa

from aggregator.database.tables import items

sa.Index(
    "ix_items_unmatched",
    items.c.item,
    sqlite_where=items.c.matched < items.c.ordinal,
    postgresql_where=items.c.matched < items.c.ordinal,
)
sa.Index(
    "ix_items_unprinted",
    items.c.item,
    sqlite_where=items.c.printed < items.c.ordinal,
    postgresql_where=items.c.printed < items.c.ordinal,
)
sa.Index(
    "ix_items_regroup", items.c.item, sqlite_where=items.c.regroup.is_(True), postgresql_where=items.c.regroup
)
