"""Remember how much of a source's copy may be published, for when the configuration no longer names it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("sources", sa.Column("rights", sa.String(length=16)))
