"""The published documents in memory, as the web server answers them."""

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import brotli

INDEX: Final = "index.html"
CODINGS: Final[Mapping[str, str]] = {".br": "br", ".gz": "gzip"}
"""Suffix of a sibling file -> its content coding, the smallest first."""

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "rss.xml": "application/rss+xml; charset=utf-8",  # rssboard.org/rss-mime-type-application.txt
    "atom.xml": "application/atom+xml; charset=utf-8",  # RFC 4287, 7
    "feed.json": "application/feed+json",  # jsonfeed.org/version/1.1
    "opml.xml": "text/x-opml; charset=utf-8",  # opml.org/spec2.opml
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",  # news-sitemap.xml: sitemaps.org/protocol.html
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
}
"""Name of a file, else its suffix -> its media type."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The bytes of a document in one content coding, with their own strong validator (RFC 9110, 8.8.3.3)."""

    content: bytes
    etag: str
    """Without its quotes."""
    coding: str | None = None
    """None: the bytes as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A published document as it is answered."""

    media_type: str
    last_modified: datetime
    """When its bytes last changed, in whole seconds."""
    variants: Mapping[str, Variant]
    """Content coding -> its bytes; `identity` is always there."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The address of a folder without its slash: the folder's last name is where to go."""

    location: str


class Documents:
    """The published folder in memory: nothing outside it can be asked for."""

    __slots__ = ("_served",)

    def __init__(self) -> None:
        self._served: Mapping[str, Served] = {}

    def __len__(self) -> int:
        return len(self._served)

    def load(self, public: Path) -> None:
        """Take up the whole folder; what is gone from it is no longer answered."""
        paths = (path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file())
        self._served = dict(_read_all(public, paths))

    def refresh(self, public: Path, paths: Iterable[str]) -> None:
        """Take up the files that changed, by their paths below `public`; those that are gone, too."""
        changed = {_without_coding(path) for path in paths}
        kept = {path: served for path, served in self._served.items() if path not in changed}
        # One assignment: a request sees the documents before the change or after it.
        self._served = {**kept, **dict(_read_all(public, changed))}

    def find(self, path: str) -> Served | Moved | None:
        """Return what stands at a decoded path below the site's address, such as `national/rss.xml`."""
        if path == "" or path.endswith("/"):
            return self._served.get(f"{path}{INDEX}")
        if path in self._served:
            return self._served[path]
        if f"{path}/{INDEX}" in self._served:
            return Moved(path.rpartition("/")[2] + "/")
        return None


def _read_all(public: Path, paths: Iterable[str]) -> Iterator[tuple[str, Served]]:
    for path in paths:
        if _is_published(path) and (served := _read(public / path)) is not None:
            yield path, served


def _is_published(path: str) -> bool:
    """Return whether a path names a document, not a sibling's coding or a file that is being written."""
    names = path.split("/")
    return _without_coding(path) == path and not any(name.startswith(".") for name in names)


def _without_coding(path: str) -> str:
    suffix = path[-3:]
    return path.removesuffix(suffix) if suffix in CODINGS else path


def _read(file: Path) -> Served | None:
    """Return the document in the file, or None where there is no such file."""
    try:
        with file.open("rb") as opened:
            content = opened.read()
            modified = os.fstat(opened.fileno()).st_mtime
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    etag = sha256(content).hexdigest()[:32]
    codings = {variant.coding or "identity": variant for variant in _read_codings(file, content, etag)}
    return Served(
        media_type=_media_type(file.name),
        last_modified=datetime.fromtimestamp(int(modified), UTC),
        variants={**codings, "identity": Variant(content, etag)},
    )


def _read_codings(file: Path, content: bytes, etag: str) -> Iterator[Variant]:
    """Yield the compressed siblings that hold the same bytes.

    A stale one is passed over: after a kill it would still hold the text.
    """
    for suffix, coding in CODINGS.items():
        try:
            compressed = file.with_name(file.name + suffix).read_bytes()
        except FileNotFoundError:
            continue
        if _decompress(compressed, coding) == content:
            yield Variant(compressed, f"{etag}-{suffix.removeprefix('.')}", coding)


def _decompress(compressed: bytes, coding: str) -> bytes | None:
    try:
        return gzip.decompress(compressed) if coding == "gzip" else brotli.decompress(compressed)
    except (OSError, EOFError, zlib.error, brotli.error):
        return None


def _media_type(name: str) -> str:
    suffix = "." + name.rpartition(".")[2]
    return MEDIA_TYPES.get(name) or MEDIA_TYPES.get(suffix, "application/octet-stream")
