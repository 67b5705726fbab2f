"""What the templates of pages ask of an entry or a version, beside its fields."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from aggregator.model.change import Change, change_in_words
from aggregator.publish.entry import Entry
from aggregator.publish.pastversions import ShownDifference, show_difference
from aggregator.publish.words import Words

UPDATED_AFTER = timedelta(minutes=1)
"""A story is called updated from here on; systems stamp a second or two between publishing and saving."""

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (UAX 9): in a title of a window nothing ends them."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A word that marks an entry; style sheets know it by `term`."""

    term: str
    label: str


def badge(entry: Entry, words: Words) -> Badge | None:
    """Return what marks an entry, if anything does."""
    if entry.notice is not None:
        return Badge(entry.notice.term, entry.notice.label)
    return Badge("updated", words.updated) if entry.updated - entry.published >= UPDATED_AFTER else None


def difference(entry: Entry) -> ShownDifference | None:
    """Return what became of the text at the last change; None where the rights do not allow it, or no text changed."""
    texts = entry.revision.texts if entry.revision else None
    return show_difference(*texts) if texts else None


def told(change: Change, words: Words, *, quotes: bool) -> str:
    """Return a change in words, as a sentence without its full stop; what it was labelled a badge says."""
    said = change_in_words(replace(change, label=None, label_lifted=False), quotes=quotes, words=words.change)
    return said[:1].upper() + said[1:]


def unturned(text: str) -> str:
    """Return the text without the characters that turn the direction of what follows them."""
    return text if text.isascii() else _TURNING.sub("", text)
