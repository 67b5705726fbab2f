"""The stages that match and publish, put together for one installation.

All of this is loaded when something waits for them (`service.installation`): most rounds leave nothing.
"""

from collections.abc import Callable
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.editing import Editing
from aggregator.database.engine import Database
from aggregator.database.entries import Entries
from aggregator.database.matching import Matching
from aggregator.database.prints import Prints
from aggregator.database.searching import Search
from aggregator.database.storypages import StoryPages
from aggregator.publish.entrystore import EntryStore
from aggregator.publish.feedpublisher import FeedPublisher
from aggregator.publish.filer import Filer
from aggregator.publish.publisher import Publisher
from aggregator.publish.stamp import stamp_of_entries
from aggregator.publish.storypublisher import StoryPublisher
from aggregator.publish.upkeep import Upkeep
from aggregator.service.agencies import NamedAgencies
from aggregator.stories.matcher import Matcher
from aggregator.stories.versions import compare


def make_matcher(settings: Settings, database: Database, *, new_uuid: Callable[[], UUID]) -> Matcher:
    """Return the match stage of an installation."""
    return Matcher(
        store=Matching(database),
        prints=Prints(database),
        editing=Editing(database),
        settings=settings,
        new_uuid=new_uuid,
    )


def make_publisher(settings: Settings, database: Database, upkeep: Upkeep) -> Publisher:
    """Return the publish stage of an installation."""
    site, store, filings = upkeep.site, upkeep.store, upkeep.filings
    entries = EntryStore(store=Entries(database), read=store.whole, site=site, stamp=stamp_of_entries(site))
    return Publisher(
        store=store,
        search=Search(database),
        filer=Filer(filings=filings, settings=settings, agencies=NamedAgencies(settings)),
        entries=entries,
        feeds=FeedPublisher(
            store=store, filings=filings, entries=entries, upkeep=upkeep, settings=settings, site=site
        ),
        story_pages=StoryPublisher(
            store=StoryPages(database),
            site=site,
            public=settings.service.public,
            compare=compare,
            making=upkeep.making,
        ),
        upkeep=upkeep,
        settings=settings,
        site=site,
    )
