"""What the bodies of one poll hold: parsed, and normalised by what this installation knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.ingest.normalise import KNOWN, known_agencies, normalise
from aggregator.ingest.normalise.links import fold_links
from aggregator.ingest.parse import parse
from aggregator.ingest.reading import Guide, Reading
from aggregator.model.item import Item, RawEntry, Skip
from aggregator.model.poll import Body, NotAFeed, Parsed
from aggregator.model.source import Source

if TYPE_CHECKING:  # a child has no use for the configuration, and a tenth of its start would go into it
    from aggregator.config.settings import Settings


def make_guide(settings: "Settings") -> Guide:
    """Return what entries are understood by under these settings."""
    named = (name for each in settings.sources for name in (each.wire, each.agency) if name)
    agencies = known_agencies(named, further=settings.agencies)
    return Guide(agencies=agencies, sections=settings.sections, rules=settings.rules)


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
    agencies = guide.agencies or KNOWN
    return normalise(entry, source, now, agencies=agencies, sections=guide.sections, rules=guide.rules)
