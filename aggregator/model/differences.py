"""What two texts share and what not, paragraph by paragraph and word by word, in bounded time.

The alignment is patience diff: what stands once on either side anchors the rest. It takes n log n where
difflib takes n² and more on texts that are made to hurt.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aggregator.model.substance import Line, lines_of, substance_of

DEEPEST = 12
"""How often the gaps between anchors are looked into for anchors of their own."""
MOST_PARAGRAPHS = 1_000
"""Replaced paragraphs in one place among which the alike are looked for; no story has as many."""
LOOK_AHEAD = 20
"""Among how many removed paragraphs the earlier form of a new one is looked for."""
ALIKE = 0.5
"""From which share of common words on a paragraph is another's new form."""


class Kind(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that was kept, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph and what became of it; one that was changed has pieces of several kinds."""

    kind: Kind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph before and after; None where it was added or removed."""

    old: Line | None
    new: Line | None


@dataclass(frozen=True, slots=True)
class Run:
    """Two stretches in the same place: the same, or one in place of the other."""

    old: tuple[int, int]
    new: tuple[int, int]
    is_same: bool


def find_difference(old: str, new: str) -> tuple[Passage, ...]:
    """Return how the new text came from the old one, in the order of the new."""
    return tuple(_passage(pair) for pair in pair_paragraphs(lines_of(old), lines_of(new)))


def pair_paragraphs(old: Sequence[Line], new: Sequence[Line]) -> tuple[Pair, ...]:
    """Return the paragraphs of both texts, each with what it was or became."""
    pairs: list[Pair] = []
    for run in align([line.substance for line in old], [line.substance for line in new]):
        olds, news = old[slice(*run.old)], new[slice(*run.new)]
        pairs += map(Pair, olds, news) if run.is_same else _pair_replaced(olds, news)
    return tuple(pairs)


def align_words(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Yield the runs of two sequences of words; those that differ in letters alone count."""
    for run in align([substance_of(word) for word in old], [substance_of(word) for word in new]):
        before, after = " ".join(old[slice(*run.old)]), " ".join(new[slice(*run.new)])
        # "inMonday's" and "in Monday's" are one run to readers, and so are a dash and none
        is_same = run.is_same or substance_of(before) == substance_of(after)
        yield Run(run.old, run.new, is_same)


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Run]:
    """Yield the runs that take the old sequence to the new one, the same and the others in turn."""
    end = (len(old), len(new))
    here = (0, 0)
    for start, length in _stretches([*_matches(old, new, (0, end[0]), (0, end[1]), depth=DEEPEST)]):
        if here != start:
            yield Run((here[0], start[0]), (here[1], start[1]), is_same=False)
        here = (start[0] + length, start[1] + length)
        yield Run((start[0], here[0]), (start[1], here[1]), is_same=True)
    if here != end:
        yield Run((here[0], end[0]), (here[1], end[1]), is_same=False)


def _stretches(matches: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield where both sides go on together, and how far."""
    first = 0
    for place, (one, other) in enumerate(matches):
        following = matches[place + 1] if place + 1 < len(matches) else None
        if following != (one + 1, other + 1):
            yield matches[first], place + 1 - first
            first = place + 1


Span = tuple[int, int]


def _matches(
    old: Sequence[Hashable], new: Sequence[Hashable], left: Span, right: Span, *, depth: int
) -> Iterator[tuple[int, int]]:
    """Yield the places that match, ascending on both sides."""
    (low, high), (start, end) = left, right
    while low < high and start < end and old[low] == new[start]:
        yield low, start
        low, start = low + 1, start + 1
    tail = 0
    while low < high - tail and start < end - tail and old[high - tail - 1] == new[end - tail - 1]:
        tail += 1
    high, end = high - tail, end - tail
    if depth and low < high and start < end:
        yield from _between_anchors(old, new, (low, high), (start, end), depth=depth - 1)
    yield from ((high + step, end + step) for step in range(tail))


def _between_anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], left: Span, right: Span, *, depth: int
) -> Iterator[tuple[int, int]]:
    """Yield the anchors of two stretches and what matches between them; without anchors nothing does."""
    anchors = _anchors(old[slice(*left)], new[slice(*right)])
    if not anchors:
        return
    low, start = left[0], right[0]
    for one, other in ((left[0] + one, right[0] + other) for one, other in anchors):
        yield from _matches(old, new, (low, one), (start, other), depth=depth)
        yield one, other
        low, start = one + 1, other + 1
    yield from _matches(old, new, (low, left[1]), (start, right[1]), depth=depth)


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of what stands once on either side: the longest chain that ascends on both."""
    counts, new_counts = Counter(old), Counter(new)
    places = {value: place for place, value in enumerate(new) if new_counts[value] == 1}
    shared = [(one, places[value]) for one, value in enumerate(old) if counts[value] == 1 and value in places]
    return _longest_ascending(shared)


def _longest_ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of pairs whose second places ascend (patience sorting)."""
    tops: list[int] = []  # the smallest last place of a chain of each length, less one
    last: list[int] = []  # the number of the pair that it is of
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tops, place)
        before.append(last[length - 1] if length else -1)
        if length == len(tops):
            tops.append(place)
            last.append(number)
        tops[length], last[length] = place, number
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _pair_replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Pair]:
    """Yield the paragraphs of two stretches; those that only flow together or apart now are kept."""
    if _joined(old) == _joined(new):
        yield from (Pair(line, line) for line in new)
    elif max(len(old), len(new)) > MOST_PARAGRAPHS:
        yield from (Pair(line, None) for line in old)
        yield from (Pair(None, line) for line in new)
    else:
        yield from _pair_alike(old, new)


def _joined(lines: Sequence[Line]) -> str:
    return "".join(line.substance for line in lines)


def _pair_alike(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Pair]:
    """Yield the paragraphs of two stretches: those that are alike together, in order, the others alone."""
    bags = [frozenset(_words(line)) for line in old]
    start = 0
    for line in new:
        mine = frozenset(_words(line))
        ahead = range(start, min(start + LOOK_AHEAD, len(old)))
        found = next((place for place in ahead if _likeness(bags[place], mine) >= ALIKE), None)
        if found is None:
            yield Pair(None, line)
            continue
        yield from (Pair(gone, None) for gone in old[start:found])
        yield Pair(old[found], line)
        start = found + 1
    yield from (Pair(gone, None) for gone in old[start:])


def _words(line: Line) -> list[str]:
    return [substance_of(word) for word in line.words.split()]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _passage(pair: Pair) -> Passage:
    match pair:
        case Pair(old=None, new=Line() as new):
            return Passage(Kind.ADDED, (Piece(Kind.ADDED, new.words),))
        case Pair(old=Line() as old, new=None):
            return Passage(Kind.REMOVED, (Piece(Kind.REMOVED, old.words),))
        case Pair(old=Line() as old, new=Line() as new) if old.substance != new.substance:
            return Passage(Kind.CHANGED, tuple(_pieces(old.words.split(), new.words.split())))
        case _:
            words = pair.new.words if pair.new else ""
            return Passage(Kind.KEPT, (Piece(Kind.KEPT, words),))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for run in align_words(old, new):
        before, after = " ".join(old[slice(*run.old)]), " ".join(new[slice(*run.new)])
        if run.is_same:
            yield Piece(Kind.KEPT, after)
            continue
        if before:
            yield Piece(Kind.REMOVED, before)
        if after:
            yield Piece(Kind.ADDED, after)
