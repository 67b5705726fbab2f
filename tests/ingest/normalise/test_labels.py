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
    ],
)
def test_a_label_is_taken_off_its_headline(headline: str, label: Label, title: str) -> None:
    """The title is what the label speaks of."""
    assert split_label(headline) == (label, title)


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
        ),
        *(
            "Corrected vision",
            "Correction to the budget",
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
