"""Let stories be found by their words; those that are out are queued, so that the next publication takes them in."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"

_INDEX = """
    CREATE VIRTUAL TABLE story_index USING fts5(
        words, content='story_words', content_rowid='number', tokenize='unicode61 remove_diacritics 0'
    )
"""
_INSERTED = """
    CREATE TRIGGER story_words_inserted AFTER INSERT ON story_words BEGIN
        INSERT INTO story_index (rowid, words) VALUES (new.number, new.words);
    END
"""
_DELETED = """
    CREATE TRIGGER story_words_deleted AFTER DELETE ON story_words BEGIN
        INSERT INTO story_index (story_index, rowid, words) VALUES ('delete', old.number, old.words);
    END
"""
_COLUMN = """
    ALTER TABLE story_words
    ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
"""
_OWN = {
    "sqlite": (_INDEX, _INSERTED, _DELETED),
    "postgresql": (_COLUMN, "CREATE INDEX ix_story_words_search ON story_words USING gin (search)"),
}
"""What each database has beside the table."""


def upgrade() -> None:
    """Make the table and the index that the database offers."""
    op.create_table(
        "story_words",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.story"], name=op.f("fk_story_words_story_stories")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_story_words")),
        sa.UniqueConstraint("story", name=op.f("uq_story_words_story")),
        sqlite_autoincrement=True,
    )
    for statement in _OWN[op.get_context().dialect.name]:
        op.execute(statement)
    op.execute(
        "INSERT INTO outbox (section, story)"
        " SELECT section, story FROM story_sections WHERE section = 'all' ORDER BY surfaced_at, story"
    )
