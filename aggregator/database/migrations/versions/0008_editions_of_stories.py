"""Remember what a story's entry was last written from, and what had changed then."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column."""
    op.add_column("stories", sa.Column("edition", sa.Text()))
