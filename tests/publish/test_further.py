"""What is rendered again when settings change: as much as shows it, and no more."""

from dataclasses import replace
from pathlib import Path

from aggregator.config.settings import Publish, Service, Settings
from aggregator.model.filing import FurtherFeed
from aggregator.model.rule import AnyOf, Conditions
from aggregator.model.savedfeed import SavedFeed
from aggregator.model.source import Outlet, Rights, Section, Source
from aggregator.publish.further import Stale, digest_filing, digest_looks, find_stale, further_sections
from tests.publish.newsroom import NATIONAL, SITE, WORLD

COAST = Source(id="coast", url="https://coast.example/feed")
FERRIES = SavedFeed(id="ferries", title="Ferries", when=Conditions(category=AnyOf(("ferry",))))
SETTINGS = Settings(
    service=Service(title="Wire", base_url="https://wire.example/", contact="d@e.example", public=Path("p")),
    sections=(NATIONAL,),
    sources=(COAST,),
    feeds=(FERRIES,),
)


def stale(after: Settings, *, base_url: str = SITE.base_url) -> Stale:
    """Return what must be rendered again when settings become these."""
    site = replace(SITE, sections=SETTINGS.sections)
    there = replace(site, base_url=base_url, sections=after.sections)
    return find_stale(digest_looks(SETTINGS, site), digest_looks(after, there))


def nothing(**changes: object) -> Stale:
    """Return that nothing is stale, but for this."""
    return replace(Stale(everything=False, feeds=False, places=frozenset()), **changes)  # type: ignore[arg-type]  # fields


def test_same_settings_make_nothing_stale() -> None:
    """Neither does a source that is added: no document shows it yet."""
    assert stale(SETTINGS) == nothing()
    assert stale(replace(SETTINGS, sources=(COAST, replace(COAST, id="inland")))) == nothing()


def test_other_rights_or_address_make_everything_stale() -> None:
    """Any archive may hold what a source no longer grants, and every document links to itself."""
    assert stale(replace(SETTINGS, sources=(replace(COAST, rights=Rights.HEADLINE),))).everything
    assert stale(SETTINGS, base_url="https://other.example/").everything


def test_new_section_makes_pages_stale_and_no_archive() -> None:
    """Pages name every section."""
    assert stale(replace(SETTINGS, sections=(NATIONAL, WORLD))) == nothing(feeds=True)


def test_other_title_of_a_saved_feed_is_its_own_affair() -> None:
    """Its feeds and archives bear it, no other does."""
    renamed = replace(SETTINGS, feeds=(replace(FERRIES, title="Boats"),))
    assert stale(renamed) == nothing(places=frozenset({"feeds/ferries"}))


def test_first_start_makes_everything_stale() -> None:
    """What an earlier release has published may look otherwise."""
    assert find_stale({}, digest_looks(SETTINGS, SITE)).everything


def test_stories_are_filed_anew_when_what_is_asked_changes() -> None:
    """A title asks nothing."""
    asked = replace(FERRIES, when=Conditions(category=AnyOf(("boat",))))
    assert digest_filing(replace(SETTINGS, feeds=(asked,))) != digest_filing(SETTINGS)
    assert digest_filing(replace(SETTINGS, feeds=(replace(FERRIES, title="Boats"),))) == digest_filing(
        SETTINGS
    )


def test_each_further_feed_is_named_as_people_know_it() -> None:
    """An agency by its full name, a source by its outlet's, else by its id; those that are not polled have none."""
    off = replace(COAST, id="off", enabled=False)
    settings = replace(SETTINGS, sources=(COAST, off, replace(COAST, id="inland")))
    known = [FurtherFeed("agency/northern-press", "Northern Press")]
    assert [
        (each.id, each.title) for each in further_sections(settings, known, {"coast": Outlet("Coast Daily")})
    ] == [
        ("feeds/ferries", "Ferries"),
        ("agency/northern-press", "Northern Press"),
        ("source/coast", "Coast Daily"),
        ("source/inland", "inland"),
    ]
    only_saved = replace(settings, publish=Publish(agencies=False, sources=False))
    assert further_sections(only_saved, known, {}) == (Section(id="feeds/ferries", title="Ferries"),)
