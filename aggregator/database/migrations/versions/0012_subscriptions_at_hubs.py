"""Remember the subscriptions at hubs (WebSub), and until when the hub of a source is bound to deliver."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table, and add the column."""
    op.add_column("sources", sa.Column("pushed_until", TIME))
    op.create_table(
        "subscriptions",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("next_at", TIME),
        sa.Column("asked_at", TIME),
        sa.Column("lease_ends_at", TIME),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("delivered_at", TIME),
        sa.Column("thrown_away", sa.Integer(), nullable=False),
        sa.Column("thrown_away_at", TIME),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_source"), "subscriptions", ["source"])
    op.create_index(op.f("ix_subscriptions_next_at"), "subscriptions", ["next_at"])
