"""The published documents in memory, as the web server answers them."""

import gzip
import os
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

import brotli

from aggregator.model.filing import AGENCY, SOURCE
from aggregator.service.deltas import digest_entries, has_deltas
from aggregator.service.negotiation import IDENTITY

INDEX: Final = "index.html"
STORIES: Final = "story"
"""The folder of the stories' pages (`service.storyfiles`)."""
ARCHIVE: Final = "archive"
"""The folder of a feed's archive documents: they grow without end, so they are read when somebody asks for one."""
SELDOM: Final = frozenset({SOURCE, AGENCY})
"""The folders of feeds that are read so as well: of a thousand outlets few are asked for, and all would take 300 MB."""

KEPT: Final = 128
"""Documents that are kept in memory once somebody has asked for them."""

REMEMBERED: Final = 10
"""Versions of a feed of which it is remembered what they held."""

WORTH_COMPRESSING: Final = 1_000
"""Bytes of a document; a shorter one goes into a packet or two as it is."""
QUICK: Final = 4
"""The level at which a document is compressed while somebody waits: 2 ms for a feed of 100 kB."""
_GZIP: Final = "gzip"

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
    variants: dict[str, Variant]
    """Content coding -> its bytes; `identity` is always there."""
    status: int = 200
    """410 of the page of a story that was withdrawn."""
    sections: tuple[str, ...] = ()
    """Of the page of a story, those that it is in: who may read one of them may read it."""
    bases: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    """Of a feed's last versions, the oldest first: ETag of the bytes as they are -> digests of its entries."""


def offered(served: Served) -> tuple[str, ...]:
    """Return the codings in which a document can be had."""
    codings = tuple(served.variants)
    return (*codings, _GZIP) if codings == (IDENTITY,) and _is_worth_it(served) else codings


def take_variant(served: Served, coding: str) -> Variant:
    """Return a document in a coding that it is offered in; one without siblings is compressed when it is asked for."""
    if coding not in served.variants:
        plain = served.variants[IDENTITY]
        content = gzip.compress(plain.content, compresslevel=QUICK, mtime=0)
        served.variants[coding] = Variant(content, f"{plain.etag}-gz", coding)
    return served.variants[coding]


def _is_worth_it(served: Served) -> bool:
    is_long = len(served.variants[IDENTITY].content) >= WORTH_COMPRESSING
    return is_long and not served.media_type.startswith(("image/", "application/octet-stream"))


@dataclass(frozen=True, slots=True)
class Moved:
    """The address of a folder without its slash: the folder's last name is where to go."""

    location: str


Stamp = tuple[tuple[str, int, int, int], ...]
"""What shows that a document changed: suffix, modification time, size and inode of its file and of each sibling."""


class Documents:
    """The published folder in memory, but for what is asked for seldom: nothing outside it can be asked for."""

    __slots__ = ("_asked", "_lock", "_served", "_stamps", "public")

    def __init__(self) -> None:
        self.public: Path | None = None
        """The folder, once it was looked at."""
        self._lock = Lock()  # for those who read the folder, in whatever thread; nobody waits to be answered
        self._served: Mapping[str, Served] = {}
        self._stamps: Mapping[str, Stamp] = {}
        self._asked: dict[str, tuple[Stamp, Served]] = {}

    def __len__(self) -> int:
        return len(self._served)

    def load(self, public: Path) -> None:
        """Take up the whole folder; what is gone from it is no longer answered."""
        self.public = public
        with self._lock:
            stamps = _scan(public)
            self._take(public, {*stamps, *self._served}, stamps)

    def refresh(self, public: Path, paths: Iterable[str]) -> None:
        """Take up the files that changed, by their paths below `public`; those that are gone, too."""
        named = (path for each in paths if _is_held(path := _without_coding(each)))
        changed = {path for path in named if not _is_seldom(path)}
        with self._lock:
            found = {path: stamp for path in changed if (stamp := stamp_of(public, path))}
            kept = {path: stamp for path, stamp in self._stamps.items() if path not in changed}
            self._take(public, changed, {**kept, **found})

    def refresh_changed(self, public: Path) -> tuple[str, ...]:
        """Take up whatever has changed on disk, whoever changed it; return the documents' paths, gone ones too."""
        with self._lock:
            stamps = _scan(public)
            paths = stamps.keys() | self._stamps.keys()
            changed = {path for path in paths if stamps.get(path) != self._stamps.get(path)}
            if changed:
                self._take(public, changed, stamps)
            return tuple(sorted(changed))

    def find(self, path: str) -> Served | Moved | None:
        """Return what stands at a decoded path below the site's address, such as `national/rss.xml`."""
        if _is_seldom(path):
            return self._find_on_disk(path)
        if path == "" or path.endswith("/"):
            return self._served.get(f"{path}{INDEX}")
        if path in self._served:
            return self._served[path]
        if f"{path}/{INDEX}" in self._served:
            return Moved(path.rpartition("/")[2] + "/")
        return None

    def _find_on_disk(self, path: str) -> Served | Moved | None:
        """Return a document that is asked for seldom as it is on disk now."""
        document = f"{path}{INDEX}" if path.endswith("/") else path
        if self.public is None or not _is_plain(document):
            return None
        if document == path and stamp_of(self.public, f"{path}/{INDEX}"):
            return Moved(path.rpartition("/")[2] + "/")
        stamp = stamp_of(self.public, document)
        known = self._asked.get(document)
        if known is not None and known[0] == stamp:
            return known[1]
        self._asked.pop(document, None)
        served = read_served(self.public / document) if stamp else None
        return None if served is None else self._keep(document, stamp, _succeed(known and known[1], served))

    def _keep(self, document: str, stamp: Stamp, served: Served) -> Served:
        """Keep what was read; the stamp is older than the reading, so a change meanwhile is seen the next time."""
        self._asked[document] = (stamp, served)
        while len(self._asked) > KEPT:
            del self._asked[next(iter(self._asked))]
        return served

    def _take(self, public: Path, changed: Iterable[str], stamps: Mapping[str, Stamp]) -> None:
        """Read what changed; the stamps are older than the reading, so a change meanwhile is seen the next time."""
        served = dict(self._served)
        for path in changed:
            served.pop(path, None)
            if path in stamps and (document := read_served(public / path)) is not None:
                served[path] = _succeed(self._served.get(path), document)
        self.public, self._stamps = public, stamps
        # One assignment: a request sees the documents before the change or after it.
        self._served = served


