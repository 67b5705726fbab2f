"""A story as it is published: an entry, or the tombstone of one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from aggregator.model.item import CORRECTING, Category, Picture
from aggregator.model.recalls import stops_of
from aggregator.model.source import ALL_SECTION, Rights
from aggregator.model.story import NOTICE_LASTS, Carrier, HeldBecause, Status, Story
from aggregator.publish.carriage import (
    Appearance,
    Origin,
    find_source_page,
    list_appearances,
    list_told,
    make_origin,
)
from aggregator.publish.characters import language_tag, one_line, uri, web_address
from aggregator.publish.content import Told, make_content
from aggregator.publish.dates import whole_seconds
from aggregator.publish.markup import shorten
from aggregator.publish.notice import Notice, correction, notice_html, withdrawal, withholding
from aggregator.publish.revision import Revision, find_revision, rights_of
from aggregator.publish.site import Site
from aggregator.publish.words import ENGLISH, Words

STATUS_SCHEME = "urn:wire-aggregator:status"
"""The vocabulary of the category that says what has become of a story."""

NOTE_WORDS = 120
"""How much of a corrective is told: it is a paragraph, and seldom a story of its own."""

_MEDIA_TYPES = {  # IANA media types by the extensions that pictures have in feeds
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story as published; texts are plain and clean, `*_html` is sanitised, times are UTC in whole seconds."""

    id: str
    status: Status
    title: str
    url: str
    published: datetime
    updated: datetime
    teaser: str | None = None
    """A few plain sentences without the notice; pages show them."""
    summary_html: str | None = None
    content_html: str | None = None
    authors: tuple[str, ...] = ()
    """The people who wrote it."""
    agency: str | None = None
    desk: str | None = None
    origin: Origin | None = None
    language: str | None = None
    categories: tuple[Category, ...] = ()
    pictures: tuple[Picture, ...] = ()
    copyright: str | None = None
    carriers: tuple[Appearance, ...] = ()
    """Every outlet that runs it, the lead's first."""
    notice: Notice | None = None
    """What readers must be told about the copy: corrected, withdrawn, withheld."""
    revision: Revision | None = None
    """What changed when it was last written anew."""
    related: tuple["Reference", ...] = ()
    """Other entries of the same feed that have something in common with it; pages name them."""

    @property
    def via(self) -> Appearance | None:
        """Where the copy comes from: the agency's page, else the lead's."""
        return find_source_page(self.carriers)

    @property
    def signatures(self) -> tuple[str, ...]:
        """Who signs it: the people, else the desk, the agency or the outlet; empty where nobody is known."""
        if self.authors:
            return self.authors
        outlet = self.origin.outlet if self.origin else None
        signed = self.desk or self.agency or outlet
        return (signed,) if signed else ()

    @property
    def has_copy(self) -> bool:
        """Whether it shows the outlet's copy, and is not only a notice that there was some."""
        return self.status in (Status.USABLE, Status.CORRECTED)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another entry, by headline and id."""

    title: str
    id: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was published and is no more."""

    id: str
    deleted_at: datetime


def make_entry(story: Story, site: Site, *, now: datetime, words: Words = ENGLISH) -> Entry | Tombstone:
    """Return the story as subscribers see it at `now`; only `usable` and `corrected` show its copy.

    What we add to the copy is said in `words`.
    """
    if story.status is Status.MERGED:
        return Tombstone(story.id, _published_and_updated(story, site)[1])
    if story.status is Status.HELD:
        return _announce(story, site, is_held=True, words=words)
    if story.status is not Status.WITHDRAWN and story.lead is not None:
        return _show(story, story.lead, site, now=now, words=words)
    _, updated = _published_and_updated(story, site)
    ends = whole_seconds(story.surfaced_at or updated) + NOTICE_LASTS
    return Tombstone(story.id, ends) if ends <= now else _announce(story, site, is_held=False, words=words)


def _show(story: Story, lead: Carrier, site: Site, *, now: datetime, words: Words) -> Entry:
    rights, version = rights_of(lead, site), lead.version
    published, updated = _published_and_updated(story, site)
    notice = _correction(story, lead, site, words=words) if story.status is Status.CORRECTED else None
    pictures = () if rights is Rights.HEADLINE else _pictures(version.pictures)
    revision = find_revision(story, lead, site, at=updated, now=now, words=words)
    told = Told(words=words, notice=notice, revision=revision, also_in=list_told(story, lead, now=now))
    content = make_content(version, rights, told=told, pictures=pictures)
    return Entry(
        id=story.id,
        status=story.status,
        title=one_line(version.title) or content.teaser or words.untitled,
        url=web_address(version.url) or site.home_url(ALL_SECTION),
        published=published,
        updated=updated,
        teaser=content.teaser,
        summary_html=content.summary_html,
        content_html=content.content_html,
        authors=_distinct(map(one_line, version.byline)),
        agency=one_line(story.agency or version.agency),
        desk=one_line(version.desk),
        origin=make_origin(lead, site, updated=updated),
        language=language_tag(story.language or version.language),
        categories=_categories(version.categories, notice),
        pictures=pictures,
        copyright=one_line(version.copyright),
        carriers=list_appearances(story, lead, now=now),
        notice=notice,
        revision=revision,
    )


