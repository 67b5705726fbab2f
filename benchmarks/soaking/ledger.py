"""What must be in the store: everything that a finished poll has shown, and nothing that was never shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.soaking.outlets import Edition

Guid = tuple[str, str]
"""A source and one of its guids."""


@dataclass(slots=True)
class Ledger:
    """What was shown under each guid, and what of it the service has had for certain; uses of a guid apart."""

    shown: dict[Guid, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    owed: dict[Guid, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(dict))

    def show(self, editions: Iterable[Edition]) -> None:
        """Note what may be in the store: it is served from now on."""
        _note(self.shown, editions)

    def owe(self, editions: Iterable[Edition]) -> None:
        """Note what must be in the store: a poll of it was finished, or its validator came back."""
        _note(self.owed, editions)


def _note(book: dict[Guid, dict[int, set[str]]], editions: Iterable[Edition]) -> None:
    for edition in editions:
        for entry in edition.entries:
            book[edition.source, entry.guid].setdefault(entry.use, set()).add(entry.text)
