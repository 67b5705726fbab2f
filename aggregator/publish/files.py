"""Published documents on disk: each is there whole or not at all, and an unchanged one is not touched.

A text file that many ask for has compressed siblings (`.gz`, `.br`) for servers that hand them out as they are. A
sibling that outlives its file would go on showing withdrawn copy, so the old ones go before the new file comes, and
each carries the modification time of the file it was made of: one that does not is made again. Stories' pages, archives
and the feeds beside the sections' have none: to make and sync them was a third of what a new story cost.

Within a folder everything is named relative to it and by its name: a folder of a hundred thousand is not gone through.
"""

import gzip
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import brotli

from aggregator.errors import PublishError
from aggregator.publish.site import Document

TEXT_SUFFIXES = frozenset({".css", ".html", ".json", ".txt", ".xml"})
"""What is worth compressing."""

_UNFINISHED = ".unfinished"

_NO_NAMES = frozenset({"", ".", ".."})
"""What stands between the slashes of a path that leads elsewhere, or is written otherwise than it could be."""


def write_documents(public: Path, documents: Iterable[Document]) -> tuple[str, ...]:
    """Write the documents below `public`; return the paths of those that changed."""
    every = tuple(documents)
    targets = _targets(public, [document.path for document in every])
    folders = groupby(zip(every, targets, strict=True), key=lambda pair: pair[1].parent)
    return tuple(
        document.path
        for folder, pairs in folders
        for document in _write_folder(public, folder, [document for document, _ in pairs])
    )


def _write_folder(public: Path, folder: Path, documents: Iterable[Document]) -> list[Document]:
    """Write documents of one folder; return those that changed."""
    try:
        with _opened(folder) as place:
            return [document for document in documents if _publish(place, document)]
    except OSError as error:
        raise PublishError(
            f"Cannot write {folder / (error.filename or '')}: {error.strerror or error}. "
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
    others = ((place, read_document(public, f"{place}/atom.xml")) for place in named if place not in besides)
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
    """Return the names of the folders within one below `public`; none where it is not there, or not ours to read."""
    try:
        with os.scandir(public / within) as found:
            return tuple(sorted(each.name for each in found if each.is_dir()))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return ()


def read_document(public: Path, path: str) -> bytes | None:
    """Return what a document holds; None where it is not there, or where something stands in its way."""
    (target,) = _targets(public, [path])
    try:
        return target.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PublishError(f"Cannot read {error.filename or public}: {error.strerror or error}.") from error


def remove_documents(public: Path, paths: Iterable[str]) -> None:
    """Remove documents and their siblings, and a folder that is empty then; what is not there stays away."""
    try:
        for target in _targets(public, list(paths)):
            siblings = _siblings(target.name)
            for name in (*siblings, *map(_unfinished, (target.name, *siblings)), target.name):
                target.with_name(name).unlink(missing_ok=True)
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
    if not _NO_NAMES.isdisjoint(path.split("/")) or "\\" in path or "\0" in path:
        raise PublishError(f"Refusing to write {path!r}: the path of a document names a file below {public}.")
    return public / path


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


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Yield a folder that names are relative to; where it is not there, it is made."""
    try:
        opened = os.open(folder, os.O_DIRECTORY)
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        opened = os.open(folder, os.O_DIRECTORY)
    try:
        yield opened
    finally:
        os.close(opened)


def _publish(folder: int, document: Document) -> bool:
    name, content = document.path.rpartition("/")[2], document.content
    siblings = _siblings(name)
    _remove(folder, map(_unfinished, (name, *siblings)))  # what a crash left behind
    has_changed = _read(folder, name) != content
    if has_changed:
        _remove(folder, siblings)
        _replace(folder, name, content)
    if document.is_popular and Path(name).suffix in TEXT_SUFFIXES:
        _compress(folder, name, content)
    return has_changed


def compress_all(contents: Iterable[tuple[Path, bytes]]) -> int:
    """Return how many bytes the siblings of these documents take; nothing is written."""
    texts = [content for target, content in contents if target.suffix in TEXT_SUFFIXES]
    return sum(len(encode(content)) for content in texts for encode in _ENCODERS.values())


def _compress(folder: int, name: str, content: bytes) -> None:
    modified = os.stat(name, dir_fd=folder).st_mtime_ns
    for sibling, encode in zip(_siblings(name), _ENCODERS.values(), strict=True):
        if _modified(folder, sibling) != modified:
            _replace(folder, sibling, encode(content), modified=modified)


def _replace(folder: int, name: str, content: bytes, *, modified: int | None = None) -> None:
    unfinished = _unfinished(name)
    # "x" fails where another process publishes: two must not mix in one file
    with open(unfinished, "xb", opener=partial(_open, folder)) as file:
        try:
            _fill(file, content, modified=modified)
            os.replace(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            _remove(folder, [unfinished])
            raise


def _fill(file: BinaryIO, content: bytes, *, modified: int | None) -> None:
    file.write(content)
    file.flush()
    if modified is not None:
        os.utime(file.fileno(), ns=(modified, modified))
    os.fsync(file.fileno())


def _open(folder: int, name: str, flags: int) -> int:
    return os.open(name, flags, 0o666, dir_fd=folder)


def _read(folder: int, name: str) -> bytes | None:
    try:
        with open(name, "rb", buffering=0, opener=partial(_open, folder)) as file:
            return file.readall()
    except FileNotFoundError:
        return None


def _modified(folder: int, name: str) -> int | None:
    with suppress(FileNotFoundError):
        return os.stat(name, dir_fd=folder).st_mtime_ns
    return None


def _remove(folder: int, names: Iterable[str]) -> None:
    for name in names:
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)


def _siblings(name: str) -> list[str]:
    return [name + suffix for suffix in _ENCODERS]


def _unfinished(name: str) -> str:
    return f".{name}{_UNFINISHED}"


def _remove_if_empty(folder: Path) -> None:
    with suppress(FileNotFoundError):
        if not any(folder.iterdir()):
            folder.rmdir()


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)


def _brotli(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=5)
    return compressed


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {".gz": _gzip, ".br": _brotli}
