"""Whether anything is to be published: asked far more often than there is, and without loading what publishes it.

What the settings decide is known by digests (`publish.further`), what lies on disk is looked for by its names.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.database.filing import Filings
from aggregator.database.publishing import Publishing
from aggregator.model.filing import FOLDERS, ArchivePage
from aggregator.model.source import Section
from aggregator.publish.files import find_feeds, has_document
from aggregator.publish.further import FILED_BY, digest_filing, digest_looks, further_sections
from aggregator.publish.made import Making
from aggregator.publish.names import INDEX_DOCUMENTS, SECTION_DOCUMENTS, SITEMAP
from aggregator.publish.places import Places
from aggregator.publish.site import ALL, Site, feed_id
from aggregator.publish.sitemap import LASTS

LISTED_AT = "listed at"
"""The name, among the digests, of the time at which the news sitemap was looked through last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """What of an installation's documents is as it should be."""

    store: Publishing
    filings: Filings
    making: Making
    settings: Settings
    site: Site

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section, `all` the last."""
        return (*self.site.sections, self.site.all)

    def has_work(self, now: datetime) -> bool:
        """Return whether anything waits to be published at this time."""
        return self.is_waiting(now) or not self.making.is_done

    def is_waiting(self, now: datetime) -> bool:
        """Return whether stories or feeds wait to be published, pages apart that are only to be made anew."""
        return self.store.is_waiting(now=now, within=[section.id for section in self.sections])

    def is_whole(self, now: datetime) -> bool:
        """Return whether a whole publication would find nothing to do.

        Nothing waits, even in places that these settings do not name; the settings are those of the last one; nothing
        is missing, nothing is there that only other settings name, and no story is too old for the sitemap.
        """
        if not self.making.is_done or self.store.is_waiting(now=now):
            return False
        before, places = self.filings.made_of(), self.places()
        return (
            self._shows_settings(before, places.further)
            and self._lists_news(before, now)
            and not self.missing(places.sections)
            and not any(map(self.is_missing, self.archives(places.sections)))
            and not self.strangers(places.sections)
        )

    def places(self) -> Places:
        """Return everything that people subscribe to."""
        outlets = self.filings.outlets()
        further = further_sections(self.settings, self.filings.known(), outlets)
        return Places(sections={each.id: each for each in (*self.sections, *further)}, outlets=outlets)

    def looks(self, further: Sequence[Section]) -> dict[str, str]:
        """Return the digests of what shows in documents beside stories, by name."""
        return digest_looks(self.settings, self.site, further)

    def missing(self, places: Iterable[str]) -> frozenset[str]:
        """Return the places of which a document is missing; without the front page, that of every story."""
        without = {
            place for place in places if not self._has_all(f"{place}/{name}" for name in SECTION_DOCUMENTS)
        }
        return frozenset(without if self._has_all(INDEX_DOCUMENTS) else {*without, ALL.id})

    def archives(self, places: Iterable[str]) -> list[ArchivePage]:
        """Return the archive documents that these places have."""
        newest = self.filings.newest_pages()
        return [ArchivePage(place, 1 + page) for place in places for page in range(newest.get(place, 0))]

    def is_missing(self, page: ArchivePage) -> bool:
        """Return whether an archive document is not there."""
        return not self._has_all([f"{page.path}/atom.xml"])

    def strangers(self, places: Collection[str]) -> tuple[str, ...]:
        """Return the places whose feeds lie there and that the configuration no longer names."""
        public = self.settings.service.public
        return find_feeds(public, within=FOLDERS, besides=places, is_ours=self._is_ours)

    def _shows_settings(self, before: Mapping[str, str], further: Sequence[Section]) -> bool:
        looks = self.looks(further) | {FILED_BY: digest_filing(self.settings)}
        return looks.items() <= before.items()

    def _lists_news(self, before: Mapping[str, str], now: datetime) -> bool:
        """Return whether the sitemap is there, and names nothing that has become too old for it since."""
        if LISTED_AT not in before or not self._has_all([SITEMAP]):
            return False
        at = datetime.fromisoformat(before[LISTED_AT])
        was_set_back = at > now  # the clock
        return not was_set_back and not self.store.has_published(since=at - LASTS, before=now - LASTS)

    def _has_all(self, paths: Iterable[str]) -> bool:
        public = self.settings.service.public
        return all(has_document(public, path) for path in paths)

    def _is_ours(self, name: str, atom: bytes) -> bool:
        """Return whether a folder's Atom feed bears the id that we give a place of this name."""
        return feed_id(self.site, name).encode() in atom
