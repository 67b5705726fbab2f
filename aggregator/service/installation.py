"""One installation with its three stages, put together from its settings."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.database.catalogue import Catalogue
from aggregator.database.editing import Editing
from aggregator.database.engine import Database, open_database
from aggregator.database.entries import Entries
from aggregator.database.filing import Filings
from aggregator.database.locks import hold
from aggregator.database.matching import Matching
from aggregator.database.pages import Pages
from aggregator.database.polls import Polls
from aggregator.database.prints import Prints
from aggregator.database.problems import Problems
from aggregator.database.publishing import Publishing
from aggregator.database.pushes import Pushes
from aggregator.database.searching import Search
from aggregator.database.storypages import StoryPages
from aggregator.database.subscriptions import Subscriptions
from aggregator.ingest.budget import find_price
from aggregator.publish.entrystore import EntryStore
from aggregator.publish.feedpublisher import FeedPublisher
from aggregator.publish.filer import Filer
from aggregator.publish.publisher import Publisher, make_site
from aggregator.publish.stamp import stamp_of, stamp_of_entries
from aggregator.publish.storypublisher import StoryPublisher
from aggregator.service.agencies import NamedAgencies
from aggregator.service.clock import Clock, system_clock
from aggregator.service.writer import Writer
from aggregator.stories.matcher import MatchCounts, Matcher
from aggregator.stories.versions import compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The open store with the stages that meet in it; matching and publishing go on in one process at a time."""

    settings: Settings
    database: Database
    clock: Clock
    new_uuid: Callable[[], UUID]
    writer: Writer
    holder: str
    """How others read who holds a lock: the command and when it was started."""
    polls: Polls
    pages: Pages
    editing: Editing
    matcher: Matcher
    publisher: Publisher
    catalogue: Catalogue
    problems: Problems
    pushes: Pushes
    subscriptions: Subscriptions

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
        if not self.matcher.has_work(self.clock()):
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
        if not self.publisher.has_work(self.clock()):
            return ()
        with hold(self.database, "publish", holder=self.holder, wait=True):
            return self.publisher.publish_pending(self.clock())

    def has_waiting(self) -> bool:
        """Return whether what has changed is not published yet."""
        return self.publisher.is_waiting(self.clock())

    def publish_all(self) -> tuple[str, ...]:
        """Publish whatever may have changed; return the paths that were written; what is much is done in part."""
        with hold(self.database, "publish", holder=self.holder, wait=True):
            return self.publisher.publish_all(self.clock())

    def publish_whole(self, *, again: bool = False) -> tuple[str, ...]:
        """Publish whatever may have changed, or everything `again`, and all that waits; return the paths written."""
        with hold(self.database, "publish", holder=self.holder, wait=True):
            written = self.publisher.publish_all(self.clock(), again=again)
            while self.publisher.has_work(self.clock()):
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
    return Installation(
        settings=settings,
        database=database,
        clock=clock,
        new_uuid=new_uuid,
        writer=writer,
        holder=holder,
        polls=Polls(database),
        pages=Pages(database),
        editing=Editing(database),
        matcher=_make_matcher(settings, database, new_uuid=new_uuid),
        publisher=_make_publisher(settings, database),
        catalogue=Catalogue(database),
        problems=Problems(database),
        pushes=Pushes(database),
        subscriptions=Subscriptions(database),
    )


def _make_publisher(settings: Settings, database: Database) -> Publisher:
    site = make_site(settings, database)
    pages = StoryPublisher(
        store=StoryPages(database),
        site=site,
        public=settings.service.public,
        compare=compare,
        stamp=stamp_of(site),
    )
    store, filings = Publishing(database), Filings(database)
    entries = EntryStore(store=Entries(database), read=store.whole, site=site, stamp=stamp_of_entries(site))
    return Publisher(
        store=store,
        search=Search(database),
        filer=Filer(filings=filings, settings=settings, agencies=NamedAgencies(settings)),
        entries=entries,
        feeds=FeedPublisher(store=store, filings=filings, entries=entries, settings=settings, site=site),
        story_pages=pages,
        settings=settings,
        site=site,
    )


def _make_matcher(settings: Settings, database: Database, *, new_uuid: Callable[[], UUID]) -> Matcher:
    return Matcher(
        store=Matching(database),
        prints=Prints(database),
        editing=Editing(database),
        settings=settings,
        new_uuid=new_uuid,
    )
