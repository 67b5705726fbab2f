"""What an operator names in `config.toml`: the sources we poll, the sections people subscribe to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

ALL_SECTION = "all"
"""The section that holds every story, whatever the configuration names."""


SECTION_PAGE, ARTICLE_PAGE = "section-page", "article-page"
PAGE_FORMATS = frozenset({SECTION_PAGE, ARTICLE_PAGE})
"""The formats of sources without a feed: a page that lists articles, the page of one."""


class Rights(StrEnum):
    """How much of a source's copy may be published."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    FULL = "full"


RIGHTS_ORDER = (Rights.HEADLINE, Rights.SUMMARY, Rights.FULL)
"""From the least to the most that may be published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What people subscribe to: national, world, business, ..."""

    id: str
    """Lower-case name in addresses and files, such as `national`."""
    title: str
    """What people read, such as `National`."""
    language: str | None = None
    """BCP 47 tag of the section's feeds and pages, such as `en-CA`."""
    timezone: str = "UTC"
    """IANA zone in which the section's pages show times."""
    topics: tuple[str, ...] = ()
    """IPTC topics that belong into it, by code (`medtop:11000000`, `subj:15031000`) or by the name of a top topic
    (`politics`); sections of well-known ids have theirs unless given."""
    genres: tuple[str, ...] = ()
    """Genres that it takes whatever else an item says; `advisory`, `agate`, `audio` and `budget` are in no feed
    unless a section asks for them."""
    match: bool = True
    """Whether its items may join other items' stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing we poll: a feed on the web, or files in a folder."""

    id: str
    """Lower-case name, such as `example-national`; the store knows the source by it, so it never changes."""
    url: str
    """`http(s)://...`, or `file:///...` (percent-encoded characters are literal, `*?[` are a glob).

    What is written without a scheme is a path or glob beside `config.toml`, and becomes such a `file:///...`.
    """
    section: str | None = None
    """Our section for all of its items."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Its own labels (categories) mapped to our sections; what maps nowhere is in `all` only."""
    every: timedelta = timedelta(minutes=15)
    """The shortest interval between two polls."""
    timezone: str = "UTC"
    """IANA zone for its dates that name none."""
    priority: int = 0
    """The higher leads among equals."""
    rights: Rights = Rights.SUMMARY
    """How much of its copy may be published."""
    wire: str | None = None
    """The agency that this source IS: its kills reach every carrier of its copy."""
    agency: str | None = None
    """The agency whose copy this source carries, where nothing in an item says another."""
    language: str | None = None
    """BCP 47 tag of its copy, where the feed declares none."""
    format: str | None = None
    """The format of its bodies; recognised from the content unless given. A web page is read only with
    `section-page` (the articles that it lists are fetched, each once) or `article-page` (it is one)."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further request headers; `{secret}` in a value stands for the secret."""
    secret: str | None = None
    """Name of the environment variable or systemd credential that holds this source's secret; it is sent as
    `Authorization: Bearer` unless a header has a place for it."""
    archive_pages: int = 0
    """How many documents of its archive (RFC 5005) are read beside it, one after another; 0: none."""
    allow_private: bool = False
    """Whether this source may lead to loopback and private addresses."""
    websub: bool = True
    """Whether a hub that its feed names may deliver what is new (WebSub), so that it is polled less often."""
    boilerplate: tuple[str, ...] = ()
    """Lines that it repeats under its texts, whatever their case and punctuation: they are left out of matching. What
    it repeats most is learned by `rematch` as well."""
    match: bool = True
    """Whether its items may join other items' stories."""
    enabled: bool = True
    """Whether it is polled."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """What a source calls itself: the title of its feed, and the page that the feed leads to."""

    name: str
    home_url: str | None = None
