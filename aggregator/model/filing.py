"""In which feeds beside the sections' a story stands."""

import re
from dataclasses import dataclass

AGENCY, SOURCE, SAVED = "agency", "source", "feeds"
"""The folders of an agency's, a source's and a saved feed, below which each has a name of its own."""
FOLDERS = (AGENCY, SOURCE, SAVED)

_ARCHIVE = re.compile(r"(?P<place>.+)/archive/(?P<page>[1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class FurtherFeed:
    """A feed that no section is: its place, such as `agency/reuters`, and what people call it, where that is known."""

    place: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a story stands beside its sections; None: where it stood, for it is out no more."""

    story: str
    feeds: tuple[FurtherFeed, ...] | None


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """An archive document of a place, from 1, the oldest."""

    place: str
    page: int

    @property
    def path(self) -> str:
        """Return where it is below `public`."""
        return f"{self.place}/archive/{self.page}"


def is_further(place: str) -> bool:
    """Return whether a place is no section."""
    return "/" in place


def read_place(path: str) -> str | ArchivePage:
    """Return the place or the archive document that a path below `public` names."""
    match = _ARCHIVE.fullmatch(path)
    return path if match is None else ArchivePage(match["place"], int(match["page"]))
