"""The settings of one installation, as `config.toml` gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
    database: str = field(default="sqlite:///var/aggregator.db", repr=False)
    """SQLAlchemy URL of the store; once loaded, the path of an SQLite file is absolute. It may hold a password."""
    public: Path = Path("var/public")
    """The folder of what is published; once loaded, absolute."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole of `config.toml`, checked."""

    service: Service
    sections: tuple[Section, ...]
    """`[[sections]]`: what people subscribe to; at least one."""
    sources: tuple[Source, ...] = ()
    """`[[sources]]`: what is polled, in the order of the file."""
    retention: Retention = field(default_factory=Retention)
    publish: Publish = field(default_factory=Publish)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False, metadata={"is_key": False})
    """Source id -> the value of its secret, read from the environment or the systemd credentials."""
