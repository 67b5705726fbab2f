"""Our sections for an item: the source's own, and those that its labels are mapped to."""

from dataclasses import replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.ingest.normalise.text import collapse, plain, plain_or_none
from aggregator.model.item import Category
from aggregator.model.source import Source

CATEGORIES_LIMIT = 50
"""Categories of an item; some outlets send their whole index."""


def take_sections(draft: Draft, context: Context) -> Draft:
    """Return the draft with its categories and our sections."""
    tidied = (_tidy(category) for category in draft.raw.categories)
    categories = tuple(dict.fromkeys(category for category in tidied if category.term))[:CATEGORIES_LIMIT]
    sections = sections_of(categories, context.source)
    return replace(draft, version=replace(draft.version, categories=categories, sections=sections))


def sections_of(categories: tuple[Category, ...], source: Source) -> tuple[str, ...]:
    """Return the sections of an item with these categories, in the order of the configuration."""
    given = {
        text.casefold() for category in categories for text in (category.term, category.label or "") if text
    }
    mapped = [section for label, section in source.sections.items() if collapse(label).casefold() in given]
    own = [source.section] if source.section else []
    return tuple(dict.fromkeys([*own, *mapped]))


def _tidy(category: Category) -> Category:
    return Category(
        term=plain(category.term),
        scheme=collapse(category.scheme or "") or None,
        label=plain_or_none(category.label),
    )
