"""Runs the migrations on the connection that the program hands over."""

from alembic import context

from aggregator.database import indexes  # noqa: F401 - the tables know them then
from aggregator.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