def serve_bytes(name: str, content: bytes, last_modified: datetime) -> Served:
    """Return a document that is in no folder: made for who asks, and answered like the others."""
    variant = Variant(content, sha256(content).hexdigest()[:32])
    return Served(media_type=_media_type(name), last_modified=last_modified, variants={IDENTITY: variant})


def _succeed(before: Served | None, document: Served) -> Served:
    """Return a feed with what is remembered of its versions before: clients that have one are told what is new."""
    if before is None or not has_deltas(document.media_type):
        return document
    old, new = before.variants["identity"], document.variants["identity"]
    if old.etag == new.etag:
        return replace(document, bases=before.bases)
    known = {**before.bases, old.etag: digest_entries(before.media_type, old.content)}
    known.pop(new.etag, None)
    return replace(document, bases=dict(list(known.items())[-REMEMBERED:]))


def _scan(public: Path) -> dict[str, Stamp]:
    """Return the stamp of every document below the folder; a folder that is not there holds none."""
    stamps: defaultdict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
    for path, found in _files(os.fspath(public), ""):
        document = _without_coding(path)
        stamps[document].append((path[len(document) :], found.st_mtime_ns, found.st_size, found.st_ino))
    return {document: tuple(sorted(stamp)) for document, stamp in stamps.items()}


def _files(folder: str, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files of a folder and of those in it; what a publisher is still writing begins with a dot."""
    try:
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if _is_held(f"{prefix}{entry.name}")]
    except (FileNotFoundError, NotADirectoryError):  # it went meanwhile
        return
    for entry in shown:
        if entry.is_dir(follow_symlinks=False) and not _is_seldom(f"{prefix}{entry.name}/"):
            yield from _files(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file() and (found := _stat(entry)) is not None:
            yield f"{prefix}{entry.name}", found


def stamp_of(public: Path, document: str) -> Stamp:
    """Return the stamp of one document; of one that is gone, siblings and all, an empty one."""
    found = ((suffix, _stat(public / f"{document}{suffix}")) for suffix in ("", *CODINGS))
    return tuple(sorted((suffix, s.st_mtime_ns, s.st_size, s.st_ino) for suffix, s in found if s is not None))


def _stat(file: Path | os.DirEntry[str]) -> os.stat_result | None:
    try:
        return file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_held(path: str) -> bool:
    """Return whether a file or folder is held in memory; the pages of stories are read when they are asked for."""
    names = path.split("/")
    return names[0] != STORIES and not any(name.startswith(".") for name in names)


def _is_seldom(path: str) -> bool:
    """Return whether a path leads to what is asked for seldom: archives, outlets' feeds."""
    names = path.split("/")
    return len(names) > 1 and (names[0] in SELDOM or ARCHIVE in names[1:-1])


def _is_plain(path: str) -> bool:
    """Return whether a path names a shown file below the folder, and nothing else."""
    return _is_held(path) and all(path.split("/")) and "\0" not in path


def _without_coding(path: str) -> str:
    suffix = path[-3:]
    return path.removesuffix(suffix) if suffix in CODINGS else path


def read_served(file: Path) -> Served | None:
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
