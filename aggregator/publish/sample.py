"""An invented story and its pages, on which templates are tried."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from aggregator.model.change import Change, Swap
from aggregator.model.item import Label, Picture, Version
from aggregator.model.page import StoryWithPast
from aggregator.model.source import Rights, Section, Source
from aggregator.model.story import Carrier, PastVersion, Status, Story
from aggregator.publish.site import Override, Site
from aggregator.publish.storypage import Around, MovedPage, Page, make_page
from aggregator.publish.words import words_for

SAMPLE_NOW = datetime(2026, 1, 7, 20, 0, tzinfo=UTC)
_MORNING = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
_NOBODY = UUID(int=0)
_CHANGE = Change(numbers=(Swap("27", "25"),), paragraphs_added=1)


def sample_site(language: str, overrides: tuple[Override, ...]) -> Site:
    """Return a site with one section in this language."""
    return Site(
        title="Example Wire",
        base_url="https://wire.example/",
        installation=_NOBODY,
        created_at=_MORNING,
        sections=(Section(id="national", title="National", language=language),),
        sources={"wire": Source(id="wire", url="https://wire.example/rss.xml", rights=Rights.FULL)},
        overrides=overrides,
    )


def sample_story(status: Status = Status.CORRECTED) -> Story:
    """Return a story that has whatever a page may show."""
    lead = _carrier(1, "wire", "Northern Press", _version("Sailings resume on Friday.", Label.CORRECTED))
    other = _carrier(2, "coast", "Coast Daily", _version("Sailings resume.", None))
    return Story(
        id=_NOBODY.urn,
        status=status,
        sections=("national",),
        agency="Northern Press",
        language="en",
        first_published=_MORNING,
        updated=_MORNING + timedelta(hours=1),
        created_at=_MORNING,
        released_at=_MORNING,
        surfaced_at=_MORNING,
        lead=lead,
        carriers=(lead, other),
        related=(_related().id,),
    )


def sample_pages(site: Site) -> Iterator[Page]:
    """Yield a page of every kind."""
    story, words = sample_story(), words_for(site.sections[0].language)
    assert story.lead is not None  # noqa: S101 - it is made so
    old = PastVersion(ordinal=1, seen_at=_MORNING, version=_version("Sailings resume.", None))
    others = {_related().id: _related()}
    around = Around(site=site, others=others, compare=lambda _, __: _CHANGE, now=SAMPLE_NOW)
    for each in (story, replace(story, status=Status.WITHDRAWN), replace(story, status=Status.HELD)):
        past = StoryWithPast(story=each, chain=(old,))
        page = make_page(past, around)
        if page is not None:
            yield page
    yield MovedPage(story=story.id, into=_related().id, words=words)


def _related() -> Story:
    lead = _carrier(3, "wire", "Northern Press", _version("Crews vote.", None))
    return Story(
        id=UUID(int=1).urn,
        status=Status.USABLE,
        sections=("national",),
        first_published=_MORNING,
        updated=_MORNING,
        created_at=_MORNING,
        released_at=_MORNING,
        lead=lead,
        carriers=(lead,),
    )


def _carrier(item: int, source: str, outlet: str, version: Version) -> Carrier:
    return Carrier(
        item=item,
        source=source,
        guid=str(item),
        outlet=outlet,
        outlet_url="https://outlet.example/",
        first_seen=_MORNING,
        version=version,
        ordinal=2 if item == 1 else 1,
        version_seen=_MORNING,
    )


def _version(text: str, label: Label | None) -> Version:
    return Version(
        title="Ferry crews accept a contract",
        url="https://outlet.example/ferry",
        body_html=f"<p>{text}</p>",
        text=text,
        published=_MORNING,
        agency="Northern Press",
        desk="Harbour Times News Desk",
        byline=("Ina Vogel", "Tomas Reyl"),
        number=2,
        label=label,
        language="en",
        copyright="Northern Press",
        pictures=(Picture(url="https://outlet.example/a.jpg", caption="A pier.", credit="NP", alt="A pier"),),
    )
