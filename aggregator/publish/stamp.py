"""What pages and entries are made of beside their stories, as digests: where one is another, they are made anew."""

import hashlib
from pathlib import Path

from aggregator import __version__
from aggregator.publish.site import Site

TEMPLATES = Path(__file__).parent / "templates"

ENTRIES = "1"
"""Counted up when entries look otherwise without a new release."""


def stamp_of_entries(site: Site) -> str:
    """Return the digest of the program's release and what of the site shows in entries."""
    sources = [(each.id, each.url, each.rights, each.wire) for each in site.sources.values()]
    said = repr((ENTRIES, __version__, site.title, site.base_url, site.installation, sources))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def stamp_of(site: Site) -> str:
    """Return the digest of the program's release, its templates and what the site says on every page."""
    sections = [(each.id, each.title, each.language, each.timezone) for each in site.sections]
    sources = [(each.id, each.url, each.rights, each.wire) for each in site.sources.values()]
    said = repr((__version__, _our_templates(), site.overrides, site.title, site.base_url, sections, sources))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _our_templates() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir())]
