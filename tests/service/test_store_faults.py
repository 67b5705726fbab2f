"""A store that cannot be written and a disk that is full: nothing is lost, it is said, and it passes by itself."""

import asyncio
import logging
import resource
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from aggregator.config.load import load
from aggregator.database.drivers import make_engine
from aggregator.service.documents import Documents
from aggregator.service.installation import open_installation
from aggregator.service.metrics import Metrics
from aggregator.service.polling import open_polling
from aggregator.service.ticks import Ticks
from tests.journeys.desk import Entry, rss
from tests.servers.outlet import Outlet, Page
from tests.service.process import write_config

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
FEED = rss(
    *(
        Entry(
            guid=f"h{each}", title=f"Pier {each}", text=" ".join(f"plank{each}x{word}" for word in range(80))
        )
        for each in range(30)
    )
)
RETRY_SECONDS = 0.1

Trouble = Callable[[Ticks, Path], AbstractContextManager[None]]


@contextmanager
def _pragma(ticks: Ticks, words: str, after: str) -> Iterator[None]:
    """Let every connection of the store live under a pragma, and after the block under another one."""
    now = [words]

    def give(connection: Any, *_: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type
        connection.execute(f"PRAGMA {now[0]}")

    sa.event.listen(ticks.installation.database.engine, "checkout", give)
    yield
    now[0] = after


def full(ticks: Ticks, _folder: Path) -> AbstractContextManager[None]:
    """SQLite finds no further page, as on a full disk."""
    return _pragma(ticks, "max_page_count = 1", "max_page_count = 4294967294")


def read_only(ticks: Ticks, _folder: Path) -> AbstractContextManager[None]:
    """The store takes no writes, as on a disk that was mounted again to be read alone."""
    return _pragma(ticks, "query_only = ON", "query_only = OFF")


@contextmanager
def locked(ticks: Ticks, folder: Path) -> Iterator[None]:
    """Somebody else holds the store."""
    other = make_engine(f"sqlite:///{folder}/store.db")
    with _pragma(ticks, "busy_timeout = 50", "busy_timeout = 30000"), other.begin():
        yield
    other.dispose()


@contextmanager
def no_room_for_files() -> Iterator[None]:
    """No file of this process may grow, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def ticking(folder: Path) -> AsyncIterator[Ticks]:
    """Yield the ticks of a service with one source, whose feed stands ready."""
    async with Outlet({"/rss.xml": Page(FEED)}) as outlet:
        write_config(folder, outlet.url("/rss.xml"))
        with open_installation(load(folder / "config.toml", {}), clock=lambda: NOON) as installation:
            installation.register_sources()
            async with open_polling(installation) as polling:
                yield Ticks(
                    installation,
                    polling,
                    documents=Documents(),
                    metrics=Metrics(),
                    store_retry_seconds=RETRY_SECONDS,
                )


async def polled(ticks: Ticks) -> None:
    """Wait until the polls of one tick have ended."""
    await ticks.poll_due()
    await asyncio.gather(*ticks._flights.values())


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (full, "database or disk is full"),
        (read_only, "attempt to write a readonly database"),
        (locked, "database is locked"),
    ],
)
async def test_store_that_cannot_be_written_loses_nothing_and_recovers_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, trouble: Trouble, words: str
) -> None:
    """The poll is not half stored; it is said once why; when the store can be written again, so is the poll."""
    caplog.set_level(logging.INFO)
    async with ticking(tmp_path) as ticks:
        with trouble(ticks, tmp_path):
            await polled(ticks)
            assert words in caplog.text
            assert ticks.installation.catalogue.items_per_source() == {}
            assert ticks.installation.polls.states()["s0"].last_poll_at is None
        await asyncio.sleep(2 * RETRY_SECONDS)
        await polled(ticks)
        await ticks.match_and_publish()
        assert ticks.installation.catalogue.items_per_source() == {"s0": 30}
    assert (tmp_path / "public/national/atom.xml").read_text(encoding="utf-8").count("<entry") == 30


@pytest.mark.parametrize("trouble", [full, read_only, locked])
async def test_matching_and_publishing_go_on_when_the_store_can_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, trouble: Trouble
) -> None:
    """What was polled waits in the store; the service says that it works again."""
    caplog.set_level(logging.INFO)
    async with ticking(tmp_path) as ticks:
        await polled(ticks)
        with trouble(ticks, tmp_path):
            await ticks.match_and_publish()
            assert "it is tried again each second" in caplog.text
            assert not (tmp_path / "public").exists()
        await ticks.match_and_publish()
        assert "it works again" in caplog.text
    assert (tmp_path / "public/national/atom.xml").read_text(encoding="utf-8").count("<entry") == 30


async def test_full_disk_at_publishing_leaves_whole_files_and_recovers_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Readers never see half a feed: the old one stays until there is room for the new one."""
    caplog.set_level(logging.INFO)
    async with ticking(tmp_path) as ticks:
        await polled(ticks)
        ticks.installation.match_all()
        with no_room_for_files():
            await ticks.match_and_publish()
            assert [path for path in (tmp_path / "public").rglob("*.xml") if not _is_whole(path)] == []
        # the store lies on the same disk, and what it notes of a publication comes before the files
        assert any(words in caplog.text for words in ("Check that", "disk I/O error"))
        await ticks.match_and_publish()
        assert "it works again" in caplog.text
    assert (tmp_path / "public/national/atom.xml").read_text(encoding="utf-8").count("<entry") == 30


def _is_whole(path: Path) -> bool:
    return path.read_bytes().rstrip().endswith(b">")
