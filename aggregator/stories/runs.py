"""Digests of words in a row, of a whole text at once.

The words' digests stand side by side in one long integer, each in a lane that is wide enough for the product of two
of them. Python multiplies, adds and masks such an integer at the speed of the processor; to do it run by run takes
six times as long.
"""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LANE_BYTES = 16
LANE = 8 * LANE_BYTES
MASKS_KEPT = 32

_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93)
"""By what a word is multiplied in each place of a run, so that the order of the words tells."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The digests of a text's runs in the order of the text; of a text that is shorter than a run, one of all of it."""

    threes: Sequence[int]
    """32 bits each."""
    fives: Sequence[int]
    """64 bits each."""


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of one size at one place of every lane."""

    code: str
    """Of `array`."""
    place: int
    """In numbers of that size."""


_WHOLE, _UPPER_HALF = Column("Q", 0), Column("I", 1)


def lane_of(digest: bytes, beside: bytes = b"") -> bytes:
    """Return a word's digest of 64 bits, the lowest first, as it stands among those of its text.

    What stands `beside` it at the lane's end plays no part in the digests of runs.
    """
    return digest + beside.rjust(LANE_BYTES - len(digest), b"\0")


def digest_runs(lanes: bytes) -> Runs:
    """Return the digests of every three and of every five words in a row, given the lanes of all words, joined."""
    count = len(lanes) // LANE_BYTES
    if not count:
        return Runs(array("I"), array("Q"))
    low = _mask(64, count)
    whole = int.from_bytes(lanes, "little") & low
    one, two, three, four, five = ((whole >> LANE * place) * odd & low for place, odd in enumerate(_ODD))
    of_three = one + two + three
    threes, fives = (_mixed(sums, count) for sums in (of_three, of_three + four + five))
    return Runs(
        read_lanes(threes, _UPPER_HALF)[: max(1, count - 2)], read_lanes(fives, _WHOLE)[: max(1, count - 4)]
    )


def read_lanes(lanes: bytes, column: Column) -> Sequence[int]:
    """Return the numbers that stand in one column of the lanes."""
    numbers = array(column.code, lanes)[column.place :: LANE_BYTES // array(column.code).itemsize]
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _mixed(sums: int, count: int) -> bytes:
    """Return every lane's number mixed, so that all of its bits depend on all bits of the sum."""
    cut = sums & _mask(64, count)
    mixed = (cut ^ (cut >> 32 & _mask(32, count))) * _ODD[0] & _mask(64, count)
    return mixed.to_bytes(count * LANE_BYTES, "little")


def _mask(bits: int, count: int) -> int:
    """Return an integer that has ones in the lowest bits of at least so many lanes."""
    return _mask_of(bits, 1 << count.bit_length())


@lru_cache(maxsize=MASKS_KEPT)
def _mask_of(bits: int, count: int) -> int:
    return int.from_bytes((2**bits - 1).to_bytes(LANE_BYTES, "little") * count, "little")
