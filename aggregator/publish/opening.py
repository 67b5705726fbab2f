"""The site that an installation publishes, from its settings and its store."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.engine import Database
from aggregator.publish.site import ALL, Override, Site


def make_site(settings: Settings, database: Database) -> Site:
    """Return the site that an installation publishes; raises ConfigError where one of its templates fails."""
    return Site(
        title=settings.service.title,
        base_url=settings.service.base_url,
        installation=UUID(database.installation),
        created_at=database.created_at,
        sections=settings.sections,
        sources={source.id: source for source in settings.sources},
        hubs=_find_hubs(settings),
        overrides=_read_overrides(settings.publish.templates),
    )


def _find_hubs(settings: Settings) -> Mapping[str, str]:
    """Return the hub of each section that everyone may read: nobody can fetch the others for it."""
    hub = settings.publish.hub
    sections = (*settings.sections, ALL)
    return {each.id: hub for each in sections if each.id not in settings.readers} if hub else {}


def _read_overrides(folder: Path | None) -> tuple[Override, ...]:
    if folder is None:
        return ()
    # with all that renders, for each template is tried: .2 s, which most installations need not spend
    from aggregator.publish.overrides import read_overrides

    return read_overrides(folder)
