"""What the bodies of one poll hold: parsed, and normalised by what this installation knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.ingest.normalise import KNOWN, Agencies, known_agencies, normalise
from aggregator.ingest.normalise.links import fold_links
from aggregator.ingest.parse import parse
from aggregator.model.item import Item, RawEntry, Skip
from aggregator.model.poll import Body, FetchResult, NotAFeed, Parsed, Remembered
from aggregator.model.rhythm import Manners
from aggregator.model.rule import DeskRule
from aggregator.model.source import Section, Source

if TYPE_CHECKING:  # a child has no use for either, and a fifth of its start would go into them
    from aggregator.config.settings import Settings
    from aggregator.ingest.lesson import Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What entries are understood by, the same for every source of an installation."""

    agencies: Agencies = KNOWN
    """Those that bylines are searched for."""
    sections: Sequence[Section] = ()
    """Ours."""
    rules: Sequence[DeskRule] = ()
    """The desk's own."""


def make_guide(settings: "Settings") -> Guide:
    """Return what entries are understood by under these settings."""
    named = (name for each in settings.sources for name in (each.wire, each.agency) if name)
    agencies = known_agencies(named, further=settings.agencies)
    return Guide(agencies=agencies, sections=settings.sections, rules=settings.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the bodies of one poll held, normalised."""

    deliveries: tuple[tuple[Item, ...], ...] = ()
    """The items of each body, in its order; the oldest body first."""
    results: tuple[Item | Skip, ...] = ()
    """Of one body, what became of each of its entries that said anything, in its order."""
    again: tuple[str, ...] = ()
    """The digests of the guids whose entries stood in the body before, and were not read again."""
    remembered: Remembered | None = None
    """What is to be known of the body's entries when the source is polled next."""
    skipped: tuple[Skip, ...] = ()
    problems: tuple[str, ...] = ()
    """Bodies that are no feed, or that could not be read, a line each."""
    listed: Mapping[str, str] = field(default_factory=dict)
    """Of a section page, the articles that it lists: canonical link -> address; of a feed, its archive."""
    outlet: str | None = None
    home_url: str | None = None
    manners: Manners | None = None
    """How the feed wants to be polled; None where nothing was read."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every item."""
        return tuple(item for delivery in self.deliveries for item in delivery)

    def lesson(self, outcome: FetchResult) -> "Lesson":
        """Return what it teaches of when to poll next."""
        from aggregator.ingest.lesson import Lesson

        dates = (item.version.published for item in self.items)
        published = tuple(date for date in dates if date is not None)
        return Lesson(outcome=outcome, manners=self.manners, published=published if self.deliveries else None)


def join_readings(readings: Sequence[Reading], problems: Sequence[str] = ()) -> Reading:
    """Return what several bodies held as one, in the order of the bodies; `problems` are of what gave none."""
    return Reading(
        deliveries=tuple(delivery for reading in readings for delivery in reading.deliveries),
        results=tuple(result for reading in readings for result in reading.results),
        skipped=tuple(skip for reading in readings for skip in reading.skipped),
        problems=(*problems, *(line for reading in readings for line in reading.problems)),
        listed={link: url for reading in readings for link, url in reading.listed.items()},
        outlet=next((reading.outlet for reading in readings if reading.outlet), None),
        home_url=next((reading.home_url for reading in readings if reading.home_url), None),
        manners=next((reading.manners for reading in readings if reading.manners), None),
    )


def read(body: Body, source: Source, *, guide: Guide, now: datetime) -> Reading:
    """Return the items of a body, in the order of its entries; what is wrong with one is told beside the others."""
    match parse(body, format=source.format):
        case NotAFeed(reason):
            return Reading(problems=(f"{body.url} is no feed: {reason}",))
        case Parsed() as parsed:
            results = [understood(entry, source, guide=guide, now=now) for entry in parsed.entries]
            return Reading(
                results=tuple(results),
                deliveries=(tuple(result for result in results if isinstance(result, Item)),),
                skipped=parsed.skipped + tuple(result for result in results if isinstance(result, Skip)),
                listed=_listed(parsed, source, body.url),
                outlet=parsed.title,
                home_url=parsed.home_url,
                manners=parsed.manners,
            )


def _listed(parsed: Parsed, source: Source, url: str) -> Mapping[str, str]:
    older = parsed.older_url if source.archive_pages else None
    return fold_links(parsed.links, url) | ({older: older} if older else {})


def understood(entry: RawEntry, source: Source, *, guide: Guide, now: datetime) -> Item | Skip:
    """Return what an entry says as an item, or why it cannot be one."""
    return normalise(entry, source, now, agencies=guide.agencies, sections=guide.sections, rules=guide.rules)
