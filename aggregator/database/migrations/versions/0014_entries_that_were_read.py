"""Remember the entries of each source's last body, so that only new ones are read."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "cuts",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("frame", sa.String(length=32), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_cuts")),
    )
