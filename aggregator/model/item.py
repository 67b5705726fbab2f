"""One source's carriage of a story: as it was parsed, as it is normalised, as it is stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Label(StrEnum):
    """What a desk puts before a headline to say what has become of the copy (a closed list)."""

    CORRECTED = "corrected"
    CORRECTIVE = "corrective"
    """An item of its own that says what was wrong in another."""
    KILL = "kill"
    WITHHOLD = "withhold"
    WRITETHRU = "writethru"
    UPDATE = "update"
    WRAPUP = "wrapup"
    REFILE = "refile"
    REPEAT = "repeat"
    ALERT = "alert"
    URGENT = "urgent"
    BREAKING = "breaking"


CORRECTING = frozenset({Label.CORRECTED, Label.CORRECTIVE})
"""The labels that say what was wrong; a story that has one is corrected."""
STOPPING = frozenset({Label.KILL, Label.WITHHOLD})
"""The labels by which a desk takes its copy back; the words under them are not the story's."""
EMBARGO = "embargo"
"""The name of an embargo without a readable hour, as editors release it."""
FLOOD = "flood"
"""The name of the hold of what came in a flood of its source, as editors release it."""
TELLING = STOPPING | CORRECTING
"""The labels that change what a story is worth; the others say how it was filed."""


class PubStatus(StrEnum):
    """What a wire's metadata says of a transmission (NewsML-G2 pubStatus, NewsML 1.2 Status, ninjs pubstatus)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"
    EMBARGOED = "embargoed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of an item; `url` is absolute once normalised, and the texts are plain."""

    url: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A subject that the source gives an item; `scheme` is the vocabulary's URI where it names one."""

    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """What one poll of a source says about one article, parsed but not yet ours.

    Every text is as the source sent it; `*_html` is markup (plain text has been escaped), dates are the
    source's own strings, links may be relative to `base_url`.
    """

    guid: str | None = None
    link: str | None = None
    base_url: str | None = None
    title_html: str | None = None
    title_text: str | None = None
    """The title where its format says that it is plain text (JSON Feed): "T & <b>" has no markup."""
    summary_html: str | None = None
    content_html: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    """Who the metadata says wrote it: `dc:publisher`, `dc:source`, the `source` of RSS or Atom."""
    categories: tuple[Category, ...] = ()
    pictures: tuple[Picture, ...] = ()
    language: str | None = None
    copyright: str | None = None
    is_wire: bool = False
    """Whether it came in a wire format: then its guid, version and status are the agency's own."""
    number: int | None = None
    """The version number that the wire gives."""
    status: PubStatus | None = None
    label: Label | None = None
    """What the wire's metadata says has become of the copy (NewsML-G2 signal, ninjs signals)."""
    embargo: str | None = None
    """Until when it may not be published, as the source writes it."""
    urgency: int | None = None
    """On the IPTC scale, 1 (most) to 9."""
    genre: str | None = None
    slugline: str | None = None
    dateline: str | None = None
    place: str | None = None
    editors_note: str | None = None
    """For editors only: never published."""
    contributors: tuple[str, ...] = ()
    is_removed: bool = False
    """Whether the source says that it has removed this entry (`at:deleted-entry`, RFC 6721)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Which evidence decided a field of an item, in words: ("agency", "dateline (AP)")."""

    field: str
    because: str


@dataclass(frozen=True, slots=True)
class Skip:
    """An entry that cannot become an item, with the reason in words an operator understands."""

    reason: str
    what: str = ""
    """The entry's title, guid or place in the body, as far as known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an item said at one time, normalised: the title and `text` are plain, `*_html` is sanitised and absolute.

    Times are aware UTC; `published` is never in the future of the poll that brought it. Unknown is None.
    """

    title: str
    url: str | None = None
    """The canonical link."""
    summary_html: str | None = None
    body_html: str | None = None
    text: str = ""
    """The body as plain text (the summary where there is no body): what is compared."""
    published: datetime | None = None
    updated: datetime | None = None
    agency: str | None = None
    """Canonical full name of the agency that wrote it, where the byline or the metadata says so plainly."""
    desk: str | None = None
    """How the outlet signs: "Darpan News Desk"."""
    byline: tuple[str, ...] = ()
    """The people who wrote it."""
    dateline: str | None = None
    number: int | None = None
    """The version number that the wire gives."""
    label: Label | None = None
    genre: str | None = None
    language: str | None = None
    copyright: str | None = None
    categories: tuple[Category, ...] = ()
    pictures: tuple[Picture, ...] = ()
    sections: tuple[str, ...] = ()
    """Our sections, in the order of the configuration."""
    is_for_editors: bool = False
    """Whether its genre is for editors: it is in no feed but those of `sections`, not even in `all`."""
    held_by: str | None = None
    """The name of the rule that holds it until editors release it."""
    priority: int | None = None
    """Given by a rule, in place of its source's: the higher leads among equals."""
    is_wire: bool = False
    """Whether it came in a wire format."""
    is_agencys_word: bool = False
    """Whether its source was the agency when it came, or a wire file: its label then binds every carrier, for good."""
    urgency: int | None = None
    """On the IPTC scale, 1 (most) to 9."""
    slugline: str | None = None
    place: str | None = None
    editors_note: str | None = None
    """For editors only: never published."""
    contributors: tuple[str, ...] = ()
    """Who helped: "with files from ..."."""
    tickers: tuple[str, ...] = ()
    """Companies in the story, such as `TSX:ABC`."""
    is_embargoed: bool = False
    """Whether its text or its metadata embargoes it; without `embargo_until` until editors say."""
    embargo_until: datetime | None = None
    is_purged: bool = False
    """Whether editors had its words taken from the store: it says nothing, and is never published."""
    is_flood: bool = False
    """Whether its item came in a flood of its source: it is held until editors release it."""
    is_archived: bool = False
    """Whether it came from its source's archive: it was news before we came, and surfaces where it was published."""
    reasons: tuple[Reason, ...] = ()

    def is_held_at(self, now: datetime) -> bool:
        """Return whether a rule, a flood or an embargo holds it at this time; some wait for editors."""
        return bool(self.holds_at(now))

    def holds_at(self, now: datetime) -> tuple[str, ...]:
        """Return what holds it at this time, by the names under which editors release it."""
        rule = (f"rule {self.held_by}",) if self.held_by is not None else ()
        waits = (*rule, *((FLOOD,) if self.is_flood else ()))
        if not self.is_embargoed:
            return waits
        if self.embargo_until is None:
            return (*waits, EMBARGO)
        return (
            (*waits, f"{EMBARGO} until {self.embargo_until:%Y-%m-%d %H:%MZ}")
            if self.embargo_until > now
            else waits
        )

    def purged(self) -> "Version":
        """Return what may be kept of it where its words must go: whose it is and when it came, no word of it."""
        return Version(
            title="",
            published=self.published,
            updated=self.updated,
            agency=self.agency,
            number=self.number,
            label=self.label,
            language=self.language,
            sections=self.sections,
            is_for_editors=self.is_for_editors,
            is_wire=self.is_wire,
            is_agencys_word=self.is_agencys_word,
            is_purged=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A normalised raw entry: which source carries it, under which guid, and what it says now."""

    source: str
    guid: str
    """The source's own string unchanged, else its link, else `sha256:...` of its text."""
    version: Version
    is_dated_ahead: bool = False
    """Whether its own date lies in the future of this poll: `published` is then when we saw it."""
    is_removed: bool = False
    """Whether it says only that the source has removed it: of an item that we never had that means nothing."""
