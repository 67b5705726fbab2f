"""One feed before it takes a format: who it is and what it holds, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aggregator.publish.entry import Entry, Tombstone
from aggregator.publish.words import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Where a document stands in the archives of its feed (RFC 5005, 4); 1 is the oldest archive document."""

    number: int | None = None
    """None: it is the feed itself."""
    newest: int | None = None
    """The newest archive document; None where there is none."""

    @property
    def older(self) -> int | None:
        """Return the archive document before it."""
        return self.newest if self.number is None else (self.number - 1 or None)

    @property
    def newer(self) -> int | None:
        """Return the archive document after it."""
        is_last = self.number is None or self.number == self.newest
        return None if is_last or self.number is None else self.number + 1


LIVE = Paging()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What every format of one feed says; entries are ordered from the newest, by `updated` and then `id`."""

    path: str
    """Where it is below the base address, such as `national`."""
    id: str
    """`urn:uuid:...`, derived from the installation and the path: it outlives every change of address."""
    title: str
    language: str | None
    home_url: str
    updated: datetime
    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
    words: Words = ENGLISH
    """In which what we add to the copy is said."""
    hub: str | None = None
    """The WebSub hub that distributes it."""
    arguments: str = ""
    """What stands behind each of its addresses: `?q=...` of a search."""

    paging: Paging = LIVE

    def url(self, name: str) -> str:
        """Return the address of one of its files, such as `atom.xml`."""
        return self._url(name, self.paging.number)

    @property
    def page_url(self) -> str:
        """The address of the page that shows it."""
        return f"{self.home_url}{self.arguments}"

    def links(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield relation and address of the other documents of the feed (RFC 5005, 3 and 4)."""
        paging = self.paging
        if paging.older is not None:
            yield "prev-archive", self._url(name, paging.older)
            yield "next", self._url(name, paging.older)
        if paging.newer is not None:
            yield "next-archive", self._url(name, paging.newer)
        if paging.number is not None:
            yield "previous", self._url(name, paging.newer)
            yield "current", self._url(name, None)

    def _url(self, name: str, page: int | None) -> str:
        return self.home_url + (name if page is None else f"archive/{page}/{name}") + self.arguments
