"""What the page of one story shows: the story, its versions and carriers, or only that it was stopped or merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from markupsafe import Markup

from aggregator.model.comparison import words_digest
from aggregator.model.item import CORRECTING
from aggregator.model.page import StoryWithPast
from aggregator.model.recalls import find_outdated, tellable
from aggregator.model.source import Rights, Section
from aggregator.model.story import Carrier, PastVersion, Status, Story
from aggregator.publish.article import article_html
from aggregator.publish.carriage import Appearance, make_appearance, named_carriers
from aggregator.publish.characters import one_line
from aggregator.publish.content import Told, make_content
from aggregator.publish.dates import whole_seconds
from aggregator.publish.entry import NOTE_WORDS, Entry, Reference, Tombstone, make_entry
from aggregator.publish.markup import shorten
from aggregator.publish.notice import Notice, withdrawal
from aggregator.publish.pastversions import (
    Compare,
    PageVersion,
    list_versions,
    quoted_from,
    runs_since,
    tellable_chain,
)
from aggregator.publish.revision import rights_of
from aggregator.publish.site import ALL, Site, words_of
from aggregator.publish.words import Words

_PREFIX = "urn:uuid:"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCarrier:
    """An outlet that runs a story, as the story's page names it."""

    appearance: Appearance
    runs_since: datetime | None = None
    """When the version was made that it still runs, where that is not the newest."""
    is_uncorrected: bool = False
    """Whether it still says what was corrected elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a corrective says was wrong, and when."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """The page of a story whose copy is published; texts are plain, `*_html` is sanitised for pages."""

    entry: Entry
    section: Section
    sections: tuple[str, ...] = ()
    """Every section that it is in: who may read one of them may read the page."""
    words: Words
    text_html: str
    """As much of the copy as the rights allow, with its pictures."""
    is_whole: bool
    """Whether that is all of it."""
    versions: tuple[PageVersion, ...] = ()
    """The newest first."""
    may_quote: bool = False
    """Whether what versions changed may be told word by word."""
    corrections: tuple[Correction, ...] = ()
    """The newest first."""
    carriers: tuple[PageCarrier, ...] = ()
    """The lead's outlet first."""
    related: tuple[Reference, ...] = ()

    @property
    def text(self) -> Markup:
        """The text as templates print it: what is in it is sanitised already."""
        return Markup(self.text_html)  # noqa: S704 - made by article_html


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedPage:
    """The page of a story that was out and must not be read now: a notice, no word of the copy."""

    story: str
    section: Section
    sections: tuple[str, ...] = ()
    words: Words
    notice: Notice
    is_gone: bool
    """Whether it was withdrawn; what is withheld may come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPage:
    """The page of a story that is another one now."""

    story: str
    into: str
    words: Words


Page = StoryPage | StoppedPage | MovedPage


def page_path(story: str) -> str:
    """Return where the page of a story lies, below `public`."""
    return f"story/{bare(story)}/index.html"


def story_id(folder: str) -> str:
    """Return the id of the story whose page lies in a folder of this name."""
    return _PREFIX + folder


def bare(story: str) -> str:
    """Return the UUID in a story's id, which names its folder."""
    return story.removeprefix(_PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a page needs beside its story."""

    site: Site
    others: Mapping[str, Story]
    """The stories that it names: those related to it, and the one that it was merged into."""
    compare: Compare
    now: datetime
    entries: Mapping[str, Entry | Tombstone] = field(default_factory=dict)
    """The entries of stories that were made already, in the site's words."""


def make_page(past: StoryWithPast, around: Around) -> Page | None:
    """Return the page of a story; None for one that was never out, or is for editors alone."""
    story = past.story
    if not has_page(story):
        return None
    section = section_of(story, around.site)
    words = words_of(section, around.site)
    into = around.others.get(story.into) if story.into is not None else None
    if story.status is Status.MERGED and into is not None and has_page(into):
        return MovedPage(story=story.id, into=into.id, words=words)
    entry = _entry(story, around, words)
    if isinstance(entry, Entry) and entry.has_copy and story.lead is not None:
        return _show(past, story.lead, entry, section=section, around=around)
    notice = entry.notice if isinstance(entry, Entry) else None
    return StoppedPage(
        story=story.id,
        section=section,
        sections=story.sections,
        words=words,
        notice=notice or _ended(entry, story, words),
        is_gone=story.status is not Status.HELD,
    )


def _entry(story: Story, around: Around, words: Words) -> Entry | Tombstone:
    made = around.entries.get(story.id) if words == around.site.words else None
    return made or make_entry(story, around.site, now=around.now, words=words)


def has_page(story: Story) -> bool:
    """Return whether a story has a page: it was out, and is not an advisory that no section asks for."""
    return story.released_at is not None and not (story.is_for_editors and not story.sections)


def section_of(story: Story, site: Site) -> Section:
    """Return the section in whose zone and language a story's page is: its first one, else that of all stories."""
    return next((section for section in site.sections if section.id in story.sections), ALL)


def _ended(entry: Entry | Tombstone, story: Story, words: Words) -> Notice:
    at = entry.deleted_at if isinstance(entry, Tombstone) else story.updated or story.created_at
    return withdrawal(None, at, words=words)


def _show(past: StoryWithPast, lead: Carrier, entry: Entry, *, section: Section, around: Around) -> StoryPage:
    story, rights = past.story, rights_of(lead, around.site)
    words = words_of(section, around.site)
    chain = tellable_chain(story, lead, past.chain, now=around.now)
    content = make_content(lead.version, rights, told=Told(words=words), pictures=entry.pictures)
    may_quote = rights is Rights.FULL
    return StoryPage(
        entry=entry,
        section=section,
        sections=story.sections,
        words=words,
        text_html=article_html(content.content_html),
        is_whole=may_quote and bool(lead.version.body_html),
        versions=list_versions(
            chain, compare=around.compare, quoted_from=quoted_from(lead) if may_quote else None
        ),
        may_quote=may_quote,
        corrections=_corrections(story, lead, around),
        carriers=_carriers(story, lead, chain, now=around.now),
        related=_related(story, around),
    )


def _carriers(
    story: Story, lead: Carrier, chain: Sequence[PastVersion], *, now: datetime
) -> tuple[PageCarrier, ...]:
    """Return who runs the story, and who runs an earlier version of it still.

    Of those that have not carried a correction the headline is not repeated: it may be what was wrong.
    """
    uncorrected = {each.carrier.item for each in find_outdated(story.carriers, labels=CORRECTING)}
    earlier = runs_since(chain)
    shown = [
        PageCarrier(
            appearance=make_appearance(carrier),
            runs_since=earlier.get(words_digest(carrier.version)) if earlier else None,
            is_uncorrected=carrier.item in uncorrected,
        )
        for carrier in named_carriers(story, lead, now=now)
    ]
    return tuple(
        replace(each, appearance=replace(each.appearance, title=None)) if each.is_uncorrected else each
        for each in shown
    )


def _corrections(story: Story, lead: Carrier, around: Around) -> tuple[Correction, ...]:
    """Return what correctives say that came as items of their own, as far as their sources' rights go."""
    correctives = [each for each in story.carriers if each.is_corrective and each.item != lead.item]
    nameable = tellable(story.carriers, now=around.now) if correctives else frozenset()
    notes = [
        Correction(at=whole_seconds(each.version.updated or each.version_seen), text=text)
        for each in correctives
        if each.item in nameable
        if rights_of(each, around.site) is not Rights.HEADLINE
        if (text := shorten(one_line(each.version.text) or "", words=NOTE_WORDS))
    ]
    return tuple(sorted(notes, key=lambda note: (note.at, note.text), reverse=True))


def _related(story: Story, around: Around) -> tuple[Reference, ...]:
    """Return the related stories that show copy: of what was taken back no headline is named."""
    named = (around.others[each] for each in story.related if each in around.others)
    entries = (
        make_entry(each, around.site, now=around.now)
        for each in named
        if has_page(each) and not each.is_for_editors
    )
    return tuple(
        Reference(entry.title, entry.id) for entry in entries if isinstance(entry, Entry) and entry.has_copy
    )
