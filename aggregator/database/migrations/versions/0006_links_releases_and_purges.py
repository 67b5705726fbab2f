"""Keep what editors say of two items, what they release, and how a purged text is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make three tables, and say of a decision who took it and what else it is about."""
    op.add_column("decisions", sa.Column("who", sa.Text()))
    op.add_column("decisions", sa.Column("other", sa.String(length=45)))
    op.add_column("decisions", sa.Column("item", ID))
    _create_item_links()
    _create_item_releases()
    _create_purged_words()


def _create_item_links() -> None:
    op.create_table(
        "item_links",
        sa.Column("one", ID, nullable=False),
        sa.Column("other", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["one"], ["items.item"], name=op.f("fk_item_links_one_items")),
        sa.ForeignKeyConstraint(["other"], ["items.item"], name=op.f("fk_item_links_other_items")),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_item_links")),
    )
    op.create_index("ix_item_links_other", "item_links", ["other"])


def _create_item_releases() -> None:
    op.create_table(
        "item_releases",
        sa.Column("item", ID, nullable=False),
        sa.Column("hold_digest", sa.String(length=64), nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.item"], name=op.f("fk_item_releases_item_items")),
        sa.PrimaryKeyConstraint("item", "hold_digest", name=op.f("pk_item_releases")),
    )


def _create_purged_words() -> None:
    op.create_table(
        "purged_words",
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("item", ID, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.item"], name=op.f("fk_purged_words_item_items")),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_purged_words")),
    )
