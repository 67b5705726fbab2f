"""A source that is a file, or all files that a pattern matches."""

import asyncio
import glob
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate, islice, takewhile
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from urllib.parse import unquote_to_bytes

from aggregator.http.messages import MAX_BYTES
from aggregator.ingest.fetch.unfinished import is_unfinished
from aggregator.model.poll import Body, Failed, Fetched, FetchResult, NotModified, Validators

MAX_FILES = 10_000
"""How many files one poll reads; of more, the ones changed last."""

_MAX_NAMES = 200_000  # how many are looked at to find these
_MAX_PROBLEMS = 20
_MAX_POLL_BYTES = 8 * MAX_BYTES

_ADDRESS = re.compile(r"file:(?://(?:localhost)?(?=/)|(?!//))(/.*)", re.IGNORECASE | re.DOTALL)
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it stands in its folder."""

    path: str
    size: int
    mtime_ns: int

    @property
    def mark(self) -> str:
        """What changes when the file does."""
        return f"{self.size} {self.mtime_ns}"


@dataclass(frozen=True, slots=True)
class _Listing:
    """The regular files among some names, and what is wrong with the others."""

    files: tuple[_File, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known of a source's files before they are looked at."""

    validators: Validators
    marks: Mapping[str, str] = field(default_factory=dict)
    """The files that were read already, by path: they are not read again while they stay the same."""
    now: datetime


async def fetch_files(url: str, memory: Memory) -> FetchResult:
    """Return the bodies of the files that `url` names and that are new, in name order, or that nothing has changed."""
    # Disks and network mounts block; the service's other polls must not wait for them.
    return await asyncio.to_thread(_fetch, url, memory)


def look(url: str) -> str | None:
    """Return a mark of the files that `url` names as they stand, None where there are none (it blocks)."""
    address = _ADDRESS.fullmatch(url)
    if address is None:
        return None
    names = glob.iglob(_pattern(address[1]), recursive=True)  # noqa: PTH207  # as in _fetch_matching
    listing = _list(islice(names, _MAX_NAMES))
    return _digest(sorted(listing.files, key=lambda file: file.path)) if listing.files else None


def _fetch(url: str, asked: Memory) -> FetchResult:
    address = _ADDRESS.fullmatch(url)
    if address is None or "%00" in url or "\0" in url:
        return Failed(reason="the url is not a file address; write file:///folder/name.xml")
    written = address[1]
    if glob.has_magic(written):
        return _fetch_matching(written, asked)
    return _fetch_one(_unquote(written), asked)


def _fetch_one(path: str, asked: Memory) -> FetchResult:
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        return Failed(reason=f"{_show(path)} cannot be read: {_why(error)}")
    if S_ISDIR(mode):
        return Failed(
            reason=f"{_show(path)} is a folder; name the files in it: {_show(path.rstrip('/'))}/*.xml"
        )
    if not S_ISREG(mode):
        return Failed(reason=f"{_show(path)} is no regular file; name one that has a beginning and an end")
    return _read(_list([path]), asked)


def _fetch_matching(written: str, asked: Memory) -> FetchResult:
    names = glob.iglob(_pattern(written), recursive=True)  # noqa: PTH207  # what Path.glob's ** matches differs by Python
    listing = _choose(_list(islice(names, _MAX_NAMES)))
    if not listing.files and not listing.problems:
        return Failed(reason=f"no file matches {_show(_unquote(written))}; {_explain_nothing(written)}")
    return _read(listing, asked)


def _pattern(written: str) -> str:
    return _ESCAPES.sub(lambda escaped: glob.escape(_unquote(escaped[0])), written)


def _explain_nothing(written: str) -> str:
    root = "/".join(takewhile(lambda part: not glob.has_magic(part), written.split("/")))
    folder = Path(_unquote(root) or "/")
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        return f"the folder {_show(str(folder))} cannot be read: {_why(error)}"
    return "check the pattern, or wait for the first one"


