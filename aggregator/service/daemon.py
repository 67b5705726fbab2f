"""The service as a process: its scheduler, its signals, its way up and its way down."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from secrets import token_bytes
from typing import Protocol
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator.config.settings import Settings
from aggregator.config.urls import host_and_port
from aggregator.database.locks import IsHeld, hold
from aggregator.errors import AggregatorError, ConfigError, PublishError
from aggregator.publish.push import link_header
from aggregator.service.alerts import open_alerts
from aggregator.service.callbacks import Callbacks
from aggregator.service.desk import Desk
from aggregator.service.documents import Documents
from aggregator.service.installation import Installation, with_settings
from aggregator.service.metrics import Metrics
from aggregator.service.polling import open_polling
from aggregator.service.problems_feed import read_problems_feed
from aggregator.service.reload import plan_reload
from aggregator.service.searching import Searching
from aggregator.service.status import read_snapshot
from aggregator.service.subscribing import open_subscribing
from aggregator.service.systemd import Notifier
from aggregator.service.ticks import Ticks
from aggregator.service.watch import feed_watchdog, watch_clock, watch_lag, watch_lock
from aggregator.service.web import (
    Server,
    callback_aside,
    make_admin_app,
    make_app,
    search_aside,
    serve,
)

TICK_SECONDS = 1
"""How often the store is asked what is due."""

END_SECONDS = 9
"""How long the whole end may take; ten seconds are promised."""

THREADS = 64
"""For what blocks beside the writer: names that are looked up, bodies that are parsed, folders."""

FIRST_FILL_SECONDS = 10
"""After how long the first summary is told, even if a source has still not answered."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the process gives the service."""

    reload: Callable[[], Settings]
    """Reads the configuration again; raises ConfigError."""
    announce: Callable[[Installation, int], None]
    """Is told the port once the first stories are published."""
    notifier: Notifier
    end_within: Callable[[float], None]
    """Ends the process after so many seconds, whatever still hangs: each commit is whole, so nothing is lost."""


Job = Callable[[], Coroutine[object, object, None]]
"""Work that is done at each tick."""


class Ticking(Protocol):
    """What is done at each tick."""

    async def poll_due(self) -> None:
        """Start what is due."""

    async def match_and_publish(self) -> None:
        """Match and publish what waits."""


@dataclass(slots=True)
class State:
    """Whether the service is ready, and if not, why."""

    unready: str | None = "it is starting"

    def why_not_ready(self) -> str | None:
        """Return None when the service is ready, else the reason."""
        return self.unready


async def run_service(installation: Installation, around: Surroundings) -> None:
    """Serve and poll until SIGTERM or SIGINT, then drain; raises LockedError when another process polls."""
    # The default has six threads on two cores: in an outage, names that do not resolve would hold them all.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="io"))
    with hold(installation.database, "poller", holder=installation.holder, wait=False) as is_held:
        await _run(installation, around, is_held)


async def _run(installation: Installation, around: Surroundings, is_held: IsHeld) -> None:
    stop, reload, state = asyncio.Event(), asyncio.Event(), State()
    handlers = {signal.SIGTERM: stop.set, signal.SIGINT: stop.set, signal.SIGHUP: reload.set}
    with _signals(handlers):
        await installation.writer(installation.register_sources)
        await _publish_all(installation)
        documents = Documents()
        documents.load(installation.settings.service.public)
        async with AsyncExitStack() as stack:
            polling = await stack.enter_async_context(open_polling(installation))
            ticks = Ticks(installation, polling, documents=documents, metrics=Metrics())
            alerts = await stack.enter_async_context(open_alerts(lambda: ticks.installation))
            subscribing = await stack.enter_async_context(open_subscribing(lambda: ticks.installation))
            callbacks = Callbacks(lambda: ticks.installation, deliver=polling.deliver)
            server = await _open_servers(stack, ticks, documents, state=state, callbacks=callbacks)
            state.unready = None
            around.notifier.ready(f"listening on port {server.port}")
            beside = (
                feed_watchdog(around.notifier, ticks.progress),
                _tell_first_fill(ticks, around, server.port),
                _reload_on(reload, ticks, documents, around),
                watch_lag(ticks.metrics.lagged),
                watch_lock(is_held, stop),
            )
            await _work(ticks, stop, beside, alerts.tell, subscribing.tend)
            state.unready = "it is stopping"
            around.notifier.stopping()
            logger.info("stopping")
            around.end_within(END_SECONDS)
            await ticks.drain()


