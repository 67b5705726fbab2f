"""What one version of an item is compared by: small enough to be kept beside a million others."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from struct import Struct

SHINGLES_KEPT = 1_000
"""The smallest so many shingles of a text stand for all of them (bottom-k sampling, Broder 1997)."""
SETS_REMEMBERED = 16
"""An item is compared with many others, one after the other: its sets are made once."""

_HEAD = Struct("<qIQQ4x?HHHHH")
"""Four bytes are free: sketches that were stored before hold a digest of the agency's name there."""
_CODES = "IIIHI"
_SIZES = tuple(array(code).itemsize for code in _CODES)
_EVERYTHING = 2**32

Digests = bytes
"""Digests, each once, as `pack_digests` or `pack_short_digests` packs them: most sketches are read only to find that
they have nothing in common with another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A version as the matcher sees it: digests of its words, never the words."""

    at: int
    """Its own time, in seconds since 1970 (UTC)."""
    words: int
    """How many words its text has."""
    shingles: Digests
    """Of every three words in a row; of a long text the smallest `SHINGLES_KEPT`, ascending."""
    lead: Digests
    """Those of the text's first words."""
    numbers: Digests
    """Of the numbers in title and text."""
    stems: Digests
    """Short ones, of the beginnings of the text's words."""
    title: Digests
    """Of the beginnings of the headline's telling words."""
    headline: int
    """64-bit digest of the whole headline, as it is compared."""
    link: int
    """64-bit digest of the canonical link; 0 where there is none that tells."""
    is_revision: bool
    """Whether its label says that it replaces an earlier one."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share, each from 0 to 1."""

    contained: float
    """Of the shorter text, how much stands in the longer."""
    common: float
    """Of both together, how much stands in both (Jaccard)."""


def overlap(one: Sketch, other: Sketch) -> Overlap:
    """Return what two texts share, from the shingles that both sketches would have kept."""
    limit = min(_limit(one), _limit(other))
    if limit == _EVERYTHING:  # as for most; one set is enough, and that of the other is often made already
        shared = len(set_of(other.shingles).intersection(array("I", one.shingles)))
        return _overlap(shared, count_of(one.shingles), count_of(other.shingles))
    mine, theirs = _below(one.shingles, limit), _below(other.shingles, limit)
    return _overlap(len(mine & theirs), len(mine), len(theirs))


def share(one: Digests, other: Digests) -> float | None:
    """Return how much of the smaller set is in the larger, from 0 to 1; None where one is empty."""
    mine, theirs = set_of(one), set_of(other)
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else None


def pack_digests(digests: Iterable[int]) -> Digests:
    """Return digests of 32 bits as a sketch keeps them."""
    return array("I", digests).tobytes()


def pack_short_digests(digests: Iterable[int]) -> Digests:
    """Return digests of 16 bits as a sketch keeps them."""
    return array("H", digests).tobytes()


def count_of(digests: Digests) -> int:
    """Return how many digests of 32 bits these are."""
    return len(digests) // array("I").itemsize


@lru_cache(maxsize=SETS_REMEMBERED)
def set_of(digests: Digests) -> frozenset[int]:
    """Return the digests of 32 bits."""
    return frozenset(array("I", digests))


@lru_cache(maxsize=SETS_REMEMBERED)
def short_set_of(digests: Digests) -> frozenset[int]:
    """Return the digests of 16 bits."""
    return frozenset(array("H", digests))


def pack(sketch: Sketch) -> bytes:
    """Return the sketch as bytes, the same on every machine; some 2 kB for a text of 400 words."""
    parts = (sketch.shingles, sketch.lead, sketch.numbers, sketch.stems, sketch.title)
    lengths = (len(part) // size for part, size in zip(parts, _SIZES, strict=True))
    head = _HEAD.pack(sketch.at, sketch.words, sketch.headline, sketch.link, sketch.is_revision, *lengths)
    return head + b"".join(parts)


def unpack(packed: bytes) -> Sketch:
    """Return the sketch that `pack` was given."""
    at, words, headline, link, is_revision, *lengths = _HEAD.unpack_from(packed)
    sizes = (length * size for length, size in zip(lengths, _SIZES, strict=True))
    borders = accumulate(sizes, initial=_HEAD.size)
    shingles, lead, numbers, stems, title = (packed[start:end] for start, end in pairwise(borders))
    return Sketch(
        at=at,
        words=words,
        shingles=shingles,
        lead=lead,
        numbers=numbers,
        stems=stems,
        title=title,
        headline=headline,
        link=link,
        is_revision=is_revision,
    )


def _limit(sketch: Sketch) -> int:
    return max(set_of(sketch.shingles)) if count_of(sketch.shingles) == SHINGLES_KEPT else _EVERYTHING


def _below(shingles: Digests, limit: int) -> frozenset[int]:
    return frozenset(each for each in set_of(shingles) if each <= limit)


def _overlap(shared: int, mine: int, theirs: int) -> Overlap:
    """Return the shares, given how many shingles are in both and in each."""
    if not shared:
        return Overlap(0.0, 0.0)
    return Overlap(shared / min(mine, theirs), shared / (mine + theirs - shared))
