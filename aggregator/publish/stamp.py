"""What pages and entries are made of beside their stories, as digests: where one is another, they are made anew."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aggregator import __version__
from aggregator.publish.site import Site

TEMPLATES = Path(__file__).parent / "templates"

ENTRIES = "2"
"""Counted up when entries look otherwise without a new release."""

_OF_ROWS = frozenset({"pieces.html", "row.html"})
"""Our templates that show in an entry's row in lists."""


def stamp_of_entries(site: Site) -> str:
    """Return the digest of the program's release and what of the site shows in entries."""
    sources = [(each.id, each.url, each.rights, each.wire) for each in site.sources.values()]
    ours = _our_templates()
    others = ours.keys() - _OF_ROWS
    # an override under a name that is none of ours may be a part of a row
    rows = [*map(ours.get, sorted(_OF_ROWS)), *(each for each in site.overrides if each.name not in others)]
    said = repr((ENTRIES, __version__, site.title, site.base_url, site.installation, sources, rows))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def stamp_of(site: Site) -> str:
    """Return the digest of the program's release, its templates and what the site says on every page."""
    sections = [(each.id, each.title, each.language, each.timezone) for each in site.sections]
    sources = [(each.id, each.url, each.rights, each.wire) for each in site.sources.values()]
    said = repr(
        (
            __version__,
            list(_our_templates().values()),
            site.overrides,
            site.title,
            site.base_url,
            sections,
            sources,
        )
    )
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@cache
def _our_templates() -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir())}
