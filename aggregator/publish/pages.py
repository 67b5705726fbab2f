"""The pages people read: a section's front, and the front page of the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.model.filing import AGENCY, SAVED, SOURCE
from aggregator.model.source import Section
from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.gathering import Gathered
from aggregator.publish.listed import Listed
from aggregator.publish.look import render
from aggregator.publish.rows import fill_rows, make_row
from aggregator.publish.site import ALL, Site, in_folder, section_title
from aggregator.publish.storypage import MovedPage, Page, StoppedPage, StoryPage, bare
from aggregator.publish.words import Words, is_in

LEAD_CANDIDATES = 4
"""Among how many of the newest stories one with a picture may lead the page."""

SECOND_ROW = 4
"""How many stories stand below the lead with a few sentences."""

HEADLINES = 5
"""How many headlines of a section stand on the front page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The stories of a page in their places."""

    feed: Gathered
    lead: Entry | None
    second: tuple[Entry, ...]
    listed: tuple[Listed, ...]
    """What stands below these in the list, of which the rows are all that our own template shows."""
    notices: tuple[Entry, ...]

    @property
    def more(self) -> tuple[Entry, ...]:
        """The entries in the list, for templates of an installation that show them otherwise."""
        return tuple(map(self.feed.read, self.listed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A section on the front page: its newest, stories before notices, so that no kill opens a section."""

    section: Section
    title: str
    feed: Feed
    entries: tuple[Entry, ...]


def arrange(feed: Gathered) -> Front:
    """Return the entries of a feed in their places: the newest leads, or one almost as new that has a picture."""
    stories = [each for each in feed.listed if each.has_copy]
    pictured = (each for each in stories[:LEAD_CANDIDATES] if each.has_picture)
    lead = next(pictured, stories[0] if stories else None)
    rest = [each for each in stories if each is not lead]
    return Front(
        feed=feed,
        lead=feed.read(lead) if lead else None,
        second=tuple(map(feed.read, rest[:SECOND_ROW])),
        listed=tuple(rest[SECOND_ROW:]),
        notices=tuple(feed.read(each) for each in feed.listed if not each.has_copy),
    )


def render_section_page(feed: Gathered, site: Site, section: Section) -> bytes:
    """Return a section's front page as HTML."""
    frame, front = feed.frame, arrange(feed)
    root = "../" * (section.id.count("/") + 1)
    rows = _rows_of(front, site)
    return render(
        "section.html",
        site,
        root=root,
        feed=frame,
        section=section,
        name=section_title(section),
        front=front,
        rows=fill_rows(rows, root=root, zone=section.timezone, words=frame.words),
        language=_page_language(frame.language, frame.words),
        words=frame.words,
    )


def _rows_of(front: Front, site: Site) -> Iterator[str]:
    """Yield the rows of what stands in the list; one that names another of the same page is its own."""
    feed = front.feed
    for each in front.listed:
        if each.id in feed.related:
            yield make_row(feed.read(each), site.overrides, feed.frame.words)
        else:
            yield each.row


def render_index_page(
    feeds: Sequence[tuple[Section, Gathered]], site: Site, *, further: Sequence[Section] = ()
) -> bytes:
    """Return the front page of the site: each section's newest headlines, and where to subscribe."""
    shelves = [_shelf(section, feed) for section, feed in feeds if section.id != ALL.id]
    whole = next((feed.frame for section, feed in feeds if section.id == ALL.id), None)
    say = site.words.page
    folders = ((SAVED, say.feeds), (AGENCY, say.agencies), (SOURCE, say.sources))
    lists = [(folder, title, in_folder(folder, further)) for folder, title in folders]
    return render(
        "index.html",
        site,
        root="",
        shelves=shelves,
        whole=whole,
        lists=[each for each in lists if each[2]],
        words=site.words,
        language=site.words.language,
    )


def render_page(page: Page, site: Site) -> bytes:
    """Return the page of a story as HTML.

    Its first lines tell our own server how to answer it, for that is nothing that HTML can say: `<!-- 410 -->` of one
    that is gone, `<!-- 301 ../ID/ -->` of one that moved, `<!-- in national world -->` who may read it. No text of an
    outlet comes before them.
    """
    match page:
        case StoryPage():
            return _mark_sections(page.sections) + _render_story(page, site)
        case StoppedPage():
            html = render("stopped.html", site, words=page.words, root="../../", page=page)
            return (b"<!-- 410 -->\n" if page.is_gone else b"") + _mark_sections(page.sections) + html
        case MovedPage():
            target = f"../{bare(page.into)}/"
            html = render("moved.html", site, words=page.words, root="../../", target=target)
            return f"<!-- 301 {target} -->\n".encode() + html


def _mark_sections(sections: Sequence[str]) -> bytes:
    return f"<!-- in {' '.join(sections)} -->\n".encode() if sections else b""


def _render_story(page: StoryPage, site: Site) -> bytes:
    section = site.all if page.section.id == ALL.id else page.section
    return render(
        "story.html",
        site,
        words=page.words,
        root="../../",
        page=page,
        entry=page.entry,
        section=section,
        section_name=section_title(section),
        address=site.story_url(page.entry.id),
        language=_page_language(section.language, page.words),
    )


def _shelf(section: Section, feed: Gathered) -> Shelf:
    entries = map(feed.read, feed.listed[:HEADLINES])
    stories_first = tuple(sorted(entries, key=lambda entry: not entry.has_copy))
    return Shelf(section=section, title=section_title(section), feed=feed.frame, entries=stories_first)


def _page_language(language: str | None, words: Words) -> str:
    """Return the language of the page's own words, with the section's region where it is theirs."""
    return language if language and is_in(language, words) else words.language
