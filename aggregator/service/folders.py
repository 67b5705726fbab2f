"""Which drop folders have changed since they were looked at."""

from collections.abc import Iterable

from aggregator.ingest.fetch.files import look
from aggregator.model.source import Source

AGAIN = "again"
"""A mark that no folder has."""


class Folders:
    """Remembers how each folder looked; a wire's transmission is not kept waiting for the rhythm of a feed."""

    def __init__(self) -> None:
        self._marks: dict[str, str | None] = {}

    def changed(self, sources: Iterable[Source]) -> tuple[Source, ...]:
        """Return the sources whose files have changed since the last look (it blocks); a first look changes nothing."""
        return tuple(
            source for source in sources if source.url.startswith("file:") and self._has_changed(source)
        )

    def look_again(self, source: str) -> None:
        """Take the folder for changed at the next look: one of its files was still being written."""
        self._marks[source] = AGAIN

    def _has_changed(self, source: Source) -> bool:
        mark = look(source.url)
        before = self._marks.get(source.id, mark)
        self._marks[source.id] = mark
        return before != mark