def _announce(story: Story, site: Site, *, is_held: bool, words: Words) -> Entry:
    """Return a notice under the story's id: no text of the copy, no picture, no link to it, no carriers."""
    published, updated = _published_and_updated(story, site)
    stopped_by = _stopped_by(story, site)
    if is_held:
        is_withheld = story.held_because is HeldBecause.WITHHOLD
        notice = withholding(stopped_by if is_withheld else None, updated, words=words)
    else:
        notice = withdrawal(stopped_by, updated, words=words)
    return Entry(
        id=story.id,
        status=Status.HELD if is_held else Status.WITHDRAWN,
        title=notice.label,
        url=site.home_url(ALL_SECTION),
        published=published,
        updated=updated,
        teaser=notice.text,
        summary_html=notice_html(notice),
        content_html=notice_html(notice),
        agency=one_line(story.agency),
        language=words.language,
        categories=_categories((), notice),
        notice=notice,
    )


def _stopped_by(story: Story, site: Site) -> str | None:
    """Return the agency that stopped its copy; None where an outlet only took back its own."""
    stopped = [each for each in story.carriers if each.is_stopping or stops_of(each)]
    return next((one_line(each.version.agency) for each in stopped if _is_agencys(each, site)), None)


def _is_agencys(carrier: Carrier, site: Site) -> bool:
    source = site.sources.get(carrier.source)
    return carrier.version.is_agencys_word or (source is not None and source.wire is not None)


def _published_and_updated(story: Story, site: Site) -> tuple[datetime, datetime]:
    lead = story.lead
    own = (lead.version.published or lead.first_seen) if lead else None
    published = whole_seconds(story.first_published or own or story.surfaced_at or site.created_at)
    return published, max(published, whole_seconds(story.updated or published))


def _correction(story: Story, lead: Carrier, site: Site, *, words: Words) -> Notice:
    """Return the notice of a correction, in the words of the newest corrective that came as an item of its own."""
    notes = [each for each in story.carriers if each.is_corrective and each.item != lead.item]
    told = [each for each in notes if _rights(each, site) is not Rights.HEADLINE]
    newest = max(told, key=_said_at, default=None)
    text = one_line(newest.version.text) if newest else None
    what = shorten(text, words=NOTE_WORDS) if text else None
    return correction(_corrected_at(story, lead), words, what=what)


def _rights(carrier: Carrier, site: Site) -> Rights:
    source = site.sources.get(carrier.source)
    return source.rights if source else carrier.rights


def _corrected_at(story: Story, lead: Carrier) -> datetime | None:
    """Return when the newest correction was made; once a later version has replaced it, `updated` is all we know."""
    labelled = [carrier for carrier in (lead, *story.carriers) if carrier.version.label in CORRECTING]
    corrected_at = max(map(_said_at, labelled), default=story.updated)
    return whole_seconds(corrected_at) if corrected_at else None


def _said_at(carrier: Carrier) -> datetime:
    """Return when an outlet changed its copy: its own word, unless it stamps every version like the first."""
    updated = carrier.version.updated
    return updated if updated and updated != carrier.version.published else carrier.version_seen


def _pictures(pictures: Iterable[Picture]) -> tuple[Picture, ...]:
    found: dict[str, Picture] = {}
    for picture in pictures:
        url = web_address(picture.url)
        if url is not None:
            found.setdefault(url, _clean_picture(picture, url))
    return tuple(found.values())


def _clean_picture(picture: Picture, url: str) -> Picture:
    extension = urlsplit(url).path.rpartition(".")[2].lower()
    return replace(
        picture,
        url=url,
        caption=one_line(picture.caption),
        credit=one_line(picture.credit),
        alt=one_line(picture.alt),
        media_type=one_line(picture.media_type) or _MEDIA_TYPES.get(extension),
    )


def _categories(categories: Iterable[Category], notice: Notice | None) -> tuple[Category, ...]:
    found: dict[str, Category] = {}
    if notice is not None:
        found[STATUS_SCHEME] = Category(term=notice.term, scheme=STATUS_SCHEME, label=notice.label)
    for category in categories:
        term = one_line(category.term)
        if term is not None:
            clean = Category(term=term, scheme=uri(category.scheme), label=one_line(category.label))
            found.setdefault((clean.label or term).casefold(), clean)
    return tuple(found.values())


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))
