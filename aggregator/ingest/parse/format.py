"""What a format is to us: a name, a way to recognise it, a way to read it."""

from collections.abc import Callable
from dataclasses import dataclass

from aggregator.model.item import RawEntry, Skip
from aggregator.model.poll import Body, ParseResult

ENTRIES_LIMIT = 10_000
"""Entries read from one body; what stands behind them is left out (an archive sent by mistake)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of feeds, as the operator names it in `format = "..."`."""

    name: str
    recognises: Callable[[Body], bool]
    """Whether a body looks like this format; cheap, and never raises."""
    read: Callable[[Body], ParseResult]
    """Reads a body that should be of this format; never raises."""


def only_when_named(body: Body) -> bool:  # noqa: ARG001  # every format has the same arguments
    """Return False: a web page may be anything, and is read only where the operator says what it is."""
    return False


def is_blank(entry: RawEntry) -> bool:
    """Return whether an entry has neither title nor text nor link nor guid, so that nothing can be made of it."""
    texts = (entry.guid, entry.link, entry.title_html, entry.summary_html, entry.content_html)
    return not any(text and text.strip() for text in texts)


def part(entries: list[RawEntry]) -> tuple[tuple[RawEntry, ...], tuple[Skip, ...]]:
    """Return the entries that say something, and a skip for each that says nothing."""
    skipped = tuple(
        Skip("it has neither title nor text nor link nor guid", f"entry {place}")
        for place, entry in enumerate(entries, start=1)
        if is_blank(entry)
    )
    return tuple(entry for entry in entries if not is_blank(entry)), skipped
