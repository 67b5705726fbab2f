"""Remember where the server of a source sends us for good, and how much of it has come lately."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns."""
    for name in ("move", "arrivals"):
        op.add_column("sources", sa.Column(name, sa.Text))
