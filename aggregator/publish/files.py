"""Published documents on disk: each is there whole or not at all, and an unchanged one is not touched.

A text file that many ask for has compressed siblings (`.gz`, `.br`) for servers that hand them out as they are. A
sibling that outlives its file would go on showing withdrawn copy, so the old ones go before the new file comes, and
each carries the modification time of the file it was made of: one that does not is made again. Stories' pages, archives
and the feeds beside the sections' have none: to make and sync them was a third of what a new story cost.
"""

import gzip
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import brotli

from aggregator.errors import PublishError
from aggregator.publish.site import Document

TEXT_SUFFIXES = frozenset({".css", ".html", ".json", ".txt", ".xml"})
"""What is worth compressing."""

_UNFINISHED = ".unfinished"


def write_documents(public: Path, documents: Iterable[Document]) -> tuple[str, ...]:
    """Write the documents below `public`; return the paths of those that changed."""
    every = tuple(documents)
    targets = _targets(public, [document.path for document in every])
    try:
        for folder in dict.fromkeys(target.parent for target in targets):
            _prepare_folder(folder)
        return tuple(
            document.path
            for document, target in zip(every, targets, strict=True)
            if _publish(target, document)
        )
    except OSError as error:
        raise PublishError(
            f"Cannot write {error.filename or public}: {error.strerror or error}. "
            f"Check that {public} may be written by this user and that the disk has room; then publish again."
        ) from error


def find_feeds(
    public: Path, *, within: Iterable[str], besides: Collection[str], is_ours: Callable[[str, bytes], bool]
) -> tuple[str, ...]:
    """Return the places whose Atom feed is ours, by the place and the feed's bytes, besides these.

    Looked for is below `public` and `within` these folders there; stories have a hundred thousand that hold none.
    """
    folders = ((folder, name) for folder in within for name in find_folders(public, folder))
    named = (*find_folders(public, "."), *(f"{folder}/{name}" for folder, name in folders))
    others = ((place, _read(public / place / "atom.xml")) for place in named if place not in besides)
    return tuple(place for place, feed in others if feed is not None and is_ours(place, feed))


def find_archives(public: Path, place: str) -> tuple[str, ...]:
    """Return the archive documents of a place that lie below `public`, by their paths."""
    folders = (public / place / "archive").glob("*/*")
    return tuple(
        sorted(file.relative_to(public).as_posix() for file in folders if file.suffix in TEXT_SUFFIXES)
    )


def has_document(public: Path, path: str) -> bool:
    """Return whether a document is there."""
    return os.path.exists(f"{public}/{path}")  # noqa: PTH110 - a Path takes four times as long, for thousands


def find_folders(public: Path, within: str) -> tuple[str, ...]:
    """Return the names of the folders within one below `public`; none where it is not there."""
    try:
        with os.scandir(public / within) as found:
            return tuple(sorted(each.name for each in found if each.is_dir()))
    except (FileNotFoundError, NotADirectoryError):
        return ()


def read_document(public: Path, path: str) -> bytes | None:
    """Return what a document holds; None where it is not there."""
    return _read(*_targets(public, [path]))


def remove_documents(public: Path, paths: Iterable[str]) -> None:
    """Remove documents and their siblings, and a folder that is empty then; what is not there stays away."""
    try:
        for target in _targets(public, list(paths)):
            for each in (*(_sibling(target, suffix) for suffix in _ENCODERS), target):
                each.unlink(missing_ok=True)
            if target.parent != public:
                _remove_if_empty(target.parent)
    except OSError as error:
        raise PublishError(f"Cannot remove {error.filename or public}: {error.strerror or error}.") from error


def _targets(public: Path, paths: Sequence[str]) -> list[Path]:
    """Return where documents belong, which is below `public` whatever their paths say."""
    targets = [_target(public, path) for path in paths]
    inside = {public: True}
    for target, path in zip(targets, paths, strict=True):
        if not _is_inside(public, target, inside):
            raise PublishError(f"Refusing to write {path!r}: a link leads out of {public}. Remove the link.")
    return targets


def _target(public: Path, path: str) -> Path:
    parts = PurePosixPath(path).parts
    is_plain = bool(parts) and "/".join(parts) == path and not path.startswith("/")
    if not is_plain or ".." in parts or "\\" in path or "\0" in path:
        raise PublishError(f"Refusing to write {path!r}: the path of a document names a file below {public}.")
    return public.joinpath(*parts)


def _is_inside(public: Path, path: Path, inside: dict[Path, bool]) -> bool:
    """Return whether no link on the way to a path leads out; `inside` is what is known of folders, and grows.

    To resolve each path would ask the disk of all its parts, for each of a thousand pages.
    """
    if path not in inside:
        is_inside = _is_inside(public, path.parent, inside)
        if path.is_symlink():
            is_inside = path.resolve().is_relative_to(public.resolve())
        inside[path] = is_inside
    return inside[path]


def _prepare_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        for file in folder.iterdir():
            if file.name.startswith(".") and file.name.endswith(_UNFINISHED):  # what a crash left behind
                file.unlink(missing_ok=True)


def _publish(target: Path, document: Document) -> bool:
    content = document.content
    has_changed = _read(target) != content
    if has_changed:
        for suffix in _ENCODERS:
            _sibling(target, suffix).unlink(missing_ok=True)
        _replace(target, content)
    if document.is_popular and target.suffix in TEXT_SUFFIXES:
        _compress(target, content)
    return has_changed


def compress_all(contents: Iterable[tuple[Path, bytes]]) -> int:
    """Return how many bytes the siblings of these documents take; nothing is written."""
    texts = [content for target, content in contents if target.suffix in TEXT_SUFFIXES]
    return sum(len(encode(content)) for content in texts for encode in _ENCODERS.values())


def _compress(target: Path, content: bytes) -> None:
    modified = target.stat().st_mtime_ns
    for suffix, encode in _ENCODERS.items():
        sibling = _sibling(target, suffix)
        if _modified(sibling) != modified:
            _replace(sibling, encode(content), modified=modified)


def _replace(target: Path, content: bytes, *, modified: int | None = None) -> None:
    unfinished = target.with_name(f".{target.name}{_UNFINISHED}")
    with unfinished.open("xb") as file:  # fails where another process publishes: two must not mix in one file
        try:
            _fill(file, content, modified=modified)
            unfinished.replace(target)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise


def _fill(file: BinaryIO, content: bytes, *, modified: int | None) -> None:
    file.write(content)
    file.flush()
    if modified is not None:
        os.utime(file.fileno(), ns=(modified, modified))
    os.fsync(file.fileno())


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _modified(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None


def _remove_if_empty(folder: Path) -> None:
    with suppress(FileNotFoundError):
        if not any(folder.iterdir()):
            folder.rmdir()


def _sibling(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)


def _brotli(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=5)
    return compressed


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {".gz": _gzip, ".br": _brotli}
