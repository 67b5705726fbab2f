"""What stands below wire copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.trailers import split_trailers
from aggregator.model.item import RawEntry, Version
from tests.ingest.normalise.newsroom import AGENCIES, item_of

CP, AP = "The Canadian Press", "The Associated Press"
NAN = "News Agency of Nigeria"


def version_of(*trailers: str, published: str | None = None) -> Version:
    """Return what a story of two sentences with these lines below it says."""
    body = "".join(f"<p>{line}</p>" for line in ("The quay opens.", "It is long.", *trailers))
    return item_of(RawEntry(title_html="x", content_html=body, published=published)).version


@pytest.mark.parametrize(
    "trailer",
    [
        "This report by The Canadian Press was first published Jan. 6, 2026.",
        "<em>This report by The Canadian Press was first published Jan. 6, 2026.</em>",
        "<b><i>This report by The Canadian Press was first published on January 6, 2026.</i></b>",
        "This content by The Canadian Press was first published Jan. 6, 2026",
        "Ce reportage de La Presse Canadienne a été publié initialement le 6 janvier 2026.",
        "<em>Ce texte de La Presse Canadienne a été publié pour la première fois le 6 janvier 2026.</em>",
    ],
)
def test_first_published_dates_what_has_no_date_and_names_the_agency(trailer: str) -> None:
    """Midnight in the source's zone; the entry's own date is the better one."""
    version = version_of(trailer)
    assert (version.text, version.agency) == ("The quay opens.\nIt is long.", CP)
    assert version.published is not None
    assert version.published.isoformat() == "2026-01-06T08:00:00+00:00"
    assert {reason.field for reason in version.reasons} >= {"agency", "published"}
    dated = version_of(trailer, published="2026-01-07T00:00:00Z")
    assert (dated.published and dated.published.isoformat()) == "2026-01-07T00:00:00+00:00"


def test_first_published_may_end_the_last_paragraph() -> None:
    """Outlets lose line breaks."""
    trailer = "This report by The Canadian Press was first published Jan. 6, 2026."
    assert version_of(f"It is wide. {trailer}").text == "The quay opens.\nIt is long.\nIt is wide."


@pytest.mark.parametrize(
    ("line", "tickers"),
    [
        ("Companies in this story: (TSX:ABC)", ("TSX:ABC",)),
        ("Companies in this story: (TSX:ABC, TSX: QUAY.A, NYSE:Q)", ("TSX:ABC", "TSX:QUAY.A", "NYSE:Q")),
        ("Company in this story: (TSX:ABC)", ("TSX:ABC",)),
        ("Companies mentioned in this story: (TSX:ABC)", ("TSX:ABC",)),
        ("Entreprises dans cette dépêche: (TSX: ABC)", ("TSX:ABC",)),
        ("Entreprises mentionnées dans cet article: (TSX:ABC)", ("TSX:ABC",)),
        ("Sociétés mentionnées dans cette dépêche : (TSX : ABC)", ("TSX:ABC",)),
    ],
)
def test_companies_are_tickers(line: str, tickers: tuple[str, ...]) -> None:
    """With the market before the symbol."""
    version = version_of(line)
    assert (version.text, version.tickers) == ("The quay opens.\nIt is long.", tickers)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(NAN)", NAN),
        ("[NAN]", NAN),
        ("NAN", NAN),
        ("-AFP", "Agence France-Presse"),
        ("— The Canadian Press", CP),
        ("(dpa/NAN)", "Deutsche Presse-Agentur"),
        ("(NAN) (www.nan.example)", NAN),
        ("*Reported by Reuters via NAN", "Reuters"),
        ("Source: AFP", "Agence France-Presse"),
        ("Jane Doe, News Agency of Nigeria (NAN)", NAN),
        ("– Jane Doe, The Associated Press", AP),
        ("© 2026 The Canadian Press", CP),
        ("Copyright 2026 The Associated Press. All rights reserved.", AP),
        ("La Presse Canadienne. Tous droits réservés.", CP),
    ],
)
def test_a_line_that_signs_for_an_agency_is_one(line: str, agency: str) -> None:
    """It is no part of the text that is compared."""
    version = version_of(line)
    assert (version.agency, version.text) == (agency, "The quay opens.\nIt is long.")


@pytest.mark.parametrize("line", ["It is wide. (NAN)", "It is wide (NAN).", "“It is wide,” he said.(NAN)"])
def test_an_agency_may_sign_behind_the_last_sentence(line: str) -> None:
    """Outlets print its trailer in the same paragraph, and their own line below."""
    version = version_of(line, "Harbour Post Nigeria")
    assert version.agency == NAN
    assert "NAN" not in version.text


@pytest.mark.parametrize(
    "line",
    [
        "He spoke to the News Agency of Nigeria (NAN).",
        "He told AFP.",
        "The port is closed, NAN reports.",
        "He works for the wire service (AFP).",
        "PHOTO: NAN",
        "[Jane Doe/Reuters]",
        "Jane Doe, reporting for Bloomberg:",
        "[File: Jane Doe/Illustration/Reuters]",
        "He runs the Port Amnesty Programme (PAP).",
        "(Photo by Jane Doe/AFP)",
        "With files from The Associated Press",
        "By Jane Doe with agency reports",
        "© 2026 Harbour Post. Photo by Reuters.",
        "Reuters shares rose on Monday.",
    ],
)
def test_a_story_that_names_an_agency_is_not_its_copy(line: str) -> None:
    """An outlet's own copy is never called agency copy."""
    assert version_of(line).agency is None


