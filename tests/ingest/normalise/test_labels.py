"""Labels before headlines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.labels import read_labels, split_label
from aggregator.model.item import Label


@pytest.mark.parametrize(
    ("headline", "label", "title"),
    [
        ("KILL", Label.KILL, "KILL"),
        ("KILL: Mayor resigns", Label.KILL, "Mayor resigns"),
        ("KILL Mayor resigns", Label.KILL, "Mayor resigns"),
        ("KILL-Mayor resigns", Label.KILL, "Mayor resigns"),
        ("BULLETIN KILL — Mayor resigns", Label.KILL, "Mayor resigns"),
        ("MANDATORY KILL Mayor resigns", Label.KILL, "Mayor resigns"),
        ("WITHHOLD: Budget of the port", Label.WITHHOLD, "Budget of the port"),
        ("URGENT WITHHOLD Budget of the port", Label.WITHHOLD, "Budget of the port"),
        ("CORRECTED Mayor resigns", Label.CORRECTED, "Mayor resigns"),
        ("Corrected: Mayor resigns", Label.CORRECTED, "Mayor resigns"),
        ("CORRECTED-Mayor resigns", Label.CORRECTED, "Mayor resigns"),
        ("corrected – Mayor resigns", Label.CORRECTED, "Mayor resigns"),
        ("CORRECTION: Mayor resigns", Label.CORRECTED, "Mayor resigns"),
        ("Correction: Mayor resigns", Label.CORRECTED, "Mayor resigns"),
        ("[Corrected] Mayor resigns", Label.CORRECTED, "Mayor resigns"),
        ("[BULLETIN KILL] Mayor resigns", Label.KILL, "Mayor resigns"),
        ("[WITHHOLD]: Mayor resigns", Label.WITHHOLD, "Mayor resigns"),
        ("KILL: MAYOR RESIGNS", Label.KILL, "MAYOR RESIGNS"),
    ],
)
def test_a_label_is_taken_off_its_headline(headline: str, label: Label, title: str) -> None:
    """The title is what the label speaks of."""
    assert split_label(headline) == (label, title)


@pytest.mark.parametrize("word", ["KILL", "WITHHOLD", "CORRECTED"])
@pytest.mark.parametrize(
    "form", ["{}. ", "{}, ", "{}/", "{}; ", "{} -- ", "{}--", "{} | ", "[{}] ", "({}) ", "[{}]: ", "({}) - "]
)
def test_a_label_is_known_by_any_sign_that_parts_it_from_the_headline(word: str, form: str) -> None:
    """Desks type in haste; a kill that is overlooked is published."""
    assert split_label(f"{form.format(word)}Mayor resigns") == (Label(word.lower()), "Mayor resigns")


@pytest.mark.parametrize(
    "headline",
    [
        *(
            "Kill review",
            "KILLER WHALES",
            "KILL BILL RETURNS",
            "Kill: a history",
            "Withhold: how taxes work",
            "OVERKILL: a word",
            "KILL.com opens",
            "[Kill] list",
        ),
        *(
            "Corrected vision",
            "Correction to the budget",
            "Correction - or crash?",
            "Corrections: what we got wrong",
            "Corrected, the map was printed again",
            "CORRECTEDNESS: a word",
            "Killing time",
            "A KILL: what it is",
        ),
    ],
)
def test_a_headline_that_only_begins_like_a_label_has_none(headline: str) -> None:
    """Films, whales and capitals."""
    assert split_label(headline) == (None, headline)


@pytest.mark.parametrize(
    ("headline", "label", "number", "title"),
    [
        ("UPDATE 3-Quay opens", Label.UPDATE, 3, "Quay opens"),
        ("UPDATE 12 - Quay opens", Label.UPDATE, 12, "Quay opens"),
        ("UPDATE: Quay opens", Label.UPDATE, None, "Quay opens"),
        ("UPDATED: Quay opens", Label.UPDATE, None, "Quay opens"),
        ("MISE À JOUR - Le quai ouvre", Label.UPDATE, None, "Le quai ouvre"),
        ("MISE À JOUR 2 - Le quai ouvre", Label.UPDATE, 2, "Le quai ouvre"),
        ("2e Lead : Le quai ouvre", Label.WRITETHRU, 2, "Le quai ouvre"),
        ("3ème Lead - Le quai ouvre", Label.WRITETHRU, 3, "Le quai ouvre"),
        ("À L'INSTANT : Le quai ouvre", Label.BREAKING, None, "Le quai ouvre"),
        ("NewsAlert-Quay opens", Label.ALERT, None, "Quay opens"),
        ("WRAPUP 2-Quay opens", Label.WRAPUP, 2, "Quay opens"),
        ("WRAPUP-Quay opens", Label.WRAPUP, None, "Quay opens"),
        ("REFILE-Quay opens", Label.REFILE, None, "Quay opens"),
        ("REFILE-UPDATE 2-Quay opens", Label.REFILE, 2, "Quay opens"),
        ("REPEAT-Quay opens", Label.REPEAT, None, "Quay opens"),
        ("RPT-WRAPUP 3-Quay opens", Label.REPEAT, 3, "Quay opens"),
        ("CORRECTED-UPDATE 1-Quay opens", Label.CORRECTED, 1, "Quay opens"),
        ("UPDATE 1-CORRECTED-Quay opens", Label.CORRECTED, 1, "Quay opens"),
        ("RECTIFICATIF - Le quai ouvre", Label.CORRECTED, None, "Le quai ouvre"),
        ("Rectificatif : Le quai ouvre", Label.CORRECTED, None, "Le quai ouvre"),
        ("Corrective to Cda-Quay", Label.CORRECTIVE, None, "Cda-Quay"),
        ("CORRECTIVE: Quay opens", Label.CORRECTIVE, None, "Quay opens"),
        ("NewsAlert: Quay opens", Label.ALERT, None, "Quay opens"),
        ("CP NewsAlert: Quay opens", Label.ALERT, None, "Quay opens"),
        ("APNewsBreak: Quay opens", Label.ALERT, None, "Quay opens"),
        ("NEWSALERT - Quay opens", Label.ALERT, None, "Quay opens"),
        ("URGENT: Quay opens", Label.URGENT, None, "Quay opens"),
        ("URGENT - Le quai ouvre", Label.URGENT, None, "Le quai ouvre"),
        ("URGENT | Le quai ouvre", Label.URGENT, None, "Le quai ouvre"),
        ("BREAKING: Quay opens", Label.BREAKING, None, "Quay opens"),
        ("Breaking: Quay opens", Label.BREAKING, None, "Quay opens"),
        ("BREAKING NEWS — Quay opens", Label.BREAKING, None, "Quay opens"),
        ("[BREAKING]: Quay opens", Label.BREAKING, None, "Quay opens"),
        ("JUST IN: Quay opens", Label.BREAKING, None, "Quay opens"),
        ("Just in: Quay opens", Label.BREAKING, None, "Quay opens"),
        ("DERNIÈRE HEURE - Le quai ouvre", Label.BREAKING, None, "Le quai ouvre"),
        ("8th Ld-Writethru: Quay opens", Label.WRITETHRU, 8, "Quay opens"),
        ("BC-US--Quay, 8th Ld-Writethru", Label.WRITETHRU, 8, "Quay"),
        ("BC-US--Quay, 1st Ld-Writethru, US", Label.WRITETHRU, 1, "Quay"),
        ("Cda-Quay, 3rd Ld", Label.WRITETHRU, 3, "Cda-Quay"),
        ("Quay opens (2nd Writethru)", Label.WRITETHRU, 2, "Quay opens"),
        ("BC-US--Quay", None, None, "Quay"),
        ("AM-Quay-Opens", None, None, "Quay-Opens"),
        ("PM-US--Quay", None, None, "Quay"),
    ],
)
def test_how_copy_was_filed_is_a_label_and_a_number(
    headline: str, label: Label | None, number: int | None, title: str
) -> None:
    """The headline is clean, and a write-thru is told from the one before."""
    found = read_labels(headline)
    assert (found.label, found.number, found.title) == (label, number, title)
    assert read_labels(found.title).title == found.title


@pytest.mark.parametrize(
    "headline",
    [
        *("URGENT care clinic opens", "Urgent: care wanted", "Update: the quay", "Updates on the quay"),
        *("Breaking Bad star opens quay", "Breaking down the budget", "Just in time", "REPEAT offender held"),
        *(
            "Corrective lenses recalled",
            "PM-elect speaks",
            "AM-FM radio ends",
            "PM-led talks",
            "Flash: a history",
        ),
        *("WRAPUP of the week", "Alert level raised", "First Ld-Zeppelin", "The 8th lad", "BREAKING the ice"),
        *("Update 3 of the software", "Dernière heure de gloire"),
    ],
)
def test_a_headline_with_such_words_keeps_them(headline: str) -> None:
    """Clinics, films and prime ministers."""
    found = read_labels(headline)
    assert (found.label, found.title) == (None, headline)


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["UPDATE 3-", "KILL: ", "Quay", ", 1st Ld", "BC-"]), max_size=5).map("".join)
)
def test_a_clean_headline_stays(title: str) -> None:
    """Reading labels twice is reading them once."""
    clean = read_labels(title).title
    assert read_labels(clean).title == clean


@given(st.text(max_size=40))
def test_a_title_is_never_emptied(title: str) -> None:
    """Where nothing would be left the headline stays as it was."""
    assert bool(split_label(title)[1]) == bool(title)