async def _publish_all(installation: Installation) -> None:
    """Publish everything; where that fails (a full disk) readers get what is there, and the ticks try again."""
    try:
        await installation.writer(installation.publish_all)
    except PublishError as error:
        logger.error("%s", error)  # noqa: TRY400 - its words name the file and the remedy


async def _open_servers(
    stack: AsyncExitStack, ticks: Ticks, documents: Documents, *, state: State, callbacks: Callbacks
) -> Server:
    settings = ticks.installation.settings
    base_path = urlsplit(settings.service.base_url).path
    app = make_app(
        documents,
        base_path=base_path,
        access=lambda: ticks.access,
        is_ready=state.why_not_ready,
        link_of=lambda path: link_header(ticks.installation.site, path),
        asides=(callback_aside(callbacks), search_aside(Searching(lambda: ticks.installation))),
    )
    server = await serve(app, *host_and_port(settings.service.listen))
    _close_later(stack, server, "pages and feeds")
    if settings.service.admin:
        admin = make_admin_app(
            snapshot=lambda: asyncio.to_thread(read_snapshot, ticks.installation, activity=ticks.activity),
            problems=lambda: asyncio.to_thread(read_problems_feed, ticks.installation),
            metrics=ticks.metrics,
            is_ready=state.why_not_ready,
            desk=Desk(lambda: ticks.installation, secret=token_bytes(32)),
        )
        beside = await serve(admin, *host_and_port(settings.service.admin), key="admin")
        _close_later(stack, beside, "status and metrics")
    return server


async def _work(
    ticks: Ticks, stop: asyncio.Event, beside: Iterable[Coroutine[object, object, None]], *further: Job
) -> None:
    """Do the repeated work, and this beside it, until `stop`."""
    await ticks.poll_due()
    scheduler = make_scheduler(ticks, *further)
    every = (*beside, watch_clock(ticks.installation.clock, lambda: tick_now(scheduler)))
    tasks = [asyncio.create_task(each) for each in every]
    for task in tasks:
        task.add_done_callback(_tell_broken)
    await stop.wait()
    scheduler.shutdown(wait=False)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _tell_broken(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("a part of the service broke", exc_info=task.exception())


async def _reload_on(wanted: asyncio.Event, ticks: Ticks, documents: Documents, around: Surroundings) -> None:
    while True:
        await wanted.wait()
        wanted.clear()
        around.notifier.reloading(time.monotonic())
        told = await _reload(ticks, documents, around)
        around.notifier.ready(told)


async def _reload(ticks: Ticks, documents: Documents, around: Surroundings) -> str:
    """Go on with what the configuration says now, and return what is to be said of it.

    One with mistakes changes nothing, and neither does one that cannot be put into force whole. What is no longer
    published goes before its protection does.
    """
    try:
        plan = plan_reload(ticks.installation.settings, around.reload())
        installation = with_settings(ticks.installation, plan.settings)
        await installation.writer(installation.register_sources)
        await installation.writer(installation.publish_all)
        await asyncio.to_thread(documents.refresh_changed, plan.settings.service.public)
    except ConfigError as error:
        for mistake in error.mistakes:
            logger.error("the configuration is not taken: %s", mistake)  # noqa: TRY400 - the mistakes say it all
        return "the configuration has mistakes; the old one stays"
    except AggregatorError as error:
        logger.error("the configuration is not taken: %s", error)  # noqa: TRY400 - its words say it all
        return "the reload failed; the old configuration stays"
    ticks.take(installation)
    logger.info("the configuration is taken: %s", plan.summary)
    return plan.summary


def _close_later(stack: AsyncExitStack, server: Server, what: str) -> None:
    stack.push_async_callback(server.close)
    logger.info("listening on port %d for %s", server.port, what)


@contextmanager
def _signals(handlers: Mapping[signal.Signals, Callable[[], None]]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)


def make_scheduler(ticks: Ticking, *further: Job) -> AsyncIOScheduler:
    """Return a running scheduler of the two ticks, and of further work at each; one that breaks is run again."""
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        # A tick that was missed is made up for by the next one, whenever that is; never two at once.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in (ticks.poll_due, ticks.match_and_publish, *further):
        scheduler.add_job(job, "interval", seconds=TICK_SECONDS)
    scheduler.start()
    return scheduler


def tick_now(scheduler: AsyncIOScheduler) -> None:
    """Let the next ticks come by the clock as it is now."""
    for job in scheduler.get_jobs():
        scheduler.reschedule_job(job.id, trigger="interval", seconds=TICK_SECONDS)
    scheduler.wakeup()


async def _tell_first_fill(ticks: Ticks, around: Surroundings, port: int) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(ticks.first_fill.wait(), FIRST_FILL_SECONDS)
    around.announce(ticks.installation, port)
