"""Keep the entries of stories as feeds show them, so that a feed need not render what has not changed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the table; it fills as feeds are published."""
    op.create_table(
        "entries",
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("made_of", sa.String(length=32), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.story"], name=op.f("fk_entries_story_stories")),
        sa.PrimaryKeyConstraint("story", "language", name=op.f("pk_entries")),
    )
