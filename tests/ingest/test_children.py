"""Child processes that read bodies: within limits, replaced when they go beyond them, and out of each other's way."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from aggregator.ingest.children import Children, Limits, Stopped
from aggregator.ingest.reading import Guide
from aggregator.ingest.understanding import read
from aggregator.model.poll import Body
from aggregator.model.source import Section, Source
from tests.ingest import jobs

NOW = datetime(2026, 1, 7, 18, 31, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "samples"
LIMITS = Limits(seconds=30.0, memory_bytes=128 * 1024 * 1024, small_bytes=0, children=1, slow_children=1)
LARGE = 1_000_000
GUIDE = Guide()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What is opened in a test is closed after it."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def children(stack: AsyncExitStack) -> Children:
    """Children that may take half a minute and 128 MiB, one at a time, and one beside a slow one."""
    return await stack.enter_async_context(Children(LIMITS))


async def pid_of(children: Children) -> int:
    """Return the process that does the next job."""
    pid = await children.do(jobs.tell_process, guide=GUIDE, size_bytes=LARGE)
    assert isinstance(pid, int)
    return pid


def is_running(pid: int) -> bool:
    """Return whether a process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def ended(pid: int) -> None:
    """Wait until a process is no more."""
    async with asyncio.timeout(5):
        while is_running(pid):  # noqa: ASYNC110 - no event tells of another process
            await asyncio.sleep(0.01)


async def test_child_reads_what_we_would_read(children: Children) -> None:
    """Where a body is read changes nothing of what it says."""
    source = Source(id="harbour", url="http://harbour.example/", section="national")
    paths = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file()]
    for path in paths:
        job = partial(read, Body(url=source.url, content=path.read_bytes()), source, now=NOW)
        assert await children.do(job, guide=GUIDE, size_bytes=LARGE) == job(guide=GUIDE)
    assert len(paths) > 3


async def test_small_body_is_read_here(children: Children, stack: AsyncExitStack) -> None:
    """To hand it over would cost more than reading it."""
    some = await stack.enter_async_context(Children(replace(LIMITS, small_bytes=100)))
    assert await some.do(jobs.tell_process, guide=GUIDE, size_bytes=100) == os.getpid()
    assert await some.do(jobs.tell_process, guide=GUIDE, size_bytes=101) != os.getpid()


async def test_child_is_used_again(children: Children) -> None:
    """To start one takes half a second."""
    assert await pid_of(children) == await pid_of(children)


async def test_child_knows_the_guide_of_each_job(children: Children) -> None:
    """After a reload bodies are read by the new settings."""
    for name in ("world", "world", "national"):
        guide = Guide(sections=(Section(id=name, title=name),))
        for _ in range(2):
            told = await children.do(jobs.tell_sections, guide=guide, size_bytes=LARGE)
            assert told == (name,)


async def test_job_that_takes_too_long_is_stopped_and_its_child_replaced(stack: AsyncExitStack) -> None:
    """What a server sends may take hours; it gets no more than the limit."""
    children = await stack.enter_async_context(Children(replace(LIMITS, seconds=3.0)))
    before = await pid_of(children)
    began = time.monotonic()
    stopped = await children.do(jobs.hang, guide=GUIDE, size_bytes=LARGE)
    assert stopped == Stopped("took more than 3 s")
    assert time.monotonic() - began < 10
    assert not is_running(before)
    assert await pid_of(children) != before


async def test_job_that_takes_too_much_memory_is_stopped(children: Children) -> None:
    """The machine's memory belongs to everybody."""
    stopped = await children.do(partial(jobs.devour, 2 * LIMITS.memory_bytes), guide=GUIDE, size_bytes=LARGE)
    assert stopped == Stopped("took more than 128 MiB of memory")
    assert await children.do(partial(jobs.devour, 1000), guide=GUIDE, size_bytes=LARGE) == 1000


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
async def test_crash_of_a_child_costs_one_job(children: Children, number: signal.Signals) -> None:
    """A parser's fault, and the kernel that is out of memory, are one poll's failure."""
    stopped = await children.do(partial(jobs.die, int(number)), guide=GUIDE, size_bytes=LARGE)
    # where something else in this process has asked the kernel first, asyncio knows no more than that it ended
    how = (f"signal {int(number)}", "exit code 255")
    assert stopped in {Stopped(f"ended the process that read it ({each})") for each in how}
    assert await children.do(partial(jobs.tell, "pier"), guide=GUIDE, size_bytes=LARGE) == "pier"


