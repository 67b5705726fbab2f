"""The heap of the C library, told how this process works."""

import ctypes

ARENAS = -8
"""`M_ARENA_MAX` of glibc's `malloc.h` (mallopt(3))."""


def share_one() -> None:
    """Let all threads allocate from one heap; to be called before there are others.

    glibc gives each thread its own, and what one has freed no other takes: of 141 MiB in a round over 200 feeds that
    was a seventh. It costs no time, for Python lets one thread allocate at a time. Where there is no such switch
    nothing is done.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(ARENAS, 1)
