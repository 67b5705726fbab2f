"""Datelines: the place and the agency at the head of wire copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.datelines import split_dateline
from aggregator.model.item import RawEntry, Reason
from tests.ingest.normalise.newsroom import AGENCIES, item_of

CP, AP = "The Canadian Press", "The Associated Press"
AFP, NAN, AAP = "Agence France-Presse", "News Agency of Nigeria", "Australian Associated Press"


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("OTTAWA — The quay", "OTTAWA", None),
        ("OTTAWA - The quay", "OTTAWA", None),
        ("OTTAWA – The quay", "OTTAWA", None),
        ("ST. JOHN'S, N.L. — The quay", "ST. JOHN'S, N.L.", None),
        ("SAINT-JÉRÔME, Que. — “The quay", "SAINT-JÉRÔME, Que.", None),
        ("MONTRÉAL — Le quai", "MONTRÉAL", None),
        ("BENIN CITY – Work on the quay", "BENIN CITY", None),
        ("BUFFALO, N.Y. (AP) — The quay", "BUFFALO, N.Y.", AP),
        ("CITY (AP) _ The quay", "CITY", AP),
        ("(Reuters) - The quay", None, "Reuters"),
        ("LONDON, March 3 (Reuters) - The quay", "LONDON", "Reuters"),
        ("LONDON (Reuters) - the quay", "LONDON", "Reuters"),
        ("PARIS (AFP) – The quay", "PARIS", AFP),
        ("Paris (AFP) - Le quai", "Paris", AFP),
        ("PARIS, 7 janv 2026 (AFP) - Le quai", "PARIS", AFP),
        ("Berlin (dpa/lby) - The quay", "Berlin", "Deutsche Presse-Agentur"),
        ("Madrid, 7 ene (EFE).- El muelle", "Madrid", "EFE"),
        ("BEIJING, Jan. 7 (Xinhua) -- The quay", "BEIJING", "Xinhua"),
        ("SEOUL, Jan. 7 (Yonhap) -- The quay", "SEOUL", "Yonhap"),
        ("(ANSA) - ROME, JAN 7 - The quay", "ROME", "ANSA"),
        ("SYDNEY, July 30 AAP - The quay", "SYDNEY", AAP),
        ("New Delhi, Jan 7 (PTI) The quay", "New Delhi", "Press Trust of India"),
        ("(NAN) Lagos, Aug. 3 - The quay", "Lagos", NAN),
        ("Abuja, Aug. 3, 2021 (NAN) The quay", "Abuja", NAN),
        ("(Ottawa) Le quai", "Ottawa", None),
        ("(Trois-Rivières) Le quai", "Trois-Rivières", None),
        ("HALIFAX (NP) — The quay", "HALIFAX", "Northern Press"),
    ],
)
def test_place_and_agency_are_told_apart_from_the_text(
    line: str, place: str | None, agency: str | None
) -> None:
    """The place as it was written, without the day."""
    found = split_dateline(line, AGENCIES)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert found.rest.lstrip("“").startswith(("The ", "the ", "Le ", "El ", "Work "))


@pytest.mark.parametrize(
    "line",
    [
        "The Associated Press (AP) — a news agency — said",
        "The News Agency of Nigeria (NAN) reports that",
        "UPDATE — The quay",
        "BREAKING - The quay",
        "WATCH: The quay",
        "NATO — the alliance — met",
        "The quay (Reuters) opened",
        "He met AAP - the party - on Monday",
        "(Photo) The quay",
        "(UPDATED) The quay",
        "A long sentence about the quay — with a dash",
        "THE QUAY OPENS",
        "It was 3 p.m. (AP) when The quay",
        "(1) The quay",
        "",
    ],
)
def test_a_line_that_only_looks_like_one_has_none(line: str) -> None:
    """Stories about agencies, labels, asides."""
    assert split_dateline(line, AGENCIES) is None


def test_the_text_that_is_compared_has_none_and_what_is_published_keeps_it() -> None:
    """Every outlet writes its own."""
    version = item_of(RawEntry(title_html="x", content_html="<p>OTTAWA (CP) — The quay opens.</p>")).version
    assert (version.text, version.dateline, version.agency) == ("The quay opens.", "OTTAWA", CP)
    assert version.body_html == "<p>OTTAWA (CP) — The quay opens.</p>"
    assert Reason("agency", "dateline (CP)") in version.reasons


def test_a_byline_may_stand_above_it() -> None:
    """Reuters opens with it."""
    body = "<p>By Jane Doe and John Roe</p><p>LONDON, March 3 (Reuters) - The quay opens.</p>"
    version = item_of(RawEntry(title_html="x", content_html=body)).version
    assert (version.text, version.byline) == ("The quay opens.", ("Jane Doe", "John Roe"))
    assert (version.dateline, version.agency) == ("LONDON", "Reuters")


@given(st.text(max_size=200) | st.text("AP(Reuters)-—_ ,.", max_size=80))
def test_any_line_has_a_dateline_or_none(line: str) -> None:
    """What follows it is the end of the line."""
    found = split_dateline(line, AGENCIES)
    assert found is None or line.endswith(found.rest)