@pytest.mark.parametrize(
    ("line", "contributors"),
    [
        ("— With files from Jane Doe in Toronto", ("Jane Doe",)),
        ("With files from Jane Doe and The Associated Press.", ("Jane Doe", AP)),
        ("(with files from Reuters)", ("Reuters",)),
        (
            "– avec des informations de Jeanne Biche et de l'Agence France-Presse",
            ("Jeanne Biche", "Agence France-Presse"),
        ),
    ],
)
def test_who_helped_is_a_contributor(line: str, contributors: tuple[str, ...]) -> None:
    """The author is somebody else."""
    version = version_of(line)
    assert version.contributors == contributors
    assert version.text == "The quay opens.\nIt is long."


def test_reuters_says_who_reported_and_who_edited() -> None:
    """The reporters sign, the others helped."""
    line = "(Reporting by Jane Doe in Ottawa and John Roe; Writing by Ann Poe; Editing by Tom Fenn)"
    version = version_of(line)
    assert version.byline == ("Jane Doe", "John Roe")
    assert version.contributors == ("Ann Poe", "Tom Fenn")
    assert version.text == "The quay opens.\nIt is long."


@pytest.mark.parametrize(
    "line",
    [
        "More AP news at https://apnews.example",
        "Read more: The port closes",
        "READ ALSO: The port closes",
        "Lire aussi : Le port ferme",
        "Follow us on Harbour",
        "Follow @harbour on Quayside",
        "The post The quay opens appeared first on Harbour Post.",
        "L'article Le quai ouvre est apparu en premier sur Le Rivage.",
        "___",
        "Share this:",
    ],
)
def test_what_an_outlet_hangs_on_is_not_compared_and_is_published(line: str) -> None:
    """Under the same copy every outlet hangs something else."""
    version = version_of(line)
    assert version.text == "The quay opens.\nIt is long."
    assert line in (version.body_html or "")


def test_a_text_that_is_nothing_but_a_trailer_stays() -> None:
    """Something must be compared."""
    assert item_of(RawEntry(title_html="x", content_html="<p>(NAN)</p>")).version.text == "(NAN)"


LINES = st.sampled_from(
    [
        *("The quay opens.", "(NAN)", "It is wide. (AP)", "Read more: x", "With files from Reuters", "___"),
        "This report by The Canadian Press was first published Jan. 6, 2026.",
        *("Companies in this story: (TSX:ABC)", "(Reporting by Jane Doe)", "© 2026 Reuters"),
    ]
) | st.text(max_size=40).map(lambda text: " ".join(text.split()))


@given(st.lists(LINES, max_size=6))
def test_what_is_left_of_a_text_has_no_trailers(lines: list[str]) -> None:
    """Reading twice is reading once; any text passes."""
    kept = split_trailers(lines, AGENCIES).lines
    again = split_trailers(kept, AGENCIES).lines
    assert "".join(again) == "".join(kept) or len(again) <= len(kept)
