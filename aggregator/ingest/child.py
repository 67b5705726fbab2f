"""The program that reads bodies apart from the service, within limits: it may be killed at any time.

    python -m aggregator.ingest.child MEMORY_BYTES SECONDS

It reads tasks from its standard input and answers each on its standard output; at the end of the input it ends.
"""

import gc
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import aggregator.ingest.understanding  # noqa: F401 - loaded before the limits are set, which are for tasks alone
from aggregator.ingest.frames import (
    HEADER,
    READY,
    Answer,
    Done,
    Mistake,
    OutOfMemory,
    Task,
    read_length,
    read_task,
    write_frame,
)
from aggregator.ingest.reading import Guide

SPENT_BYTES = 192 * 1024 * 1024
"""A child that is larger after a task ends: what Python has taken it seldom gives back."""


YOUNG_OBJECTS = 100_000
"""After so many new objects cycles are looked for: a feed has a tenth of them, and leaves few cycles behind."""


def main(memory_bytes: int, seconds: int) -> int:
    """Answer every task, within so much memory more than it begins with and so many seconds each; return 0."""
    _outlive_signals()
    _offer_to_be_killed_first()
    _limit_memory(memory_bytes)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not print into the answers
    gc.freeze()  # what was imported stays
    gc.set_threshold(YOUNG_OBJECTS)
    _send(answers, write_frame(READY))
    guide = Guide()
    while (task := _next(sys.stdin.buffer)) is not None:
        guide = task.guide or guide
        _limit_seconds(seconds)
        _send(answers, _write(_answer(task, guide)))
    return 0


def _send(answers: BinaryIO, frame: bytes) -> None:
    answers.write(frame)
    answers.flush()


def _next(tasks: BinaryIO) -> Task | None:
    header = tasks.read(HEADER.size)
    return read_task(tasks.read(read_length(header))) if len(header) == HEADER.size else None


def _answer(task: Task, guide: Guide) -> Answer:
    try:
        return Done(task.job(guide=guide), is_spent=_is_large())
    except MemoryError:
        return OutOfMemory()
    except Exception as error:  # noqa: BLE001 - told by the service, as a mistake of this program
        return Mistake(f"{type(error).__name__}: {error}", traceback.format_exc())


def _write(answer: Answer) -> bytes:
    try:
        return write_frame(answer)
    except MemoryError:
        return write_frame(OutOfMemory())


def _outlive_signals() -> None:
    """Let the service alone decide when a child ends: a terminal's Ctrl-C goes to both, and polls are drained."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _offer_to_be_killed_first() -> None:
    with suppress(OSError):  # Linux alone has it
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _limit_memory(further_bytes: int) -> None:
    with suppress(OSError, ValueError):  # macOS takes no such limit; the limit of time holds there as well
        limit = _address_space_bytes() + further_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _limit_seconds(seconds: int) -> None:
    """Let the kernel end a task that goes on when the service, which would have killed it, is no more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, most))


def _address_space_bytes() -> int:
    return _memory_pages()[0] * resource.getpagesize()


def _is_large() -> bool:
    with suppress(OSError):  # Linux alone has it; elsewhere the limits hold all the same
        return _memory_pages()[1] * resource.getpagesize() > SPENT_BYTES
    return False


def _memory_pages() -> tuple[int, int]:
    """Return how much there is of us, and how much of that in memory; `getrusage` counts what our parent had."""
    size, resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[:2]
    return int(size), int(resident)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
