"""Make the tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table; those that others refer to come first."""
    _create_installation()
    _create_items()
    _create_outbox()
    _create_sources()
    _create_stories()
    _create_evidence()
    _create_item_keys()
    _create_story_items()
    _create_story_sections()
    _create_versions()


def _create_installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )


def _create_items() -> None:
    op.create_table(
        "items",
        sa.Column("item", ID, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("guid_digest", sa.String(length=64), nullable=False),
        sa.Column("first_seen", TIME, nullable=False),
        sa.Column("last_seen", TIME, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("time", TIME, nullable=False),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_items")),
    )
    op.create_index("ix_items_source_guid_digest", "items", ["source", "guid_digest"])
    op.create_index(
        "ix_items_unmatched",
        "items",
        ["item"],
        sqlite_where=sa.text("matched < ordinal"),
        postgresql_where=sa.text("matched < ordinal"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", ID, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_digest", sa.String(length=64)),
        sa.Column("read_as", sa.String(length=64)),
        sa.Column("outlet", sa.Text()),
        sa.Column("home_url", sa.Text()),
        sa.Column("last_poll_at", TIME),
        sa.Column("last_success_at", TIME),
        sa.Column("next_poll_at", TIME),
        sa.Column("retry_at", TIME),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_sources")),
    )
    op.create_index(op.f("ix_sources_next_poll_at"), "sources", ["next_poll_at"])


def _create_stories() -> None:
    op.create_table(
        "stories",
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("held_because", sa.String(length=16)),
        sa.Column("into", sa.String(length=45)),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("first_published", TIME),
        sa.Column("updated", TIME),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("released_at", TIME),
        sa.Column("surfaced_at", TIME),
        sa.Column("lead", ID),
        sa.Column("due_at", TIME),
        sa.PrimaryKeyConstraint("story", name=op.f("pk_stories")),
    )
    op.create_index(op.f("ix_stories_due_at"), "stories", ["due_at"])
    op.create_index(op.f("ix_stories_updated"), "stories", ["updated"])


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("one", ID, nullable=False),
        sa.Column("other", ID, nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["items.item"], name=op.f("fk_evidence_one_items")),
        sa.ForeignKeyConstraint(["other"], ["items.item"], name=op.f("fk_evidence_other_items")),
        sa.ForeignKeyConstraint(["story"], ["stories.story"], name=op.f("fk_evidence_story_stories")),
        sa.PrimaryKeyConstraint("one", "other", "because", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_story"), "evidence", ["story"])


def _create_item_keys() -> None:
    op.create_table(
        "item_keys",
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("item", ID, nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.item"], name=op.f("fk_item_keys_item_items")),
        sa.PrimaryKeyConstraint("value", "item", "title", name=op.f("pk_item_keys")),
    )
    op.create_index(op.f("ix_item_keys_item"), "item_keys", ["item"])


def _create_story_items() -> None:
    op.create_table(
        "story_items",
        sa.Column("item", ID, nullable=False),
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.item"], name=op.f("fk_story_items_item_items")),
        sa.ForeignKeyConstraint(["story"], ["stories.story"], name=op.f("fk_story_items_story_stories")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_story_items")),
    )
    op.create_index(op.f("ix_story_items_story"), "story_items", ["story"])


def _create_story_sections() -> None:
    op.create_table(
        "story_sections",
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("story", sa.String(length=45), nullable=False),
        sa.Column("surfaced_at", TIME, nullable=False),
        sa.Column("first_published", TIME, nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.story"], name=op.f("fk_story_sections_story_stories")),
        sa.PrimaryKeyConstraint("section", "story", name=op.f("pk_story_sections")),
    )
    op.create_index(op.f("ix_story_sections_story"), "story_sections", ["story"])
    op.create_index(
        "ix_story_sections_window", "story_sections", ["section", "surfaced_at", "first_published", "story"]
    )


def _create_versions() -> None:
    op.create_table(
        "versions",
        sa.Column("item", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=32)),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.item"], name=op.f("fk_versions_item_items")),
        sa.PrimaryKeyConstraint("item", "ordinal", name=op.f("pk_versions")),
    )
