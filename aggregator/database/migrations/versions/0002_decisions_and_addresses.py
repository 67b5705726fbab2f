"""Keep what editors decide, which words an entry shows, and which address a source was polled at."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table of decisions (a story's newest one holds) and two columns."""
    op.create_table(
        "decisions",
        sa.Column("number", ID, nullable=False),
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.story"], name=op.f("fk_decisions_story_stories")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_story", "decisions", ["story"])
    op.create_index("ix_decisions_is_applied", "decisions", ["is_applied"])
    op.add_column("stories", sa.Column("shown_words", sa.String(length=64)))
    op.add_column("sources", sa.Column("url", sa.Text()))
