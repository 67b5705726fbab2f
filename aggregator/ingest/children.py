"""Bodies are read in child processes that have limits; one that goes beyond them is killed and replaced.

What is small cannot take long and is read in a thread: to hand it over would cost more than it saves. A child is
started when it is wanted, and ends when it has had nothing to do for a while.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeVar, cast

from aggregator.ingest.frames import (
    HEADER,
    Answer,
    Done,
    Mistake,
    OutOfMemory,
    Task,
    read_answer,
    read_length,
    write_frame,
)
from aggregator.ingest.reading import Guide
from aggregator.model.poll import Body

_LARGE_BYTES = 64 * 1024
"""Answers beyond this are unpacked in a thread, so that the event loop goes on."""

_BEGIN_SECONDS = 60.0
"""How long a child may take to begin: half a second, and more on a machine that is busy otherwise."""

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading the bodies of one poll may take, and how many children there may be."""

    seconds: float = 60.0
    """Twice what the most entries that we read take here."""
    memory_bytes: int = 512 * _MEBIBYTE
    """Beyond what a child begins with."""
    small_bytes: int = 8 * 1024
    """Up to this, a body is read in a thread: the worst that was found takes .08 s there."""
    children: int = min(2, max(1, (os.cpu_count() or 1) - 1))
    """How many work at once; a core is left to the service itself."""
    slow_children: int = 4
    """How many more work while others have worked longer than `patience_seconds`: those must delay nobody."""
    patience_seconds: float = 3.0
    """On a machine that is busy otherwise, honest bodies take a second; more children would make that worse."""
    idle_seconds: float = 60.0
    """After how long without work a child ends."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Stopped:
    """A job that went beyond its limits; `reason` says beyond which: "took more than 60 s"."""

    reason: str

    def tell(self, body: Body) -> str:
        """Return it as a problem with a body, in one line."""
        return (
            f"{body.url}: reading its {len(body.content):,} bytes {self.reason}, and was given up; look at what its "
            "server sends, or take the source out with enabled = false"
        )


T_co = TypeVar("T_co", covariant=True)


class Job(Protocol[T_co]):
    """Work on bodies; where it is not small, it and what it returns travel between processes (`functools.partial`)."""

    def __call__(self, *, guide: Guide) -> T_co:
        """Return what was found."""


class _Child:
    """One child process, and which guide it knows."""

    def __init__(self, process: Process, tasks: asyncio.StreamWriter, answers: asyncio.StreamReader) -> None:
        self._process = process
        self._tasks = tasks
        self._answers = answers
        self._guide: Guide | None = None
        self._has_begun = False
        self.retirement: asyncio.TimerHandle | None = None

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def begin(self) -> None:
        """Wait until the child can be asked; raises ConnectionError or EOFError where it ends instead."""
        if self._has_begun:
            return
        try:
            async with asyncio.timeout(_BEGIN_SECONDS):
                await self._answer()
        except TimeoutError as error:
            raise ConnectionError("it does not begin") from error
        self._has_begun = True

    async def ask(self, job: Job[object], guide: Guide) -> Answer:
        """Return what the child answers; raises ConnectionError or EOFError where it ends instead."""
        task = Task(job, None if guide is self._guide else guide)
        self._guide = guide
        self._tasks.write(write_frame(task))
        await self._tasks.drain()
        return await self._answer()

    async def _answer(self) -> Answer:
        length = read_length(await self._answers.readexactly(HEADER.size))
        content = await self._answers.readexactly(length)
        return (
            read_answer(content) if length < _LARGE_BYTES else await asyncio.to_thread(read_answer, content)
        )

    async def end(self) -> int:
        """End the child, whatever it is doing, and return how it ended: minus the signal that killed it."""
        if self.retirement is not None:
            self.retirement.cancel()
        if self.is_alive:
            self._process.kill()
        self._tasks.close()
        return await self._process.wait()


class Children:
    """Reads bodies, each within the limits, in as many children as there is work for."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.children)
        self._thread = asyncio.Semaphore(1)  # several would read no faster, and keep the event loop waiting
        self._slow: set[object] = set()
        self._idle: list[_Child] = []
        self._ends: set[asyncio.Task[int]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            self._end_soon(self._idle.pop())
        await asyncio.gather(*self._ends)

    async def do(self, job: Job[T_co], *, guide: Guide, size_bytes: int) -> T_co | Stopped:
        """Return what the job returns, or beyond which limit it went; `size_bytes` is how much it has to read.

        What a child raises is raised here as a RuntimeError.
        """
        if size_bytes <= self._limits.small_bytes:
            async with self._thread:
                return await asyncio.to_thread(job, guide=guide)
        await self._places.acquire()
        place = object()
        losing_patience = asyncio.get_running_loop().call_later(
            self._limits.patience_seconds, self._set_aside, place
        )
        try:
            return cast("T_co | Stopped", await self._ask(job, guide))
        finally:
            losing_patience.cancel()
            self._leave(place)

    def _set_aside(self, place: object) -> None:
        """Give the place of work that takes long to others, while there are not too many of that kind."""
        if len(self._slow) < self._limits.slow_children:
            self._slow.add(place)
            self._places.release()

    def _leave(self, place: object) -> None:
        if place in self._slow:
            self._slow.remove(place)
        else:
            self._places.release()

    async def _ask(self, job: Job[object], guide: Guide) -> object:
        try:
            child = await self._take()
        except OSError as error:
            return Stopped(f"takes a process that could not be started ({error.strerror})")
        try:
            await child.begin()
            async with asyncio.timeout(self._limits.seconds):
                answer = await child.ask(job, guide)
        except TimeoutError:
            await child.end()
            return Stopped(f"took more than {self._limits.seconds:g} s")
        except (EOFError, ConnectionError):
            return Stopped(f"ended the process that read it ({_explain(await child.end())})")
        except BaseException:  # the poll is given up: nobody waits for the answer any more
            self._end_soon(child)
            raise
        return self._judge(child, answer)

    def _judge(self, child: _Child, answer: Answer) -> object:
        match answer:
            case Done(result, is_spent=False):
                self._rest(child)
                return result
            case Done(result):
                self._end_soon(child)
                return result
            case OutOfMemory():
                self._end_soon(child)
                return Stopped(f"took more than {self._limits.memory_bytes // _MEBIBYTE} MiB of memory")
            case Mistake(what, trace):
                self._rest(child)
                error = RuntimeError(what)
                error.add_note(trace)
                raise error

    async def _take(self) -> _Child:
        """Return a child that has nothing to do, a new one where there is none."""
        while self._idle:
            child = self._idle.pop()
            if child.retirement is not None:
                child.retirement.cancel()
            if child.is_alive:
                return child
            self._end_soon(child)
        return await _start(self._limits)

    def _rest(self, child: _Child) -> None:
        """Keep a child for the next task, if enough of them do not wait already."""
        if len(self._idle) >= self._limits.children:
            self._end_soon(child)
            return
        self._idle.append(child)
        loop = asyncio.get_running_loop()
        child.retirement = loop.call_later(self._limits.idle_seconds, self._retire, child)

    def _retire(self, child: _Child) -> None:
        self._idle.remove(child)
        self._end_soon(child)

    def _end_soon(self, child: _Child) -> None:
        end = asyncio.get_running_loop().create_task(child.end())
        self._ends.add(end)
        end.add_done_callback(self._ends.discard)


async def _start(limits: Limits) -> _Child:
    # It gets no environment, for secrets are in it; and no module that the service would not find itself.
    path = os.pathsep.join(each for each in sys.path if each)
    words = ("-P", "-m", "aggregator.ingest.child", str(limits.memory_bytes), str(int(limits.seconds)))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdin=PIPE, stdout=PIPE, env={"PYTHONPATH": path}
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a child has no pipes, though they were asked for")
    return _Child(process, process.stdin, process.stdout)


def _explain(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
