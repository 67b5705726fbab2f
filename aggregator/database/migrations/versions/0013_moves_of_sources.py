"""Remember where the server of a source sends us for good."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column."""
    op.add_column("sources", sa.Column("move", sa.Text))
