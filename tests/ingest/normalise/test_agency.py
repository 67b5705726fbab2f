"""Which agency wrote an item, and which evidence decided it."""

from dataclasses import replace

import pytest

from aggregator.ingest.normalise import KNOWN, known_agencies
from aggregator.ingest.normalise.byline import read_byline
from aggregator.model.item import Picture, RawEntry, Version
from tests.ingest.normalise.newsroom import AGENCIES, SOURCE, item_of

CP, AP = "The Canadian Press", "The Associated Press"
WHOLE = RawEntry(
    title_html="Quay opens",
    credit="PA Media",
    content_html="<p>OTTAWA (AP) — The quay opens.</p><p>It is long. (NAN)</p>",
    authors=("Jane Doe, Reuters",),
    pictures=(Picture(url="https://i.example/a.jpg", credit="AFP/John Roe"),),
    copyright="© 2026 The Canadian Press",
)
BARE = replace(WHOLE, authors=(), credit=None, content_html="<p>OTTAWA — The quay opens.</p>")


def said(entry: RawEntry) -> tuple[str | None, str]:
    """Return the agency of an entry and the evidence for it."""
    version: Version = item_of(entry).version
    return version.agency, "".join(reason.because for reason in version.reasons if reason.field == "agency")


@pytest.mark.parametrize(
    ("entry", "agency", "because"),
    [
        (WHOLE, "PA Media", "metadata (PA Media)"),
        (replace(WHOLE, credit=None), AP, "dateline (AP)"),
        (
            replace(WHOLE, credit=None, content_html="<p>The quay opens. (NAN)</p>"),
            "Reuters",
            "byline (Jane Doe, Reuters)",
        ),
        (
            replace(WHOLE, credit=None, authors=(), content_html="<p>The quay opens. (NAN)</p>"),
            "News Agency of Nigeria",
            "trailer (NAN)",
        ),
        (BARE, "Agence France-Presse", "picture (AFP/John Roe)"),
        (replace(BARE, pictures=()), CP, "copyright (© 2026 The Canadian Press)"),
        (replace(BARE, pictures=(), copyright=None), None, ""),
    ],
)
def test_the_most_trusted_evidence_decides_and_is_noted(
    entry: RawEntry, agency: str | None, because: str
) -> None:
    """Metadata, dateline, byline, trailer, picture, copyright."""
    assert said(entry) == (agency, because)


def test_the_source_that_is_an_agency_needs_no_evidence() -> None:
    """And its habit is noted as such."""
    wire = item_of(WHOLE, replace(SOURCE, wire="CP")).version
    assert [reason.because for reason in wire.reasons if reason.field == "agency"] == [
        "source darpan-national is the agency"
    ]
    habit = item_of(RawEntry(title_html="x"), replace(SOURCE, agency="CP")).version
    assert habit.agency == CP


@pytest.mark.parametrize(
    "entry",
    [
        replace(BARE, copyright=None, authors=("Jane Doe",)),
        replace(BARE, copyright=None, authors=("Harbour Post Newsroom",)),
        replace(BARE, copyright=None, content_html="<p>The quay opens.</p>"),
        RawEntry(
            title_html="Reuters cuts jobs", content_html="<p>Reuters will cut jobs, the agency said.</p>"
        ),
        RawEntry(title_html="x", authors=("Jane Doe, with files from Reuters",)),
        RawEntry(title_html="x", authors=("Jane Doe, avec l’Agence France-Presse",)),
        RawEntry(title_html="x", content_html="<p>The Associated Press (AP) — an agency — moved.</p>"),
        RawEntry(title_html="x", copyright="© 2026 Harbour Post, Reuters pictures"),
        RawEntry(title_html="x", credit="Harbour Post, AP customer"),
    ],
)
def test_an_outlets_own_copy_is_never_called_agency_copy(entry: RawEntry) -> None:
    """A picture of an agency, a story about one, help by one."""
    assert said(entry) == (None, "")


@pytest.mark.parametrize(
    ("line", "people", "contributors"),
    [
        ("Jane Doe, with files from Reuters", ("Jane Doe",), ("Reuters",)),
        ("Jane Doe with files from The Associated Press and John Roe", ("Jane Doe",), (AP, "John Roe")),
        ("By Jane Doe; additional reporting by John Roe", ("Jane Doe",), ("John Roe",)),
        ("Jeanne Biche, avec l’Agence France-Presse", ("Jeanne Biche",), ("Agence France-Presse",)),
        ("Jeanne Biche, avec des informations de Jean Cerf", ("Jeanne Biche",), ("Jean Cerf",)),
        ("Jane Doe with agency reports", ("Jane Doe",), ()),
    ],
)
def test_who_helped_did_not_write(line: str, people: tuple[str, ...], contributors: tuple[str, ...]) -> None:
    """They are contributors, an agency among them."""
    found = read_byline(line, AGENCIES)
    assert (found.people, found.agency, found.contributors) == (people, None, contributors)


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("Northern Press", "Northern Press"),
        ("NP", "Northern Press"),
        ("La Presse du Nord", "Northern Press"),
        ("the presse du nord", None),
        ("AP Radio", AP),
        ("APR", AP),
    ],
)
def test_the_configuration_extends_the_table(name: str, agency: str | None) -> None:
    """With new agencies, and with further names of known ones."""
    extended = known_agencies(
        further={"Northern Press": ("NP", "La Presse du Nord"), "Associated Press": ("AP Radio", "APR")}
    )
    assert extended.of_field(name) == agency
    assert KNOWN.of_field("NP") is None


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("THE CANADIAN PRESS/Jane Doe", CP),
        ("LA PRESSE CANADIENNE/Jane Doe", CP),
        ("Jane Doe/The Associated Press", AP),
        ("AFP via Pictures", "Agence France-Presse"),
        ("dpa/NAN", "Deutsche Presse-Agentur"),
        ("Harbour Post", None),
    ],
)
def test_a_credit_names_its_first_agency(credit: str, agency: str | None) -> None:
    """Beside photographers and those who pass it on."""
    assert AGENCIES.among(credit) == agency
