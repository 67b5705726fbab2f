"""One installation with its three stages, put together from its settings."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.database.catalogue import Catalogue
from aggregator.database.editing import Editing
from aggregator.database.engine import Database, open_database
from aggregator.database.filing import Filings
from aggregator.database.locks import hold
from aggregator.database.pages import Pages
from aggregator.database.polls import Polls
from aggregator.database.problems import Problems
from aggregator.database.publishing import Publishing
from aggregator.database.pushes import Pushes
from aggregator.database.subscriptions import Subscriptions
from aggregator.database.waiting import Unfinished
from aggregator.ingest.budget import find_price
from aggregator.model.decision import MatchCounts
from aggregator.publish.made import Making
from aggregator.publish.opening import make_site
from aggregator.publish.site import Site
from aggregator.publish.stamp import stamp_of
from aggregator.publish.upkeep import Upkeep
from aggregator.service.clock import Clock, system_clock
from aggregator.service.loading import loading
from aggregator.service.writer import Writer

if TYPE_CHECKING:
    from aggregator.publish.publisher import Publisher
    from aggregator.stories.matcher import Matcher


@dataclass(frozen=True, kw_only=True)  # without slots: its stages are kept once they are asked for
class Installation:
    """The open store with the stages that meet in it; matching and publishing go on in one process at a time."""

    settings: Settings
    database: Database
    clock: Clock
    new_uuid: Callable[[], UUID]
    writer: Writer
    holder: str
    """How others read who holds a lock: the command and when it was started."""
    site: Site
    polls: Polls
    pages: Pages
    unfinished: Unfinished
    upkeep: Upkeep
    editing: Editing
    catalogue: Catalogue
    problems: Problems
    pushes: Pushes
    subscriptions: Subscriptions

    @cached_property
    def matcher(self) -> "Matcher":
        """The match stage."""
        with loading():  # all that compares, .05 s and 4 MiB: a round that brings nothing does without
            from aggregator.service.stages import make_matcher

        return make_matcher(self.settings, self.database, new_uuid=self.new_uuid)

    @cached_property
    def publisher(self) -> "Publisher":
        """The publish stage."""
        with loading():  # all that renders, .2 s and 15 MiB: the same
            from aggregator.service.stages import make_publisher

        return make_publisher(self.settings, self.database, self.upkeep)

    @property
    def user_agent(self) -> str:
        """Return how we name ourselves to the servers we poll."""
        return name_agent(self.settings)

    def register_sources(self) -> None:
        """Let the store know every source that is polled, at the address that it has now."""
        self.polls.register({source.id: source.url for source in self.settings.sources if source.enabled})
        self.polls.remember_rights({source.id: source.rights for source in self.settings.sources})

    def find_price(self, polls_per_hour: float) -> float:
        """Return what a poll has to cost for so many an hour, by what is known of the sources now."""
        return find_price(self.settings.sources, self.polls.states(), polls_per_hour, now=self.clock())

    def match_portion(self) -> MatchCounts | None:
        """Match a portion of what waits; None when nothing does."""
        if not self.unfinished.has_any(now=self.clock()):
            return None
        with hold(self.database, "match", holder=self.holder, wait=True):
            return self.matcher.match_portion(self.clock())

    def match_all(self) -> MatchCounts:
        """Match whatever waits, portion by portion."""
        done = MatchCounts()
        while counts := self.match_portion():
            done = MatchCounts(items=done.items + counts.items, stories=done.stories + counts.stories)
        return done

    def rematch(self) -> None:
        """Let everything be printed, compared and grouped anew by whoever matches next."""
        with hold(self.database, "match", holder=self.holder, wait=True):
            self.matcher.begin_anew()

    def publish_pending(self) -> tuple[str, ...]:
        """Publish what has changed and what is due; return the paths that were written."""
        if not self.upkeep.has_work(self.clock()):
            return ()
        with hold(self.database, "publish", holder=self.holder, wait=True):
            return self.publisher.publish_pending(self.clock())

    def has_waiting(self) -> bool:
        """Return whether what has changed is not published yet."""
        return self.upkeep.is_waiting(self.clock())

    def publish_all(self) -> tuple[str, ...]:
        """Publish whatever may have changed; return the paths that were written; what is much is done in part."""
        if self.upkeep.is_whole(self.clock()):
            return ()
        with hold(self.database, "publish", holder=self.holder, wait=True):
            return self.publisher.publish_all(self.clock())

    def publish_whole(self, *, again: bool = False) -> tuple[str, ...]:
        """Publish whatever may have changed, or everything `again`, and all that waits; return the paths written."""
        if not again and self.upkeep.is_whole(self.clock()):
            return ()
        with hold(self.database, "publish", holder=self.holder, wait=True):
            written = self.publisher.publish_all(self.clock(), again=again)
            while self.upkeep.has_work(self.clock()):
                written += self.publisher.publish_pending(self.clock())
            return written


def name_agent(settings: Settings) -> str:
    """Return the User-Agent of an installation: the program, where it publishes, whom to write to."""
    return f"wire-aggregator/{__version__} (+{settings.service.base_url}; {settings.service.contact})"


@contextmanager
def open_installation(
    settings: Settings,
    *,
    command: str = "command",
    clock: Clock = system_clock,
    new_uuid: Callable[[], UUID] = uuid4,
) -> Iterator[Installation]:
    """Yield the installation of the settings; its store is made or upgraded where that is needed."""
    database = open_database(settings.service.database, now=clock(), new_uuid=new_uuid)
    holder = f"aggregator {command}, since {clock():%Y-%m-%d %H:%M:%SZ}"
    with closing(database), ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer") as executor:
        yield _assemble(
            settings, database, writer=Writer(executor), holder=holder, clock=clock, new_uuid=new_uuid
        )


def with_settings(installation: Installation, settings: Settings) -> Installation:
    """Return the same open installation under other settings (a reload)."""
    return _assemble(
        settings,
        installation.database,
        writer=installation.writer,
        holder=installation.holder,
        clock=installation.clock,
        new_uuid=installation.new_uuid,
    )


def _assemble(
    settings: Settings,
    database: Database,
    *,
    writer: Writer,
    holder: str,
    clock: Clock,
    new_uuid: Callable[[], UUID],
) -> Installation:
    site = make_site(settings, database)
    return Installation(
        settings=settings,
        database=database,
        clock=clock,
        new_uuid=new_uuid,
        writer=writer,
        holder=holder,
        site=site,
        polls=Polls(database),
        pages=Pages(database),
        unfinished=Unfinished(database),
        upkeep=_make_upkeep(settings, database, site),
        editing=Editing(database),
        catalogue=Catalogue(database),
        problems=Problems(database),
        pushes=Pushes(database),
        subscriptions=Subscriptions(database),
    )


def _make_upkeep(settings: Settings, database: Database, site: Site) -> Upkeep:
    return Upkeep(
        store=Publishing(database),
        filings=Filings(database),
        making=Making(public=settings.service.public, stamp=stamp_of(site)),
        settings=settings,
        site=site,
    )
