"""Remember when a source posts, how its publisher wants it polled, and why its next poll is when it is."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns."""
    for name in ("next_poll_because", "rhythm", "manners"):
        op.add_column("sources", sa.Column(name, sa.Text))
