"""The feeds beside the sections', and digests by which a change of what they are made of is seen."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from aggregator import __version__
from aggregator.config.settings import Settings
from aggregator.model.filing import AGENCY, SAVED, SOURCE, FurtherFeed
from aggregator.model.source import ALL_SECTION, Outlet, Section
from aggregator.publish.site import Site

FILED_BY = "filed by"
"""The name of the digest of whatever decides where stories stand."""

SHOWN_BY = "shown by"
"""The name of the digest of whatever shows in every document, but for the stories and their sources."""

LINKED_BY = "linked by"
"""The name of the digest of whatever feeds link to and pages are made of, and archives are not."""

INDEXED_BY = "indexed by"
"""The name of the digest of the further feeds that the front page and the list of feeds name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """What must be rendered again."""

    everything: bool
    feeds: bool
    """Every feed with its page, but no archive document."""
    places: frozenset[str]
    """The feeds and archive documents of these places."""


EVERYTHING = Stale(everything=True, feeds=True, places=frozenset())


def further_sections(
    settings: Settings, known: Sequence[FurtherFeed], outlets: Mapping[str, Outlet]
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
            title=_title(outlets.get(source.id), source.id),
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


def _title(outlet: Outlet | None, source: str) -> str:
    return (outlet.name if outlet else None) or source


def digest_filing(settings: Settings) -> str:
    """Return a digest of what decides where stories stand: another one files every story again."""
    names = sorted(settings.agencies.items())
    return _digest(["1", repr([(feed.id, feed.when, feed.unless) for feed in settings.feeds]), repr(names)])


def digest_looks(settings: Settings, site: Site, further: Iterable[Section] = ()) -> dict[str, str]:
    """Return digests of what shows in documents beside stories, by name; see `find_stale` for what follows."""
    sources = {
        f"{SOURCE}/{each.id}": _digest(
            [each.url, each.rights, each.wire or "", each.language or "", each.timezone]
        )
        for each in settings.sources
    }
    named = {each.id: _digest([each.title, each.language or ""]) for each in settings.sections}
    saved = {
        f"{SAVED}/{each.id}": _digest([each.title, each.language or "", each.timezone])
        for each in settings.feeds
    }
    return {
        **digest_common_looks(settings, site),
        INDEXED_BY: _digest([repr([(each.id, each.title, each.language) for each in further])]),
        **sources,
        **named,
        **saved,
    }


def digest_common_looks(settings: Settings, site: Site) -> dict[str, str]:
    """Return the digests of what shows in the documents of every place."""
    sections = [(each.id, each.title, each.timezone) for each in settings.sections]
    pages = [sections, sorted(site.hubs.items()), site.overrides, settings.publish.entries]
    return {
        SHOWN_BY: _digest([__version__, site.title, site.base_url, site.words.language]),
        LINKED_BY: _digest([*map(repr, pages)]),
    }


def find_stale(before: Mapping[str, str], looks: Mapping[str, str]) -> Stale:
    """Return what must be rendered again, for other looks than before; what was not there before is new, not stale."""
    changed = {name for name, digest in looks.items() if before.get(name, digest) != digest}
    is_other = before.get(SHOWN_BY) != looks[SHOWN_BY] or any(
        name.startswith(f"{SOURCE}/") for name in changed
    )
    return Stale(
        everything=is_other,
        feeds=before.get(LINKED_BY) != looks[LINKED_BY],
        places=frozenset(
            ALL_SECTION if name == INDEXED_BY else name for name in changed - {SHOWN_BY, LINKED_BY}
        ),
    )


def _digest(parts: Sequence[str]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
