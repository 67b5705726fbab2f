"""An invented newsroom: stories, sources and a site for the tests of publishing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from aggregator.model.item import Category, Label, Picture, Version
from aggregator.model.source import Rights, Section, Source
from aggregator.model.story import Carrier, HeldBecause, Status, Story
from aggregator.publish import documents
from aggregator.publish.entry import Entry, Tombstone
from aggregator.publish.entrycodec import as_kept
from aggregator.publish.feed import Feed, Paging
from aggregator.publish.gathering import gather
from aggregator.publish.listed import Listed
from aggregator.publish.shown import show_all
from aggregator.publish.site import Document, Site, words_of

NOW = datetime(2026, 1, 8, 9, 0, tzinfo=UTC)
INSTALLATION = UUID("6b1c1f0e-2a4e-4c7e-9d7f-0d6a3f1f6f11")
NATIONAL = Section(id="national", title="National", language="en-CA", timezone="America/Vancouver")
WORLD = Section(id="world", title="World", language="en", timezone="UTC")

SITE = Site(
    title="Example Wire",
    base_url="https://wire.example/news/",
    installation=INSTALLATION,
    created_at=datetime(2026, 1, 1, 12, 0, tzinfo=UTC),
    sections=(NATIONAL, WORLD),
    sources={
        source.id: source
        for source in (
            Source(id="harbour", url="https://harbour.example/national/rss.xml", rights=Rights.FULL),
            Source(id="coast", url="https://coast.example/feed?format=rss", rights=Rights.SUMMARY),
            Source(id="inland", url="https://inland.example/atom.xml", rights=Rights.HEADLINE),
            Source(id="northern", url="file:///srv/wire/*.xml", rights=Rights.FULL, wire="Northern Press"),
        )
    },
)

PICTURE = Picture(
    url="https://pictures.example/pier.jpg",
    caption="Fog lifts off the ferry pier at Port Alder on Wednesday.",
    credit="Northern Press/Ina Vogel",
    alt="A pier in fog",
    media_type="image/jpeg",
    width=1200,
    height=800,
    length=48_123,
)


def story_id(name: str) -> str:
    """Return the id of the story that tests call `name`."""
    return uuid5(INSTALLATION, name).urn


def make_version(**changes: object) -> Version:
    """Return a version with everything a version can have, changed as asked."""
    version = Version(
        title="Ferry crews accept a new contract, ending a nine-day stoppage",
        url="https://harbour.example/2026/01/ferry-contract",
        summary_html="<p>Crews on the <b>northern</b> routes voted 612 to 188 for the offer.</p>",
        body_html="<p>Crews on the northern routes voted 612 to 188 for the offer, their union said.</p>"
        "<p>Sailings resume on Friday.</p>",
        text="Crews on the northern routes voted 612 to 188 for the offer, their union said. Sailings resume.",
        published=datetime(2026, 1, 7, 18, 31, tzinfo=UTC),
        updated=datetime(2026, 1, 7, 18, 31, tzinfo=UTC),
        agency="Northern Press",
        desk="Harbour Times News Desk",
        byline=("Ina Vogel", "Tomas Reyl"),
        language="en-CA",
        copyright="© 2026 Northern Press",
        categories=(
            Category(term="labour"),
            Category(term="04000", scheme="http://codes.example/", label="Economy"),
        ),
        pictures=(PICTURE,),
        sections=("national",),
    )
    return replace(version, **changes)  # type: ignore[arg-type]  # the tests name fields


def make_carrier(source: str = "harbour", outlet: str = "Harbour Times", **changes: object) -> Carrier:
    """Return a carrier whose version is changed as asked."""
    return Carrier(
        item=1,
        source=source,
        guid=f"{source}-1",
        outlet=outlet,
        outlet_url=f"https://{source}.example/",
        first_seen=datetime(2026, 1, 7, 18, 40, tzinfo=UTC),
        version_seen=datetime(2026, 1, 7, 18, 40, tzinfo=UTC),
        version=make_version(**changes),
    )


def make_story(
    name: str = "ferry", *carriers: Carrier, status: Status = Status.USABLE, minutes: int = 0
) -> Story:
    """Return a story that these carriers run, the first of them leading, `minutes` later than others."""
    run_by = carriers or (make_carrier(),)
    published = datetime(2026, 1, 7, 18, 31, tzinfo=UTC) + timedelta(minutes=minutes)
    return Story(
        id=story_id(name),
        status=status,
        sections=("national",),
        agency=run_by[0].version.agency,
        language="en-CA",
        first_published=published,
        updated=published,
        created_at=published + timedelta(minutes=10),
        released_at=published + timedelta(minutes=10),
        surfaced_at=published + timedelta(minutes=10),
        lead=run_by[0],
        carriers=run_by,
    )


def stop_story(story: Story, status: Status, because: HeldBecause | None = None) -> Story:
    """Return the story after a kill, a hold or a merge half an hour later; its copy is still in the store."""
    stopped_at = (story.updated or NOW) + timedelta(minutes=30)
    label = {Status.WITHDRAWN: Label.KILL, Status.HELD: Label.WITHHOLD}.get(status)
    stopper = make_carrier("northern", "Northern Press", label=label, title="Editors: stop", text="Stop.")
    return replace(
        story,
        status=status,
        held_because=because,
        updated=stopped_at,
        surfaced_at=stopped_at,
        carriers=(*story.carriers, stopper) if label else story.carriers,
    )


def correct_story(story: Story) -> Story:
    """Return the story as corrected under its guid an hour later."""
    corrected_at = (story.updated or NOW) + timedelta(hours=1)
    carrier = story.carriers[0]
    version = replace(carrier.version, label=Label.CORRECTED, updated=corrected_at)
    corrected = replace(carrier, version=version, ordinal=2, was_corrected=True)
    carriers = (corrected, *story.carriers[1:])
    return replace(story, status=Status.CORRECTED, updated=corrected_at, lead=corrected, carriers=carriers)


def make_front() -> tuple[Story, ...]:
    """Return one story of every kind, as a section has them."""
    shared = (
        make_carrier(),
        make_carrier("coast", "Coast Daily", url="https://coast.example/ferry"),
        make_carrier("inland", "Inland Post", url="https://inland.example/n/7?a=1&b=2"),
    )
    quiet = make_carrier(
        "coast", "Coast Daily", title="Council backs <b> & a second bridge", pictures=(), byline=()
    )
    headline_only = make_carrier("inland", "Inland Post", title="Rail study due in spring", desk=None)
    return (
        make_story("ferry", *shared, minutes=1),
        correct_story(make_story("bridge", quiet, minutes=2)),
        make_story("rail", headline_only, minutes=3),
        stop_story(make_story("killed", minutes=4), Status.WITHDRAWN),
        stop_story(make_story("held", minutes=5), Status.HELD, HeldBecause.WITHHOLD),
        stop_story(make_story("merged", minutes=6), Status.MERGED),
    )


def make_feed(site: Site, section: Section, stories: Iterable[Story], *, now: datetime) -> Feed:
    """Return the feed of a section that shows these stories, with all that its entries have."""
    every = tuple(stories)
    shown = show_all(every, site, now=now, words=words_of(section, site))
    gathered = gather(site, section, kept(site, section, every, now=now))
    entries = [(shown[each.id].made, gathered.related.get(each.id, ())) for each in gathered.listed]
    whole = (replace(made, related=related) for made, related in entries if isinstance(made, Entry))
    return replace(gathered.frame, entries=tuple(whole))


def render_section(
    site: Site, section: Section, stories: Iterable[Story], *, now: datetime, newest_page: int | None = None
) -> tuple[Document, ...]:
    """Return what is published of a section that shows these stories."""
    return documents.render_section(
        site, section, kept(site, section, stories, now=now), newest_page=newest_page
    )


def render_archive(
    site: Site, section: Section, stories: Iterable[Story], *, now: datetime, paging: Paging
) -> tuple[Document, ...]:
    """Return an archive document of a section that holds these stories."""
    return documents.render_archive(site, section, kept(site, section, stories, now=now), paging=paging)


def render_index(
    site: Site,
    latest: Mapping[str, Iterable[Story]],
    *,
    now: datetime,
    further: Sequence[Section] = (),
) -> tuple[Document, ...]:
    """Return the front page of a site whose sections show these stories, and the lists of its feeds."""
    sections = {section.id: section for section in (*site.sections, site.all)}
    newest = {name: kept(site, sections[name], stories, now=now) for name, stories in latest.items()}
    front = documents.render_index(site, newest, further=further)
    return front, *documents.render_lists(site, further=further)


def kept(
    site: Site, section: Section, stories: Iterable[Story], *, now: datetime
) -> tuple[Listed | Tombstone, ...]:
    """Return what a section shows of stories, as the store gives it back."""
    shown = show_all(stories, site, now=now, words=words_of(section, site))
    return tuple(one for one in map(as_kept, shown.values()) if one is not None)
