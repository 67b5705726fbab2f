"""The feeds beside the sections', and digests by which a change of what they are made of is seen."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.model.filing import AGENCY, SAVED, SOURCE, FurtherFeed
from aggregator.model.source import Section
from aggregator.publish.site import Site

FILED_BY = "filed by"
"""The name of the digest of whatever decides where stories stand."""

SHOWN_BY = "shown by"
"""The name of the digest of whatever shows in every feed, but for the stories and their sources."""


def further_sections(
    settings: Settings, known: Sequence[FurtherFeed], outlets: Mapping[str, str]
) -> tuple[Section, ...]:
    """Return the feeds beside the sections' as sections whose ids are their places: what each shows is shown alike."""
    saved = [
        Section(id=f"{SAVED}/{feed.id}", title=feed.title, language=feed.language, timezone=feed.timezone)
        for feed in settings.feeds
    ]
    agencies = [
        Section(id=feed.place, title=feed.title or feed.place)
        for feed in known
        if feed.place.startswith(f"{AGENCY}/")
    ]
    sources = [
        Section(
            id=f"{SOURCE}/{source.id}",
            title=outlets.get(source.id, source.id),
            language=source.language,
            timezone=source.timezone,
        )
        for source in settings.sources
        if source.enabled
    ]
    return (
        *saved,
        *(agencies if settings.publish.agencies else ()),
        *(sources if settings.publish.sources else ()),
    )


def digest_filing(settings: Settings) -> str:
    """Return a digest of what decides where stories stand: another one files every story again."""
    names = sorted(settings.agencies.items())
    return _digest(["1", repr([(feed.id, feed.when, feed.unless) for feed in settings.feeds]), repr(names)])


def digest_looks(settings: Settings, site: Site) -> dict[str, str]:
    """Return digests of what shows in documents beside stories; where one changes, what is out is rendered again."""
    sections = [(each.id, each.title, each.language) for each in settings.sections]
    feeds = [(each.id, each.title, each.language) for each in settings.feeds]
    hubs = sorted(site.hubs.items())
    whole = _digest([__version__, site.title, site.base_url, repr([sections, feeds, hubs])])
    sources = {
        f"{SOURCE}/{each.id}": _digest([each.url, each.rights, each.wire or ""]) for each in settings.sources
    }
    return {SHOWN_BY: whole, **sources}


def _digest(parts: Sequence[str]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
