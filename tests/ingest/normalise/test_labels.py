"""Labels before headlines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.labels import split_label
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


@given(st.text(max_size=40))
def test_a_title_is_never_emptied(title: str) -> None:
    """Where nothing would be left the headline stays as it was."""
    assert bool(split_label(title)[1]) == bool(title)
