"""Number stories in the order of their publication, for archives, and remember feeds beside the sections'."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make two tables; the next publication fills them with what is out already."""
    op.create_table(
        "archive_entries",
        sa.Column("number", ID, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.Column("page", sa.Integer()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_archive_entries")),
        sa.ForeignKeyConstraint(["story"], ["stories.story"], name=op.f("fk_archive_entries_story_stories")),
        sa.UniqueConstraint("place", "story", name=op.f("uq_archive_entries_place_story")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_archive_entries_page", "archive_entries", ["place", "page", "number"])
    op.create_index(op.f("ix_archive_entries_story"), "archive_entries", ["story"])
    op.create_table(
        "feeds",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("made_of", sa.String(length=64)),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_feeds")),
    )
