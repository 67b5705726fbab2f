"""Who carries a story, as subscribers see it: the feed that its lead came from, and every outlet that runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid5

from aggregator.model.recalls import tellable
from aggregator.model.source import Outlet
from aggregator.model.story import Carrier, Story
from aggregator.publish.characters import REMEMBERED, canonical, one_line, web_address
from aggregator.publish.dates import whole_seconds
from aggregator.publish.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The feed that the lead came from."""

    source: str
    outlet: str
    id: str
    """A URI that names the feed: its address, else one derived from the installation."""
    feed_url: str | None = None
    home_url: str | None = None
    updated: datetime


@dataclass(frozen=True, slots=True)
class Home:
    """The page of an outlet, by its source."""

    source: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A carrier as subscribers see it: which outlet ran the story, and where."""

    outlet: str
    url: str | None
    source: str
    title: str | None = None
    """Its own headline over the story."""
    since: datetime | None = None
    """When it ran the story first: its own word, else when we saw it."""
    version: int | None = None
    """The number that the wire gives the version it runs."""
    is_agency: bool = False
    """Whether it is the agency that wrote the copy."""

    @property
    def label(self) -> str:
        """Return what a link to it says: the outlet, and its headline where it is known."""
        return f"{self.outlet}: {self.title}" if self.title else self.outlet


def make_origin(lead: Carrier, site: Site, *, updated: datetime) -> Origin:
    """Return the feed that the lead came from; `updated` is when the entry was, where the outlet says nothing."""
    source = site.sources.get(lead.source)
    feed_url = _without_password(web_address(source.url)) if source else None
    home_url = web_address(lead.outlet_url)
    address = feed_url or home_url
    said = lead.version.updated or lead.version.published
    return Origin(
        source=lead.source,
        outlet=_outlet(lead),
        id=canonical(address) if address else uuid5(site.installation, f"source/{lead.source}").urn,
        feed_url=feed_url,
        home_url=home_url,
        updated=whole_seconds(said) if said else updated,
    )


@lru_cache(maxsize=REMEMBERED)
def _without_password(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def list_appearances(story: Story, lead: Carrier, *, now: datetime) -> tuple[Appearance, ...]:
    """Return every outlet once, the lead's first and then by name, so that no order of arrival shows.

    One that took its copy back, holds it under an embargo or still runs what its agency killed is not named.
    """
    return tuple(map(make_appearance, named_carriers(story, lead, now=now)))


def named_carriers(story: Story, lead: Carrier, *, now: datetime) -> tuple[Carrier, ...]:
    """Return one carrier of each outlet that may be named, the lead first and the others by their outlets' names."""
    nameable = tellable(story.carriers, now=now)
    others = [carrier for carrier in story.carriers if carrier.item in nameable]
    others.sort(key=lambda carrier: (carrier.outlet.casefold(), carrier.outlet, carrier.source, carrier.guid))
    found: dict[str, Carrier] = {}
    for carrier in (lead, *others):
        found.setdefault(_outlet(carrier).casefold(), carrier)
    return tuple(found.values())


def find_source_page(appearances: Sequence[Appearance]) -> Appearance | None:
    """Return where the copy comes from: the agency's own page, else the lead's; None where neither has one."""
    with_page = [each for each in appearances if each.url]
    agencys = next((each for each in with_page if each.is_agency), None)
    return agencys or next((each for each in appearances[:1] if each.url), None)


def list_told(story: Story, lead: Carrier, *, now: datetime) -> tuple[str, ...]:
    """Return the other outlets that the entry's text names: those that ran the story when it was written anew.

    A later carrier waits until the entry moves again, so that no reader takes it for an update.
    """
    items = frozenset(story.edition.carriers) if story.edition else frozenset()
    if items <= {lead.item}:
        return ()  # as of most stories: nobody else ran it
    nameable = tellable(story.carriers, now=now) & items
    named = [each for each in story.carriers if each.item in nameable]
    outlets = {_outlet(each).casefold(): _outlet(each) for each in named}
    outlets.pop(_outlet(lead).casefold(), None)
    return tuple(outlets[name] for name in sorted(outlets))


def is_named_so(named: Mapping[str, str], home: Home | None, outlets: Mapping[str, Outlet]) -> bool:
    """Return whether these outlets, by their sources, are still called so, and the lead's page is where it was."""
    home_url = outlets[home.source].home_url if home and home.source in outlets else None
    is_there = home is None or home.url == web_address(home_url)
    return is_there and all(name == _name(outlets.get(source), source) for source, name in named.items())


def make_appearance(carrier: Carrier) -> Appearance:
    """Return the carrier as subscribers see it."""
    version = carrier.version
    return Appearance(
        outlet=_outlet(carrier),
        url=web_address(version.url),
        source=carrier.source,
        title=one_line(version.title),
        since=whole_seconds(version.published or carrier.first_seen),
        version=version.number,
        is_agency=version.is_agencys_word,
    )


def _outlet(carrier: Carrier) -> str:
    return one_line(carrier.outlet) or carrier.source


def _name(outlet: Outlet | None, source: str) -> str:
    return (one_line(outlet.name) if outlet else None) or source
