"""Who carries a story, as subscribers see it: the feed that its lead came from, and every outlet that runs it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid5

from aggregator.model.story import Carrier, Story
from aggregator.publish.characters import one_line, web_address
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A carrier as subscribers see it: which outlet ran the story, and where."""

    outlet: str
    url: str | None
    source: str


def make_origin(lead: Carrier, site: Site, *, updated: datetime) -> Origin:
    """Return the feed that the lead came from; `updated` is when the entry was, where the outlet says nothing."""
    source = site.sources.get(lead.source)
    feed_url = _without_password(web_address(source.url)) if source else None
    home_url = web_address(lead.outlet_url)
    said = lead.version.updated or lead.version.published
    return Origin(
        source=lead.source,
        outlet=one_line(lead.outlet) or lead.source,
        id=feed_url or home_url or uuid5(site.installation, f"source/{lead.source}").urn,
        feed_url=feed_url,
        home_url=home_url,
        updated=whole_seconds(said) if said else updated,
    )


def _without_password(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def list_appearances(story: Story, lead: Carrier, *, now: datetime) -> tuple[Appearance, ...]:
    """Return every outlet once, the lead's first and then by name, so that no order of arrival shows.

    One that took its copy back or holds it under an embargo is not named.
    """
    others = [
        carrier
        for carrier in story.carriers
        if not (carrier.is_stopping or carrier.is_held_at(now) or carrier.version.is_purged)
    ]
    others.sort(key=lambda carrier: (carrier.outlet.casefold(), carrier.outlet, carrier.source, carrier.guid))
    found: dict[str, Appearance] = {}
    for carrier in (lead, *others):
        outlet = one_line(carrier.outlet) or carrier.source
        url = web_address(carrier.version.url)
        found.setdefault(outlet.casefold(), Appearance(outlet=outlet, url=url, source=carrier.source))
    return tuple(found.values())