async def test_child_that_died_while_idle_is_replaced(children: Children) -> None:
    """Somebody may kill what seems to do nothing."""
    pid = await pid_of(children)
    os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(0.2)
    assert await pid_of(children) != pid


async def test_child_that_grew_large_is_replaced(stack: AsyncExitStack) -> None:
    """What a process has taken it seldom gives back."""
    children = await stack.enter_async_context(Children(replace(LIMITS, memory_bytes=2**30)))
    before = await pid_of(children)
    await children.do(partial(jobs.hoard, 300 * 1024 * 1024), guide=GUIDE, size_bytes=LARGE)
    assert await pid_of(children) != before


async def test_slow_job_delays_nobody(stack: AsyncExitStack) -> None:
    """A hostile body takes its time beside the others, not before them."""
    children = await stack.enter_async_context(Children(replace(LIMITS, patience_seconds=0.1)))
    slow = asyncio.create_task(children.do(jobs.hang, guide=GUIDE, size_bytes=LARGE))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(10):
        told = await asyncio.gather(
            *(children.do(partial(jobs.tell, str(each)), guide=GUIDE, size_bytes=LARGE) for each in range(20))
        )
    assert told == [str(each) for each in range(20)]
    assert not slow.done()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


async def test_there_are_never_more_children_than_allowed(stack: AsyncExitStack) -> None:
    """Each of them may take half a gigabyte."""
    children = await stack.enter_async_context(Children(replace(LIMITS, patience_seconds=0.01)))
    jobs_under_way = [
        asyncio.create_task(children.do(partial(jobs.sleep, 0.4), guide=GUIDE, size_bytes=LARGE))
        for _ in range(6)
    ]
    began = time.monotonic()
    await asyncio.gather(*jobs_under_way)
    assert time.monotonic() - began > 3 * 0.4  # two at a time: one child, and one beside a slow one


async def test_job_that_nobody_waits_for_is_killed(children: Children) -> None:
    """When the service ends, nothing of it goes on."""
    pid = await pid_of(children)
    under_way = asyncio.create_task(children.do(jobs.hang, guide=GUIDE, size_bytes=LARGE))
    await asyncio.sleep(0.1)
    under_way.cancel()
    await asyncio.gather(under_way, return_exceptions=True)
    await ended(pid)


async def test_idle_child_ends(stack: AsyncExitStack) -> None:
    """It holds 45 MB that nobody needs."""
    children = await stack.enter_async_context(Children(replace(LIMITS, idle_seconds=0.1)))
    pid = await pid_of(children)
    await ended(pid)
    assert await pid_of(children) != pid


async def test_closing_ends_every_child() -> None:
    """Nothing is left behind."""
    async with Children(LIMITS) as children:
        pid = await pid_of(children)
    assert not is_running(pid)


async def test_mistake_in_a_job_is_told_with_its_place(children: Children) -> None:
    """It is a mistake of this program: the log must say where."""
    with pytest.raises(RuntimeError, match="ZeroDivisionError: a mistake of ours") as caught:
        await children.do(jobs.blunder, guide=GUIDE, size_bytes=LARGE)
    assert "in blunder" in "".join(caught.value.__notes__)


async def test_child_is_told_no_secret(children: Children) -> None:
    """Passwords of sources stand in the environment, and a hostile body may take the child over."""
    told = await children.do(jobs.tell_environment, guide=GUIDE, size_bytes=LARGE)
    assert isinstance(told, dict)
    assert told.keys() <= {"PYTHONPATH", "LC_CTYPE"}  # the second is Python's own


async def test_feed_has_10000_entries_at_most(stack: AsyncExitStack) -> None:
    """An archive sent by mistake does not fill the store."""
    children = await stack.enter_async_context(Children(LIMITS))
    items = ",".join(f'{{"id": "{each}", "title": "Pier {each}"}}' for each in range(12_000))
    feed = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "O", "items": [{items}]}}'
    body = Body(url="http://harbour.example/", content=feed.encode())
    read_entries = partial(jobs.count_entries, body)
    assert await children.do(read_entries, guide=GUIDE, size_bytes=len(feed)) == 10_000
