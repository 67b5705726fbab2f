"""What every page is made of beside its story, as a digest: where it is another, the page is made anew."""

import hashlib

from jinja2 import Environment, PackageLoader

from aggregator import __version__
from aggregator.publish.site import Site


def stamp_of(site: Site) -> str:
    """Return the digest of the program's release, its templates and what the site says on every page."""
    sections = [(each.id, each.title, each.language, each.timezone) for each in site.sections]
    sources = [(each.id, each.url, each.rights, each.wire) for each in site.sources.values()]
    said = repr((__version__, _our_templates(), site.overrides, site.title, site.base_url, sections, sources))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _our_templates() -> list[str]:
    loader = PackageLoader("aggregator.publish")
    environment = Environment(autoescape=True)
    return [loader.get_source(environment, name)[0] for name in sorted(loader.list_templates())]
