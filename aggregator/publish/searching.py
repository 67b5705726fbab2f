"""What a search has found, as a page: headlines with the words around what was asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from aggregator.model.searching import Query, Term, Word, folded_words, words_in
from aggregator.model.source import Rights
from aggregator.model.story import Story
from aggregator.publish.entry import Entry, Tombstone, make_entry
from aggregator.publish.revision import rights_of
from aggregator.publish.site import Site

EXCERPT_LETTERS = 240
"""How much of a text is shown around the first word that was asked for."""
BEFORE_LETTERS = 60
"""How much of that stands before it."""
WORDS_KEPT = 5_000
"""Words of a story that can be found; PostgreSQL keeps no more than a megabyte of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt, and whether it is what was asked for."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A story that was found: its entry, and the words around what was asked for."""

    entry: Entry
    excerpt: tuple[Piece, ...]


def searchable_words(story: Story, entry: Entry | Tombstone | None, site: Site) -> str | None:
    """Return the words by which a story is found: those that subscribers may read of it; None of what is not out."""
    if not isinstance(entry, Entry) or not entry.has_copy:
        return None
    signed = [*entry.signatures, entry.agency or "", entry.desk or ""]
    texts = "\n".join(dict.fromkeys([entry.title, *signed, _text(story, entry, site)]))
    return " ".join(islice(folded_words(texts), WORDS_KEPT)) or None


def make_hit(story: Story, query: Query, site: Site, *, now: datetime) -> Hit | None:
    """Return a story that was found as it is shown; None where its copy has been taken back since."""
    entry = make_entry(story, site, now=now)
    if not isinstance(entry, Entry) or not entry.has_copy:
        return None
    return Hit(entry, excerpt(_text(story, entry, site), query.wanted))


def excerpt(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """Return a text around the first of the terms that stand in it, or its beginning, each term as a piece."""
    line = " ".join(text.split())
    words = list(words_in(line))
    places = list(_places(words, terms))
    first = places[0][0] if places else 0
    start = _word_start(words, first - BEFORE_LETTERS) if first > BEFORE_LETTERS else 0
    end = _word_end(words, start + EXCERPT_LETTERS, len(line))
    pieces: list[Piece] = [Piece("… ", is_found=False)] if start else []
    position = start
    for begins, ends in places:
        if begins >= position and ends <= end:
            pieces += [Piece(line[position:begins], is_found=False), Piece(line[begins:ends], is_found=True)]
            position = ends
    pieces += [Piece(line[position:end], is_found=False)]
    if end < len(line):
        pieces.append(Piece(" …", is_found=False))
    return tuple(piece for piece in pieces if piece.text)


def _places(words: Sequence[Word], terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Yield where terms stand in a text, from its beginning on."""
    for place in range(len(words)):
        lengths = [len(term.words) for term in terms if _stands(words, place, term)]
        if lengths:
            yield words[place].start, words[place + max(lengths) - 1].end


def _stands(words: Sequence[Word], place: int, term: Term) -> bool:
    here = [word.text for word in words[place : place + len(term.words)]]
    if len(here) < len(term.words) or here[:-1] != list(term.words[:-1]):
        return False
    return here[-1].startswith(term.words[-1]) if term.is_beginning else here[-1] == term.words[-1]


def _word_start(words: Sequence[Word], place: int) -> int:
    return next((word.start for word in words if word.start >= place), 0)


def _word_end(words: Sequence[Word], place: int, end: int) -> int:
    return end if place >= end else max((word.end for word in words if word.end <= place), default=place)


def _text(story: Story, entry: Entry, site: Site) -> str:
    """Return the text that subscribers may read: the whole of it only where the lead's source allows that."""
    if story.lead is not None and rights_of(story.lead, site) is Rights.FULL:
        return story.lead.version.text
    return entry.teaser or ""
