"""The heap, of the C library and of Python, told how this process works."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def loading() -> Iterator[None]:
    """Let no collection of garbage look through what is loaded within, now or later: it stays until the process ends.

    That spares a round of polls without news an eighth of its time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def keep_all() -> None:
    """Let all that there is by now go with the process: to look through it at the end would take .1 s."""
    gc.freeze()