def _list(paths: Iterable[str]) -> _Listing:
    files: list[_File] = []
    problems: list[str] = []
    for path in paths:
        try:
            status = Path(path).stat()
        except FileNotFoundError:  # gone since its folder was read: the next poll will not see its name
            continue
        except OSError as error:
            problems.append(f"{_show(path)} cannot be read: {_why(error)}")
            continue
        if S_ISREG(status.st_mode):
            files.append(_File(path=path, size=status.st_size, mtime_ns=status.st_mtime_ns))
    return _Listing(tuple(files), tuple(problems))


def _choose(listing: _Listing) -> _Listing:
    """Return what one poll may read of `listing`: the files changed last, because new stories are in them."""
    newest = sorted(listing.files, key=lambda file: (file.mtime_ns, file.path), reverse=True)
    sizes = accumulate(min(file.size, MAX_BYTES) for file in newest)
    chosen = [file for file, total in zip(newest, sizes, strict=True) if total <= _MAX_POLL_BYTES][:MAX_FILES]
    if len(chosen) == len(newest):
        return listing
    line = f"{len(chosen)} of {len(newest)} files are read, those changed last: move old ones away"
    return _Listing(tuple(chosen), (*listing.problems, line))


def _read(listing: _Listing, asked: Memory) -> FetchResult:
    files = sorted(listing.files, key=lambda file: _name_order(file.path))
    etag = _digest(files)
    new = [file for file in files if asked.marks.get(file.path) != file.mark]
    if files and (etag == asked.validators.etag or not new) and not listing.problems:
        return NotModified(validators=Validators(etag=etag))
    read = {file: _read_file(file, asked.now) for file in new}
    unread = tuple(result for result in read.values() if isinstance(result, str))
    problems = _cut((*listing.problems, *unread))
    bodies = tuple(result for result in read.values() if isinstance(result, Body))
    is_waiting = any(result is None for result in read.values())
    if not bodies and not is_waiting and len(new) == len(files):
        return Failed(reason=problems[0] if problems else "the file went away while it was read")
    return Fetched(
        bodies=bodies,
        # A file that could not be read is tried again even when no size or time has changed.
        validators=Validators(etag=None if unread or is_waiting else etag),
        problems=problems,
        marks={file.path: file.mark for file, result in read.items() if isinstance(result, Body)},
        is_waiting=is_waiting,
    )


def _read_file(file: _File, now: datetime) -> Body | str | None:
    """Return the file's body, why it cannot be read, or None while it is being written."""
    try:
        with Path(file.path).open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return f"{_show(file.path)} cannot be read: {_why(error)}"
    if len(content) > MAX_BYTES:
        return f"{_show(file.path)} is larger than {MAX_BYTES // 1024**2} MiB"
    changed_at = datetime.fromtimestamp(file.mtime_ns / 1e9, UTC)
    if is_unfinished(content, changed_at=changed_at, now=now):
        return None
    return Body(url=Path(file.path).as_uri(), content=content)


def _digest(files: Iterable[_File]) -> str:
    hasher = hashlib.sha256()
    for file in files:
        hasher.update(f"{file.path}\0{file.size}\0{file.mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return f'"{hasher.hexdigest()}"'


def _name_order(path: str) -> tuple[list[str | int], str]:
    """Return what sorts `story-2` before `story-10`, and any two paths one way."""
    parts = _DIGITS.split(path)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)], path


def _cut(problems: tuple[str, ...]) -> tuple[str, ...]:
    if len(problems) <= _MAX_PROBLEMS:
        return problems
    return (*problems[:_MAX_PROBLEMS], f"and {len(problems) - _MAX_PROBLEMS} more like these")


def _unquote(written: str) -> str:
    return _ESCAPES.sub(lambda escaped: os.fsdecode(unquote_to_bytes(escaped[0])), written)


def _show(path: str) -> str:
    return path if path.isprintable() else ascii(path)


def _why(error: OSError) -> str:
    return (error.strerror or "no reason given").lower()
