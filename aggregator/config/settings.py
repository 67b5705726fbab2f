"""The settings of one installation, as `config.toml` gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aggregator.config.proxies import Proxies
from aggregator.model.push import STORY_EVENTS
from aggregator.model.rule import DeskRule
from aggregator.model.savedfeed import SavedFeed
from aggregator.model.source import Section, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`[service]`: who publishes, where, and where things are kept."""

    title: str
    """What the whole is called, on pages and in feeds."""
    base_url: str
    """The public address, which goes into links and never into ids; it ends with `/` and may have a path."""
    contact: str
    """An address for people whose servers we poll; it is sent in the User-Agent."""
    listen: str = "127.0.0.1:8080"
    """Host and port of the public pages and feeds."""
    admin: str | None = None
    """Host and port of `/status` and `/metrics`, which are for the people who run the service alone."""
    database: str = field(default="sqlite:///var/aggregator.db", repr=False)
    """SQLAlchemy URL of the store; once loaded, the path of an SQLite file is absolute. It may hold a password."""
    public: Path = Path("var/public")
    """The folder of what is published; once loaded, absolute."""
    polls_per_hour: int | None = None
    """How many polls an hour, on the average of a day, all sources on the web may take together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """`[retention]`: how long items are kept."""

    days: int = 90
    """Days since an item was last seen in its source; 0 keeps everything. This version deletes nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """`[publish]`: what a feed holds."""

    entries: int = 100
    """How many entries a feed shows."""
    agencies: bool = True
    """Whether each agency whose copy is published has feeds and a page, below `agency/`."""
    sources: bool = True
    """Whether each source has feeds and a page of the stories that it carries, below `source/`."""
    hub: str | None = None
    """Address of the WebSub hub that is told of every change; feeds name it, so that readers subscribe there."""
    hub_allow_private: bool = False
    """Whether the hub may be at a loopback or private address."""
    templates: Path | None = None
    """The folder of templates that stand in the place of ours; once loaded, absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One of `[[webhooks]]`: an address that is told what happens, signed and in order."""

    id: str
    """Lower-case name, such as `cms`; what waits for it is known by it."""
    url: str
    """Where to; http or https."""
    secret: str
    """Name of the environment variable or systemd credential that holds the key to sign with."""
    sections: tuple[str, ...] = ()
    """Only stories of these sections; without it, of all."""
    rules: tuple[str, ...] = ()
    """Only stories that one of these rules has touched, by their names."""
    events: tuple[str, ...] = STORY_EVENTS
    """What it is told."""
    allow_private: bool = False
    """Whether it may be at a loopback or private address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionAccess:
    """`[access.SECTION]`: what readers of a section must show; `all` is the front page as well."""

    tokens: str | None = None
    """Name of the secret that holds the tokens, one a line."""
    users: str | None = None
    """Name of the secret that holds the names and passwords, `name:password`, one a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editors:
    """`[editors]`: who may decide of stories on the editors' page of the admin address."""

    users: str | None = None
    """Name of the secret that holds their names and passwords, `name:password`, one a line; without it, nobody may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """The values that `[access.SECTION]` names: whoever shows one of them may read the section."""

    tokens: tuple[str, ...] = field(default=(), repr=False)
    users: tuple[str, ...] = field(default=(), repr=False)
    """`name:password` each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole of `config.toml`, checked."""

    service: Service
    sections: tuple[Section, ...]
    """`[[sections]]`: what people subscribe to; at least one."""
    sources: tuple[Source, ...] = ()
    """`[[sources]]`: what is polled, in the order of the file."""
    agencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """`[agencies]`: further agencies, or further names of known ones: full names, and short forms in capitals."""
    rules: tuple[DeskRule, ...] = ()
    """`[[rules]]`: what the desk decides by rule, in this order; every rule that holds applies."""
    feeds: tuple[SavedFeed, ...] = ()
    """`[[feeds]]`: further feeds, of the stories for which their conditions hold."""
    retention: Retention = field(default_factory=Retention)
    publish: Publish = field(default_factory=Publish)
    webhooks: tuple[Webhook, ...] = ()
    """`[[webhooks]]`: who is told what happens."""
    access: Mapping[str, SectionAccess] = field(default_factory=dict)
    """`[access.SECTION]`: the sections that not everyone may read; what is not named here is open."""
    editors: Editors = field(default_factory=Editors)
    proxies: Proxies = field(default_factory=Proxies, metadata={"is_key": False})
    """The proxies that the environment names."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False, metadata={"is_key": False})
    """Source id -> the value of its secret, read from the environment or the systemd credentials."""
    readers: Mapping[str, Readers] = field(default_factory=dict, repr=False, metadata={"is_key": False})
    """Section id -> who may read it, from the secrets that `access` names."""
    editors_users: tuple[str, ...] = field(default=(), repr=False, metadata={"is_key": False})
    """`name:password` of each editor, from the secret that `editors` names."""
    signing_keys: Mapping[str, bytes] = field(default_factory=dict, repr=False, metadata={"is_key": False})
    """Webhook id -> the key that its messages are signed with."""
