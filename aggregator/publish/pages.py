"""The pages people read: a section's front, and the front page of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial

from jinja2 import Environment

from aggregator.model.differences import Kind, Passage, find_difference
from aggregator.model.source import Section
from aggregator.publish import dates
from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.site import ALL, Site, section_title
from aggregator.publish.templating import open_templates
from aggregator.publish.words import Words, is_in, listed, words_for

LEAD_CANDIDATES = 4
"""Among how many of the newest stories one with a picture may lead the page."""

SECOND_ROW = 4
"""How many stories stand below the lead with a few sentences."""

HEADLINES = 5
"""How many headlines of a section stand on the front page."""

PASSAGES = 12
"""Changed paragraphs that a page shows of a difference; that there are more is told too."""

UPDATED_AFTER = timedelta(minutes=1)
"""A story is called updated from here on; systems stamp a second or two between publishing and saving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The stories of a page in their places."""

    lead: Entry | None
    second: tuple[Entry, ...]
    more: tuple[Entry, ...]
    notices: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Badge:
    """A word that marks an entry; style sheets know it by `term`."""

    term: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """The paragraphs that changed between two versions, and how many more did."""

    passages: tuple[Passage, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A section on the front page: its newest, stories before notices, so that no kill opens a section."""

    section: Section
    title: str
    feed: Feed
    entries: tuple[Entry, ...]


def arrange(entries: Sequence[Entry]) -> Front:
    """Return the entries in their places: the newest leads, or one almost as new that has a picture."""
    stories = [entry for entry in entries if entry.has_copy]
    notices = tuple(entry for entry in entries if not entry.has_copy)
    if not stories:
        return Front(lead=None, second=(), more=(), notices=notices)
    pictured = (entry for entry in stories[:LEAD_CANDIDATES] if entry.pictures)
    lead = next(pictured, stories[0])
    rest = tuple(entry for entry in stories if entry is not lead)
    return Front(lead=lead, second=rest[:SECOND_ROW], more=rest[SECOND_ROW:], notices=notices)


def badge(entry: Entry, words: Words) -> Badge | None:
    """Return what marks an entry, if anything does."""
    if entry.notice is not None:
        return Badge(entry.notice.term, entry.notice.label)
    return Badge("updated", words.updated) if entry.updated - entry.published >= UPDATED_AFTER else None


def difference(entry: Entry) -> ShownDifference | None:
    """Return what became of the text at the last change; None where the rights do not allow it, or no text changed."""
    texts = entry.revision.texts if entry.revision else None
    if texts is None:
        return None
    changed = [passage for passage in find_difference(*texts) if passage.kind is not Kind.KEPT]
    return ShownDifference(tuple(changed[:PASSAGES]), max(len(changed) - PASSAGES, 0)) if changed else None


def render_section_page(feed: Feed, site: Site, section: Section) -> bytes:
    """Return a section's front page as HTML."""
    return _render(
        "section.html",
        site,
        root="../",
        feed=feed,
        section=section,
        name=section_title(section),
        front=arrange(feed.entries),
        language=_page_language(feed.language, feed.words),
        words=feed.words,
    )


def render_index_page(feeds: Sequence[tuple[Section, Feed]], site: Site) -> bytes:
    """Return the front page of the site: each section's newest headlines, and where to subscribe."""
    shelves = [_shelf(section, feed) for section, feed in feeds if section.id != ALL.id]
    whole = next((feed for section, feed in feeds if section.id == ALL.id), None)
    return _render(
        "index.html",
        site,
        root="",
        shelves=shelves,
        whole=whole,
        words=site.words,
        language=site.words.language,
    )


def _shelf(section: Section, feed: Feed) -> Shelf:
    stories_first = sorted(feed.entries[:HEADLINES], key=lambda entry: not entry.has_copy)
    return Shelf(section=section, title=section_title(section), feed=feed, entries=tuple(stories_first))


def _render(template: str, site: Site, *, words: Words, **context: object) -> bytes:
    """Return the page; its language is that of our words, for each story declares its own."""
    names = [(section.id, section_title(section)) for section in (*site.sections, site.all)]
    page = _environment(words).get_template(template)
    return page.render(site=site, site_title=site.name, sections=names, **context).encode()


def _page_language(language: str | None, words: Words) -> str:
    """Return the language of the page's own words, with the section's region where it is theirs."""
    return language if language and is_in(language, words) else words.language


def _environment(words: Words) -> Environment:
    """Return the templates in the language of these words."""
    return _environment_in(words.language)


@cache
def _environment_in(language: str) -> Environment:
    words = words_for(language)
    environment = open_templates(
        "aggregator.publish",
        {
            "badge": partial(badge, words=words),
            "difference": difference,
            "in_words": partial(dates.in_words, words=words),
            "listed": partial(listed, words=words),
            "machine": dates.in_rfc3339,
        },
    )
    environment.globals["say"] = words.page
    environment.globals["language"] = words.language
    return environment
