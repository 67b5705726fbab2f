"""Find copies by fingerprints: keys by digest and time, sketches, evidence for each pair of items.

Every stored item is printed and compared once more at the next start; no story changes its id by that.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Replace the keys and the evidence of equal texts, and let every item be compared anew."""
    op.drop_table("item_keys")
    op.drop_table("evidence")
    op.add_column("items", sa.Column("printed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("items", sa.Column("regroup", sa.Boolean(), nullable=False, server_default=sa.true()))
    unprinted, regroup = sa.text("printed < ordinal"), sa.text("regroup")
    op.create_index(
        "ix_items_unprinted", "items", ["item"], sqlite_where=unprinted, postgresql_where=unprinted
    )
    op.create_index(
        "ix_items_regroup",
        "items",
        ["item"],
        sqlite_where=sa.text("regroup IS 1"),
        postgresql_where=regroup,
    )
    _create_keys()
    _create_prints()
    _create_boilerplate()
    _create_evidence()


def _create_keys() -> None:
    op.create_table(
        "item_keys",
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("item", ID, nullable=False),
        sa.PrimaryKeyConstraint("value", "place", "item", name=op.f("pk_item_keys")),
        sqlite_with_rowid=False,
    )


def _create_prints() -> None:
    op.create_table(
        "prints",
        sa.Column("item", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.item"], name=op.f("fk_prints_item_items")),
        sa.PrimaryKeyConstraint("item", "ordinal", name=op.f("pk_prints")),
    )


def _create_boilerplate() -> None:
    op.create_table(
        "boilerplate",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("source", "line", name=op.f("pk_boilerplate")),
    )


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("one", ID, nullable=False),
        sa.Column("other", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["items.item"], name=op.f("fk_evidence_one_items")),
        sa.ForeignKeyConstraint(["other"], ["items.item"], name=op.f("fk_evidence_other_items")),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_other", "evidence", ["other"])
