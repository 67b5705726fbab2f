"""What one version of an item is compared by: small enough to be kept beside a million others."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from struct import Struct, unpack_from

SHINGLES_KEPT = 1_000
"""The smallest so many shingles of a text stand for all of them (bottom-k sampling, Broder 1997)."""

_HEAD = Struct("<qIQQI?HHHHH")
_CODES = "IIIHI"
_EVERYTHING = 2**32

Digests = tuple[int, ...]
"""Ascending, each once. A tuple and no set: most sketches are read to be compared once, and a set takes longer to make
than to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A version as the matcher sees it: digests of its words, never the words."""

    at: int
    """Its own time, in seconds since 1970 (UTC)."""
    words: int
    """How many words its text has."""
    shingles: Digests
    """32-bit digests of every three words in a row; of a long text the smallest `SHINGLES_KEPT`."""
    lead: Digests
    """Those of the text's first words."""
    numbers: Digests
    """32-bit digests of the numbers in title and text."""
    stems: Digests
    """16-bit digests of the beginnings of the text's words."""
    title: Digests
    """32-bit digests of the beginnings of the headline's telling words."""
    headline: int
    """64-bit digest of the whole headline, as it is compared."""
    link: int
    """64-bit digest of the canonical link; 0 where there is none that tells."""
    agency: int
    """32-bit digest of the agency's name; 0 where none is known."""
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
    mine, theirs = _below(one.shingles, limit), _below(other.shingles, limit)
    shared = len(set(mine).intersection(theirs))
    if not shared:
        return Overlap(0.0, 0.0)
    return Overlap(shared / min(len(mine), len(theirs)), shared / (len(mine) + len(theirs) - shared))


def share(one: Digests, other: Digests) -> float | None:
    """Return how much of the smaller set is in the larger, from 0 to 1; None where one is empty."""
    return len(set(one).intersection(other)) / min(len(one), len(other)) if one and other else None


def pack(sketch: Sketch) -> bytes:
    """Return the sketch as bytes, the same on every machine; some 2 kB for a text of 400 words."""
    sets = (sketch.shingles, sketch.lead, sketch.numbers, sketch.stems, sketch.title)
    parts = [array(code, values) for code, values in zip(_CODES, sets, strict=True)]
    head = _HEAD.pack(
        sketch.at,
        sketch.words,
        sketch.headline,
        sketch.link,
        sketch.agency,
        sketch.is_revision,
        *(len(part) for part in parts),
    )
    return head + b"".join(part.tobytes() for part in parts)


def unpack(packed: bytes) -> Sketch:
    """Return the sketch that `pack` was given."""
    at, words, headline, link, agency, is_revision, *lengths = _HEAD.unpack_from(packed)
    kinds = "".join(f"{length}{code}" for length, code in zip(lengths, _CODES, strict=True))
    digests = unpack_from(f"={kinds}", packed, _HEAD.size)
    borders = accumulate(lengths, initial=0)
    shingles, lead, numbers, stems, title = (digests[start:end] for start, end in pairwise(borders))
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
        agency=agency,
        is_revision=is_revision,
    )


def _limit(sketch: Sketch) -> int:
    return sketch.shingles[-1] if len(sketch.shingles) == SHINGLES_KEPT else _EVERYTHING


def _below(shingles: Digests, limit: int) -> Digests:
    return shingles[: bisect_right(shingles, limit)]
