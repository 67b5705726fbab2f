"""How pages look: our templates, and those of the installation that stand in their place."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import Final

from jinja2 import ChoiceLoader, Environment, FunctionLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from aggregator.publish import dates, pieces
from aggregator.publish.entry import Entry
from aggregator.publish.site import Override, Site, section_title
from aggregator.publish.storypage import bare
from aggregator.publish.templating import open_templates
from aggregator.publish.words import Words, listed, words_for

REMEMBERED = 1_000
"""Entries as they stand on the front page, in one language: a megabyte."""

GAP_ROOT: Final = Markup("<?root?>")
"""In the place of the way to the front page, where a template is rendered for pages that differ in it (`rows`)."""

GAP_ZONE: Final = Markup("<?zone?>")
"""In the place of a zone, as above; a time in it becomes a gap as well."""

OURS = "ours"
"""The prefix under which an override finds the template that it stands for."""


def render(template: str, site: Site, *, words: Words, **context: object) -> bytes:
    """Return a page; its language is that of our words, for each story declares its own."""
    names = [(section.id, section_title(section)) for section in (*site.sections, site.all)]
    page = open_look(words.language, site.overrides).get_template(template)
    return page.render(site=site, site_title=site.name, sections=names, **context).encode()


@lru_cache(maxsize=16)
def open_look(language: str, overrides: tuple[Override, ...]) -> Environment:
    """Return the templates in a language, the overrides before ours; what has none falls back to ours."""
    words = words_for(language)
    named = {each.name: each for each in overrides}
    ours = PackageLoader("aggregator.publish")
    environment = open_templates("aggregator.publish", _filters(words))
    environment.loader = ChoiceLoader(
        [FunctionLoader(partial(_find, named)), ours, PrefixLoader({OURS: ours})]
    )
    style = environment.get_template("style.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals |= {
        "say": words.page,
        "tell": words.story,
        "seek": words.search,
        "words": words,
        "language": words.language,
        "remembered": _remembering(environment),
        "style": Markup(style),  # noqa: S704 - our own file, or the operator's
        "style_source": f"'sha256-{digest}'",
    }
    return environment


def _remembering(environment: Environment) -> Callable[..., Markup]:
    """Return what renders a template for an entry, and remembers it: of a hundred on a page, one has changed."""

    @lru_cache(maxsize=REMEMBERED)
    def remembered(template: str, entry: Entry, root: str, zone: str, is_first: bool = False) -> Markup:  # noqa: FBT001, FBT002 - templates call it
        page = environment.get_template(template)
        html = page.render(entry=entry, root=root, zone=zone, is_first=is_first)
        return Markup(html)  # noqa: S704 - the template has escaped what is not ours

    return remembered


def _filters(words: Words) -> dict[str, Callable[..., object]]:
    """Return what templates may call, in these words."""
    return {
        "badge": partial(pieces.badge, words=words),
        "bare": bare,
        "difference": pieces.difference,
        "in_words": partial(_in_words, words=words),
        "listed": partial(listed, words=words),
        "machine": dates.in_rfc3339,
        "name": section_title,
        "told": partial(pieces.told, words=words),
        "unturned": pieces.unturned,
    }


def _in_words(time: datetime, timezone: str = "UTC", *, words: Words) -> str:
    if timezone == GAP_ZONE:
        return Markup(f"<?at {time.isoformat()}?>")  # noqa: S704 - digits
    return dates.in_words(time, timezone, words=words)


def _find(named: dict[str, Override], name: str) -> tuple[str, str, Callable[[], bool]] | None:
    found = named.get(name)
    return (found.text, found.file, lambda: True) if found else None
