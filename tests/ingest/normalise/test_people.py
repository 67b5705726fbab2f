"""Bylines: people, desks and agencies told apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise import known_agencies, normalise
from aggregator.ingest.normalise.byline import read_byline
from aggregator.model.item import Item, RawEntry
from tests.ingest.normalise.newsroom import AGENCIES, NOW, SOURCE, item_of

CP, AP = "The Canadian Press", "The Associated Press"
JANE, JOHN = "Jane Doe", "John Roe"


@pytest.mark.parametrize(
    ("line", "people", "desk", "agency"),
    [
        ("By Jane Doe and John Roe, The Canadian Press", (JANE, JOHN), None, CP),
        ("Par Jane Doe, La Presse Canadienne", (JANE,), None, CP),
        ("Darpan News Desk The Canadian Press", (), "Darpan News Desk", CP),
        ("Jane Doe, AP", (JANE,), None, AP),
        ("Jane Doe (The Canadian Press)", (JANE,), None, CP),
        ("JANE DOE | Associated Press", ("JANE DOE",), None, AP),
        ("The Canadian Press - Jane Doe", (JANE,), None, CP),
        ("Reuters Staff", (), None, "Reuters"),
        ("AP", (), None, AP),
        ("AFP", (), None, "Agence France-Presse"),
        ("PTI", (), None, "Press Trust of India"),
        ("By Jane Doe, Northern Press", (JANE,), None, "Northern Press"),
        ("Jane Doe, Business Reporter", (JANE,), None, None),
        ("Jane Doe, John Roe Jr. & Ann Poe", (JANE, "John Roe Jr.", "Ann Poe"), None, None),
        ("Robert Downey, Jr.", ("Robert Downey, Jr",), None, None),
        ("Jane Doe in Ottawa", (JANE,), None, None),
        ("Staff", (), "Staff", None),
        ("Web Desk", (), "Web Desk", None),
        ("Harbour Post Newsroom", (), "Harbour Post Newsroom", None),
        ("admin", (), None, None),
        ("nan", (), None, None),
        ("jane@post.example", (), None, None),
        ("", (), None, None),
    ],
)
def test_a_byline_is_told_apart(
    line: str, people: tuple[str, ...], desk: str | None, agency: str | None
) -> None:
    """People sign, desks sign, agencies write."""
    signature = read_byline(line, AGENCIES)
    assert (signature.people, signature.desk, signature.agency) == (people, desk, agency)


@pytest.mark.parametrize(
    "line", ["Jane AP", "AP Smith", "Harbour Post", "By Jane Doe", "Press Officer Jane Doe", "Nan Goldin"]
)
def test_an_outlets_own_copy_is_never_called_agency_copy(line: str) -> None:
    """A short form counts only where nothing else can be meant."""
    assert read_byline(line, AGENCIES).agency is None


def test_the_source_that_is_an_agency_wrote_all_of_its_items() -> None:
    """`wire` in the configuration outranks the byline."""
    entry = RawEntry(title_html="x", authors=("Jane Doe, Reuters",))
    assert item_of(entry, replace(SOURCE, wire="Northern Press")).version.agency == "Northern Press"


@pytest.mark.parametrize(
    ("named", "agency"),
    [
        ("CP", CP),
        ("Canadian Press", CP),
        ("the canadian press", CP),
        ("AP", AP),
        ("Northern Press", "Northern Press"),
        ("Prairie Wire", "Prairie Wire"),
    ],
)
def test_the_configuration_names_agencies_as_people_do(named: str, agency: str) -> None:
    """Items are of one agency however the operator writes it; a name that is not in the table stays."""
    agencies = known_agencies([named])
    for source in (replace(SOURCE, wire=named), replace(SOURCE, agency=named)):
        item = normalise(RawEntry(title_html="x"), source, NOW, agencies=agencies)
        assert isinstance(item, Item)
        assert item.version.agency == agency


def test_a_short_form_in_the_configuration_stays_one() -> None:
    """As a full name it would be found at the end of any byline."""
    assert read_byline("Jane Cp", known_agencies(["CP"])).agency is None


def test_the_sources_usual_agency_is_the_last_resort() -> None:
    """The metadata outranks it, and the byline; the metadata comes first."""
    source = replace(SOURCE, agency="CP")
    assert item_of(RawEntry(title_html="x"), source).version.agency == CP
    assert item_of(RawEntry(title_html="x", credit="Reuters"), source).version.agency == "Reuters"
    assert item_of(RawEntry(title_html="x", authors=("AP",)), source).version.agency == AP
    both = RawEntry(title_html="x", credit="Reuters", authors=("AP",))
    assert item_of(both, source).version.agency == "Reuters"


def test_a_date_beside_the_byline_counts_only_where_there_is_no_other() -> None:
    """The entry's own date is the better one."""
    line = "Darpan News Desk The Canadian Press, 07 Jan, 2026 10:31 AM"
    alone = item_of(RawEntry(title_html="x", authors=(line,))).version
    both = item_of(RawEntry(title_html="x", authors=(line,), published="2026-01-06T00:00:00Z")).version
    assert (alone.published and alone.published.isoformat()) == "2026-01-07T18:31:00+00:00"
    assert (both.published and both.published.isoformat()) == "2026-01-06T00:00:00+00:00"
    assert (both.desk, both.agency, both.byline) == ("Darpan News Desk", CP, ())


@given(st.text(max_size=200))
def test_any_text_is_a_byline_or_nothing(text: str) -> None:
    """No text raises, and nobody signs with an empty name."""
    signature = read_byline(text, AGENCIES)
    assert all(name.strip() for name in signature.people)
