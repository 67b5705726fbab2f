"""What an Atom feed says of entries that it has removed (`at:deleted-entry`, RFC 6721)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from aggregator.ingest.parse.elements import children
from aggregator.ingest.parse.originals import UNREADABLE, read_root
from aggregator.model.item import RawEntry

_NAME = "deleted-entry"


def read_tombstones(content: bytes, encoding: str, *, entries: Iterable[RawEntry]) -> tuple[RawEntry, ...]:
    """Return the removed entries of a document; not those that stand in it with a newer date, or without one."""
    if _NAME.encode() not in content:
        return ()
    try:
        removed = _read(content, encoding)
    except UNREADABLE:
        return ()
    living = {entry.guid: entry.updated for entry in entries}
    return tuple(entry for entry in removed if _is_gone(entry, living))


def _read(content: bytes, encoding: str) -> tuple[RawEntry, ...]:
    root = read_root(content, encoding)
    found = () if root is None else children(root, _NAME)  # the feed's own: an entry's text may quote one
    return tuple(
        RawEntry(guid=ref.strip(), updated=element.get("when"), is_removed=True)
        for element in found
        if (ref := element.get("ref")) and ref.strip()
    )


def _is_gone(removed: RawEntry, living: Mapping[str | None, str | None]) -> bool:
    if removed.guid not in living:
        return True
    when, updated = _time(removed.updated), _time(living[removed.guid])
    return when is not None and updated is not None and when >= updated


def _time(text: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time if time.tzinfo else None
