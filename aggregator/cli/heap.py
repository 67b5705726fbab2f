"""The heap, of the C library and of Python, told how this process works."""

import ctypes
import gc

ARENAS = -8
"""`M_ARENA_MAX` of glibc's `malloc.h` (mallopt(3))."""
LARGE = -3
"""`M_MMAP_THRESHOLD`, from how many bytes on a block has pages of its own."""
LARGE_BYTES = 128 * 1024
"""What glibc begins with."""


def share_one() -> None:
    """Let all threads allocate from one heap, and what is large beside it; to be called before there are others.

    glibc gives each thread its own, and what one has freed no other takes: of 141 MiB in a round over 200 feeds that
    was a seventh. It costs no time, for Python lets one thread allocate at a time. And glibc puts blocks of any size
    into the heap once one of that size was freed: half a megabyte of a feed leaves a hole that something small keeps
    from being given back, 6 MiB of 131 in a round over 300. Where there is no such switch nothing is done.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(ARENAS, 1)
        library.mallopt(LARGE, LARGE_BYTES)


def keep_all() -> None:
    """Let all that there is by now go with the process: to look through it at the end would take .1 s."""
    gc.freeze()
