"""What comes of polling one source: how it answered, what its body held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aggregator.model.arrivals import Arrivals
from aggregator.model.item import RawEntry, Skip, Version
from aggregator.model.move import Move
from aggregator.model.rhythm import Manners, Rhythm
from aggregator.model.websub import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?", echoed byte for byte (RFC 9110, section 13)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The bytes of one document, decompressed: `url` is where they finally came from."""

    url: str
    content: bytes
    media_type: str | None = None
    """The Content-Type header as sent, parameters included; None for files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The source answered with one body, or with several (a folder of files, in name order)."""

    bodies: tuple[Body, ...]
    validators: Validators = field(default_factory=Validators)
    max_age: timedelta | None = None
    """How long the server asks us to stay away (`Cache-Control: max-age`)."""
    offer: Offer | None = None
    """The hubs that its `Link` headers name."""
    problems: tuple[str, ...] = ()
    """What could not be read beside the bodies, a line each."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Of a folder, the files that were read: path -> size and time, by which they are known again."""
    is_waiting: bool = False
    """Whether a file of a folder is still being written."""
    moved_to: str | None = None
    """Where the server says that the document lives for good (301, 308)."""
    is_delta: bool = False
    """Whether the body holds only what is new since the validators that we asked with (RFC 3229, 226)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The source answered that nothing has changed (304)."""

    validators: Validators = field(default_factory=Validators)
    max_age: timedelta | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The source gave nothing; `reason` is one line in plain words, without secrets."""

    reason: str
    retry_at: datetime | None = None
    """When the server asks us to come back (`Retry-After`)."""
    is_gone: bool = False
    """410: the source says that it will never come back."""
    is_missing: bool = False
    """404 or 410: there is nothing at the address now."""


FetchResult = Fetched | NotModified | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A body read as a feed: what it says of itself, and its entries in the order of the document."""

    format: str
    """What it was recognised as, such as `rss20`, `atom10`, `jsonfeed`."""
    title: str | None = None
    home_url: str | None = None
    """The page that the feed belongs to."""
    manners: Manners = field(default_factory=Manners)
    """How the feed itself wants to be polled."""
    entries: tuple[RawEntry, ...] = ()
    skipped: tuple[Skip, ...] = ()
    older_url: str | None = None
    """Where the feed says that its older entries are (RFC 5005)."""
    links: tuple[str, ...] = ()
    """Of a section page, the addresses of the articles that it lists, in its order."""


@dataclass(frozen=True, slots=True)
class NotAFeed:
    """A body that is no feed; `reason` says what it looks like."""

    reason: str


ParseResult = Parsed | NotAFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the store remembers of a source between two polls; times are aware UTC."""

    source: str
    url: str | None = None
    """The address that all of this is about."""
    validators: Validators = field(default_factory=Validators)
    body_digest: str | None = None
    """SHA-256 of the last bodies that were read to the end."""
    read_as: str | None = None
    """SHA-256 of the settings with which they were read: other settings read the same bodies again."""
    outlet: str | None = None
    """The feed's own title."""
    home_url: str | None = None
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    next_poll_at: datetime | None = None
    """None: never polled, so due at once."""
    next_poll_because: str | None = None
    """Why then, in one short phrase."""
    retry_at: datetime | None = None
    """Before when the server forbids us to come back (`Retry-After`)."""
    failures: int = 0
    """How many polls in a row have failed."""
    problem: str | None = None
    """Why the last poll failed, in plain words; None after a success."""
    is_gone: bool = False
    move: Move | None = None
    """Where its server sends us for good; what else is remembered is of the document, wherever it is asked."""
    arrivals: Arrivals | None = None
    """How much of it has come lately; None before its first success."""
    rhythm: Rhythm | None = None
    """When it has posted; None before its first success."""
    manners: Manners = field(default_factory=Manners)
    pushed_until: datetime | None = None
    """Until when its hub is bound to deliver what is new; no poll changes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is known of the entries of the body that was read last, by which those that stand again are told."""

    frame: str
    """SHA-256 of all around the entries."""
    entries: Mapping[str, str | None]
    """Of each entry: SHA-256 of its bytes, cut -> SHA-256 of its item's guid; None where it became no item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of an article that a section page listed: it is fetched once, and what came of that is remembered."""

    page: int
    source: str
    url: str
    """As it was listed, absolute."""
    failures: int = 0
    """How many times in a row it could not be had."""
    next_at: datetime | None = None
    """When it is fetched; None: it was, or never will be."""
    fetched_at: datetime | None = None
    problem: str | None = None
    """Why the last attempt failed, in plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCounts:
    """How many pages of a source wait to be fetched, and how many were given up."""

    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """An item that the store holds under a guid: the digests of its versions, oldest first, and the newest whole."""

    item: int
    digests: tuple[str, ...]
    latest: Version


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to append; `digest` says whether two versions say the same, markup and pictures included."""

    digest: str
    words: str
    """Digest of its words alone."""
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What a poll does to one item: `item` None makes a new one; without versions it was only seen again."""

    guid: str
    item: int | None = None
    versions: tuple[NewVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounts:
    """What a poll brought, in numbers."""

    entries: int = 0
    new_items: int = 0
    new_versions: int = 0
    """Of items that were known already."""
    skipped: int = 0
