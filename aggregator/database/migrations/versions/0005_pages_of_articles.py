"""Remember the articles that section pages list, each until it is fetched once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "pages",
        sa.Column("page", ID, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url_digest", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("found_at", TIME, nullable=False),
        sa.Column("next_at", TIME),
        sa.Column("fetched_at", TIME),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("page", name=op.f("pk_pages")),
        sa.UniqueConstraint("source", "url_digest", name=op.f("uq_pages_source_url_digest")),
    )
    op.create_index(op.f("ix_pages_next_at"), "pages", ["next_at"])
