"""Keep what is to be sent to webhooks and hubs, what they were told of each story, and the problems."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make three tables and three columns; whatever is out already counts as told."""
    _make_pushes()
    _make_problems()
    op.add_column("stories", sa.Column("told_status", sa.String(length=16)))
    op.add_column("stories", sa.Column("told_updated", TIME))
    op.add_column("stories", sa.Column("told_places", sa.Text()))
    op.execute(
        "UPDATE stories SET told_status = status, told_updated = updated, "
        "told_places = TRIM(sections || ' all') WHERE released_at IS NOT NULL"
    )


def _make_pushes() -> None:
    op.create_table(
        "pushes",
        sa.Column("number", ID, nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pushes")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "lanes",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", TIME),
        sa.Column("problem", sa.Text()),
        sa.Column("failing_since", TIME),
        sa.Column("delivered_at", TIME),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lanes")),
    )


def _make_problems() -> None:
    op.create_table(
        "problems",
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("resolved_at", TIME),
        sa.PrimaryKeyConstraint("problem", name=op.f("pk_problems")),
    )
