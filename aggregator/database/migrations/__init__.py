"""The history of the tables (Alembic); a migration never imports live code but the column types."""
