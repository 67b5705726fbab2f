"""Where a story stands beside its sections: decided from what may be named of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise import known_agencies
from aggregator.model.item import Label
from aggregator.model.pattern import Pattern
from aggregator.model.rule import AnyOf, Conditions, Matches
from aggregator.model.savedfeed import SavedFeed
from aggregator.model.story import Carrier, Status, Story
from aggregator.publish.filing import file_story, name_agency
from tests.publish.newsroom import NOW, make_carrier, make_story, stop_story

AGENCIES = known_agencies()
LOCAL = SavedFeed(id="local", title="Local", unless=Conditions(agency=Matches(Pattern("."))))
FERRIES = SavedFeed(id="ferries", title="Ferries", when=Conditions(title=Matches(Pattern("(?i)ferry"))))


def places(story: Story, saved: Sequence[SavedFeed] = ()) -> list[str] | None:
    """Return where the story stands."""
    filing = file_story(story, saved, agencies=AGENCIES, now=NOW)
    return None if filing.feeds is None else [feed.place for feed in filing.feeds]


def run_by(*carriers: Carrier, agency: str | None = None) -> Story:
    """Return a story with these carriers, each an item of its own."""
    numbered = [replace(carrier, item=number) for number, carrier in enumerate(carriers, start=1)]
    return replace(make_story("s", *numbered), agency=agency)


def test_story_stands_with_its_agency_and_each_source_once() -> None:
    """Two items of one source are one place."""
    story = run_by(
        make_carrier("harbour"), make_carrier("coast"), make_carrier("coast"), agency="Agence France-Presse"
    )
    assert places(story) == ["agency/agence-france-presse", "source/coast", "source/harbour"]


def test_carrier_that_may_not_be_named_files_nothing() -> None:
    """An embargo must not show by the feed of its source, nor what an outlet has taken back."""
    embargoed = make_carrier("coast", is_embargoed=True, embargo_until=NOW + timedelta(hours=1))
    removed = make_carrier("inland", label=Label.KILL, title="gone", text="gone")
    assert places(run_by(make_carrier("harbour"), embargoed, removed)) == ["source/harbour"]


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.HELD, Status.MERGED])
def test_stopped_story_stays_where_it_stood(status: Status) -> None:
    """Its notice is for those who read it there."""
    assert places(stop_story(make_story(), status)) is None


def test_what_is_for_editors_stands_nowhere() -> None:
    """An advisory is in no feed that did not ask for it."""
    assert places(run_by(make_carrier(is_for_editors=True), agency="Reuters"), [FERRIES]) == []


def test_saved_feed_asks_each_carrier() -> None:
    """All of `when` must hold for one carrier; that the lead has another headline keeps nothing out."""
    story = run_by(make_carrier(title="Crews agree"), make_carrier("coast", title="Ferry crews agree"))
    assert "feeds/ferries" in (places(story, [FERRIES]) or [])
    by_harbour = replace(FERRIES, when=replace(FERRIES.when, source=AnyOf(("harbour",))))
    assert "feeds/ferries" not in (places(story, [by_harbour]) or [])


def test_one_carrier_with_agency_copy_is_enough_to_be_not_local() -> None:
    """Outlet copy without agency copy: who signs the lead says nothing of the others."""
    own, agencys = make_carrier(agency=None), make_carrier("coast", agency="The Canadian Press")
    assert "feeds/local" in (places(run_by(own), [LOCAL]) or [])
    assert "feeds/local" not in (places(run_by(own, agencys), [LOCAL]) or [])


def test_agency_may_be_asked_for_by_its_short_form() -> None:
    """As in rules."""
    wire = SavedFeed(id="cp", title="CP", when=Conditions(agency=AnyOf(("CP",))))
    assert "feeds/cp" in (places(run_by(make_carrier(agency="The Canadian Press")), [wire]) or [])


@pytest.mark.parametrize(
    ("agency", "name"),
    [
        ("The Canadian Press", "the-canadian-press"),
        ("Agência Lusa", "agencia-lusa"),
        ("Norsk Telegrambyrå", "norsk-telegrambyra"),
        ("../../etc", "etc"),
        ("新华社", "b8be4ac9af64"),
    ],
)
def test_agency_has_a_name_of_letters_and_hyphens(agency: str, name: str) -> None:
    """It names a folder and stands in addresses."""
    assert name_agency(agency) == name


@given(st.text(min_size=1))
def test_any_agency_has_a_name(agency: str) -> None:
    """Whatever a source calls itself, a folder can be called."""
    name = name_agency(agency)
    assert 0 < len(name) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")
