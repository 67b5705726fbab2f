"""The tables of the store."""

import sqlalchemy as sa

from aggregator.database.columns import Id, UtcDateTime

REVISION = "0018"
"""The migration that these tables are; a test compares the two."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

installation = sa.Table(
    "installation",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("url", sa.Text),  # what the rest of the row is remembered of: another address is another place
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_digest", sa.String(64)),
    sa.Column("read_as", sa.String(64)),
    sa.Column("outlet", sa.Text),
    sa.Column("home_url", sa.Text),
    sa.Column("last_poll_at", UtcDateTime),
    sa.Column("last_success_at", UtcDateTime),
    sa.Column("next_poll_at", UtcDateTime, index=True),
    sa.Column("retry_at", UtcDateTime),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text),
    sa.Column("is_gone", sa.Boolean, nullable=False),
    sa.Column("next_poll_because", sa.Text),
    sa.Column("move", sa.Text),  # model.move.Move as JSON
    sa.Column("arrivals", sa.Text),  # model.arrivals.Arrivals as JSON
    sa.Column("rhythm", sa.Text),  # model.rhythm.Rhythm as JSON
    sa.Column("manners", sa.Text),  # model.rhythm.Manners as JSON
    sa.Column("rights", sa.String(16)),  # of the last configuration that named it: its stories outlive that
    sa.Column("pushed_until", UtcDateTime),  # the end of its subscription's lease; polls leave it as it is
)

items = sa.Table(
    "items",
    metadata,
    sa.Column("item", Id, primary_key=True),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("guid", sa.Text, nullable=False),
    # Guids may be longer than an index entry of PostgreSQL (2,704 bytes): they are found by digest. It is
    # not unique, for an outlet may use a guid again for another story (design 7.6).
    sa.Column("guid_digest", sa.String(64), nullable=False),
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("last_seen", UtcDateTime, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),  # of the newest version
    sa.Column("matched", sa.Integer, nullable=False),  # ordinal of the version that was matched last; 0: none
    sa.Column("time", UtcDateTime, nullable=False),  # the item's own: published, else first seen
    sa.Column(
        "printed", sa.Integer, nullable=False
    ),  # ordinal of the version that was compared last; 0: none
    sa.Column("regroup", sa.Boolean, nullable=False),  # its story is to be found anew (`rematch`)
    sa.Index("ix_items_source_guid_digest", "source", "guid_digest"),  # others in `database.indexes`
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("item", Id, sa.ForeignKey("items.item"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("words", sa.String(64), nullable=False),  # digest of its words alone
    sa.Column("label", sa.String(32)),
    sa.Column("document", sa.Text, nullable=False),  # model.item.Version as JSON
)


item_keys = sa.Table(
    "item_keys",
    metadata,
    # By digest and time: whatever shares a key with an item is read from its own time outwards.
    sa.Column("value", sa.BigInteger, primary_key=True),
    sa.Column("place", sa.BigInteger, primary_key=True),  # database.prints.place_of
    sa.Column("item", Id, primary_key=True),  # of `items`; a reference would cost an index over all keys
    sqlite_with_rowid=False,
)

prints = sa.Table(
    "prints",
    metadata,
    sa.Column("item", Id, sa.ForeignKey("items.item"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("sketch", sa.LargeBinary, nullable=False),  # model.sketch.pack
)

boilerplate = sa.Table(
    "boilerplate",
    metadata,
    # Lines that a source repeats under many headlines, as the last `rematch` has learned them.
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("line", sa.String(16), primary_key=True),  # stories.fingerprint.line_digest
)

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("story", sa.String(45), primary_key=True),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("held_because", sa.String(16)),
    sa.Column("into", sa.String(45)),
    sa.Column("sections", sa.Text, nullable=False),  # ids, a space between
    sa.Column("agency", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("first_published", UtcDateTime),
    sa.Column("updated", UtcDateTime, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("released_at", UtcDateTime),
    sa.Column("surfaced_at", UtcDateTime),
    sa.Column("lead", Id),
    sa.Column("shown_words", sa.String(64)),  # digest of the words that its entry shows
    sa.Column("due_at", UtcDateTime, index=True),
    sa.Column("edition", sa.Text),  # model.story.Edition as JSON
    # as those who are told (webhooks, hubs) were told of it last
    sa.Column("told_status", sa.String(16)),
    sa.Column("told_updated", UtcDateTime),
    sa.Column("told_places", sa.Text),  # sections with `all`, a space between
)

story_items = sa.Table(
    "story_items",
    metadata,
    sa.Column("item", Id, sa.ForeignKey("items.item"), primary_key=True),
    sa.Column("story", sa.String(45), sa.ForeignKey("stories.story"), nullable=False, index=True),
)

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("one", Id, sa.ForeignKey("items.item"), primary_key=True),
    sa.Column("other", Id, sa.ForeignKey("items.item"), primary_key=True, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("strength", sa.Integer, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
)

story_sections = sa.Table(
    "story_sections",
    metadata,
    sa.Column("section", sa.String, primary_key=True),
    sa.Column("story", sa.String(45), sa.ForeignKey("stories.story"), primary_key=True, index=True),
    sa.Column("surfaced_at", UtcDateTime, nullable=False),
    sa.Column("first_published", UtcDateTime, nullable=False),
    # A feed shows what surfaced last by our clock, so that a story which reaches us late is not lost below
    # the window; within one poll (a source's first fill) what the outlet dates latest comes first.
    sa.Index("ix_story_sections_window", "section", "surfaced_at", "first_published", "story"),
)

story_words = sa.Table(
    "story_words",
    metadata,
    # What readers may search in, folded to words by model.searching. Each database has its own index over it, which the
    # migration makes: an FTS5 table `story_index` that triggers fill, or a generated tsvector `search` under GIN.
    sa.Column("number", Id, primary_key=True),
    sa.Column("story", sa.String(45), sa.ForeignKey("stories.story"), nullable=False, unique=True),
    sa.Column("words", sa.Text, nullable=False),
    sqlite_autoincrement=True,  # the last words have the largest number, also after others are gone
)

entries = sa.Table(
    "entries",
    metadata,
    # What feeds are put together from, made when a story changes: publish.entrycodec. A row that is missing is made.
    sa.Column("story", sa.String(45), sa.ForeignKey("stories.story"), primary_key=True),
    sa.Column("language", sa.String(16), primary_key=True),  # of the words that we add
    sa.Column("made_of", sa.String(32), nullable=False),  # publish.stamp: with another one it is made anew
    sa.Column("document", sa.LargeBinary, nullable=False),
)

archive_entries = sa.Table(
    "archive_entries",
    metadata,
    # In the order in which stories were published in a place: a section, or a further feed such as `source/ID`.
    sa.Column("number", Id, primary_key=True),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("story", sa.String(45), sa.ForeignKey("stories.story"), nullable=False, index=True),
    sa.Column("page", sa.Integer),  # the archive document that holds it, for ever; none while it is not full
    sa.UniqueConstraint("place", "story"),
    sa.Index("ix_archive_entries_page", "place", "page", "number"),
    sqlite_autoincrement=True,
)

feeds = sa.Table(
    "feeds",
    metadata,
    # What is remembered of feeds that no section is: an agency's full name under its place, and for what is made
    # of settings a digest of these, by which a change of them is seen.
    sa.Column("place", sa.String, primary_key=True),
    sa.Column("title", sa.Text),
    sa.Column("made_of", sa.String(64)),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("number", Id, primary_key=True),
    sa.Column("section", sa.String, nullable=False),
    sa.Column("story", sa.String(45), nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice: what is cleared is what was read
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("number", Id, primary_key=True),
    sa.Column("story", sa.String(45), sa.ForeignKey("stories.story"), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("who", sa.Text),
    sa.Column("other", sa.String(45)),  # the story that it was merged with, or that its item became
    sa.Column("item", Id),  # that was split off
    sa.Column("is_applied", sa.Boolean, nullable=False, index=True),
)

item_links = sa.Table(
    "item_links",
    metadata,
    sa.Column("one", Id, sa.ForeignKey("items.item"), primary_key=True),  # the lower number of the two
    sa.Column("other", Id, sa.ForeignKey("items.item"), primary_key=True, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
)

item_releases = sa.Table(
    "item_releases",
    metadata,
    sa.Column("item", Id, sa.ForeignKey("items.item"), primary_key=True),
    # Digest of the hold's name, for rules may have names longer than an index entry.
    sa.Column("hold_digest", sa.String(64), primary_key=True),
    sa.Column("hold", sa.Text, nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
)

purged_words = sa.Table(
    "purged_words",
    metadata,
    sa.Column("words", sa.String(64), primary_key=True),  # versions.words of a text that must not come back
    sa.Column("item", Id, sa.ForeignKey("items.item"), nullable=False),  # one that ran it
)

read_files = sa.Table(
    "read_files",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    # Paths may be longer than an index entry of PostgreSQL: they are found by digest.
    sa.Column("path_digest", sa.String(64), primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("mark", sa.String(64), nullable=False),
)

cuts = sa.Table(
    "cuts",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("body_digest", sa.String(64), nullable=False),  # of the body whose entries these are
    sa.Column("frame", sa.String(32), nullable=False),
    sa.Column("entries", sa.LargeBinary, nullable=False),  # database.remembered: 48 bytes each
)

pages = sa.Table(
    "pages",
    metadata,
    # In the order in which section pages list them, the newest first: so they are fetched.
    sa.Column("page", Id, primary_key=True),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("url_digest", sa.String(64), nullable=False),  # of the canonical link: a page is fetched once
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("found_at", UtcDateTime, nullable=False),
    # Without a next time it was fetched or given up, or it lay below what a first fill takes.
    sa.Column("next_at", UtcDateTime, index=True),
    sa.Column("fetched_at", UtcDateTime),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text),
    sa.UniqueConstraint("source", "url_digest"),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),  # the part of the callback that nobody can guess
    sa.Column("source", sa.String, nullable=False, index=True),
    sa.Column("hub", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("callback", sa.Text, nullable=False),
    sa.Column("secret", sa.String(64), nullable=False),
    sa.Column("allow_private", sa.Boolean, nullable=False),
    sa.Column("standing", sa.String(16), nullable=False),
    sa.Column("next_at", UtcDateTime, index=True),
    sa.Column("asked_at", UtcDateTime),
    sa.Column("lease_ends_at", UtcDateTime),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text),
    sa.Column("delivered_at", UtcDateTime),
    sa.Column("thrown_away", sa.Integer, nullable=False),
    sa.Column("thrown_away_at", UtcDateTime),
)

pushes = sa.Table(
    "pushes",
    metadata,
    sa.Column("number", Id, primary_key=True),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),  # never what it says: that is found when it is sent
    sa.Column("made_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,  # a message's id is made of its number: it is never given twice
)

lanes = sa.Table(
    "lanes",
    metadata,
    sa.Column("lane", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("next_at", UtcDateTime),
    sa.Column("problem", sa.Text),
    sa.Column("failing_since", UtcDateTime),
    sa.Column("delivered_at", UtcDateTime),
    sa.Column("given_up", sa.Integer, nullable=False),
)

problems = sa.Table(
    "problems",
    metadata,
    sa.Column("problem", sa.Text, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("severity", sa.String(16), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sections", sa.Text, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("resolved_at", UtcDateTime),
)
