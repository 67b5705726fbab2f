"""What we add to the outlets' copy is said in the language of the section, in English and in French."""

import json
import string
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime

import pytest

from aggregator.model.change import Change, Swap
from aggregator.model.story import Edition, ShownVersion
from aggregator.publish.dates import in_words
from aggregator.publish.words import ENGLISH, FRENCH, LANGUAGES, listed, shared_language, words_for
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    SITE,
    correct_story,
    make_front,
    make_story,
    render_index,
    render_section,
)

ACTUALITES = replace(NATIONAL, title="Actualités", language="fr-CA")
FRENCH_SITE = replace(SITE, sections=(ACTUALITES,))
NOON = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)


def phrases(words: object) -> Iterator[tuple[str, str]]:
    """Yield every phrase of a language with the name of its field."""
    for field in fields(words):  # type: ignore[arg-type]  # a dataclass
        value = getattr(words, field.name)
        if isinstance(value, str):
            yield field.name, value
        elif is_dataclass(value):
            yield from ((f"{field.name}.{name}", phrase) for name, phrase in phrases(value))


def names_in(phrase: str) -> set[str | None]:
    """Return what a phrase wants to be filled in with."""
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_fills_the_same_places(words: object) -> None:
    """A phrase that names a place we do not fill would take a feed down in one language alone."""
    english = dict(phrases(ENGLISH))
    assert {name: names_in(phrase) for name, phrase in phrases(words)} == {
        name: names_in(phrase) for name, phrase in english.items()
    }


def test_no_phrase_was_left_in_english() -> None:
    """A field that someone adds has an English default: French must say it too."""
    english = dict(phrases(ENGLISH))
    assert [name for name, phrase in phrases(FRENCH) if phrase == english[name]] == []


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("fr-CA", FRENCH), ("FR", FRENCH), ("en-GB", ENGLISH), ("de", ENGLISH), (None, ENGLISH)],
)
def test_language_is_chosen_whatever_its_region(language: str | None, spoken: object) -> None:
    """`fr-CA` and `fr` are French; what we do not speak is told in English."""
    assert words_for(language) is spoken


def test_times_are_written_as_the_language_writes_them() -> None:
    """Vancouver's summer time is HAP in French, and the first of a month is no number."""
    assert in_words(NOON, "America/Vancouver", words=FRENCH) == "1er juillet 2026, 5\u00a0h\u00a005 HAP"
    assert in_words(NOON, "America/Vancouver") == "1 July 2026, 05:05 PDT"
    assert in_words(NOON, "Asia/Shanghai", words=FRENCH).endswith(" CST")


def test_names_are_listed_as_people_read_them() -> None:
    """One, two and three names."""
    assert listed(("A",), ENGLISH) == "A"
    assert listed(("A", "B", "C"), ENGLISH) == "A, B and C"
    assert listed(("A", "B"), FRENCH) == "A et B"


def test_site_speaks_as_its_sections_do() -> None:
    """`all` and the front page are French where every section is, and English where they differ."""
    assert shared_language(["fr-CA", "fr"]) == "fr"
    assert shared_language(["fr-CA", "en-CA"]) is None
    assert FRENCH_SITE.words is FRENCH
    assert FRENCH_SITE.all.title == "Toutes les nouvelles"
    assert replace(SITE, sections=(ACTUALITES, NATIONAL)).words is ENGLISH


def test_french_section_tells_in_french_what_became_of_a_story() -> None:
    """A correction, a kill and the carriers are told in the reader's language, in feeds as on the page."""
    documents = render_section(FRENCH_SITE, ACTUALITES, make_front(), now=NOW)
    for document in documents[:3]:
        text = document.content.decode()
        assert "Corrigé le 7 janvier 2026, 19\u00a0h\u00a033 UTC." in text
        assert "Northern Press a retiré cette nouvelle." in text
        assert "Corrected" not in text
    page = documents[3].content.decode()
    assert '<html lang="fr-CA">' in page
    assert '<span class="badge corrected">Corrigé</span>' in page
    assert "Par Ina Vogel et Tomas Reyl" in page


def test_status_is_the_same_term_in_every_language() -> None:
    """Programs know a correction by its term; only its label is for readers."""
    terms = []
    for section in (NATIONAL, ACTUALITES):
        atom = render_section(SITE, section, [correct_story(make_story())], now=NOW)[1].content.decode()
        terms.append('term="corrected" scheme="urn:wire-aggregator:status"' in atom)
    assert terms == [True, True]


def test_change_is_told_in_french() -> None:
    """What the write-thru changed, with its values, stands above the text in French."""
    story = make_story()
    assert story.lead is not None
    edition = Edition(
        shown=ShownVersion(1, 2),
        before=ShownVersion(1, 1),
        change=Change(numbers=(Swap("27", "25"),), paragraphs_added=2),
    )
    revised = replace(story, edition=edition, replaced=story.lead.version)
    item = json.loads(render_section(SITE, ACTUALITES, [revised], now=NOW)[2].content)["items"][0]
    assert "Mis à jour le 7 janvier 2026, 18\u00a0h\u00a031 UTC\u00a0: chiffres" in item["content_html"]
    assert "chiffres modifiés\u00a0: 27 → 25; 2 paragraphes ajoutés." in item["content_html"]


def test_front_page_of_a_french_site_is_french() -> None:
    """A site whose sections are all French has no English word of ours on its front page."""
    stories = make_front()
    page = render_index(FRENCH_SITE, {"national": stories, "all": stories}, now=NOW)[0].content.decode()
    assert '<html lang="fr">' in page
    assert "S&#39;abonner à toutes les nouvelles" in page
    assert "Skip to" not in page


def test_our_words_are_marked_in_copy_of_another_language() -> None:
    """Who listens hears a French notice above an English story in French; where both are one nothing is said."""
    story = correct_story(make_story())
    french = json.loads(render_section(SITE, ACTUALITES, [story], now=NOW)[2].content)["items"][0]
    english = json.loads(render_section(SITE, NATIONAL, [story], now=NOW)[2].content)["items"][0]
    assert '<p class="notice" lang="fr">Corrigé le' in french["content_html"]
    assert '<p class="notice">Corrected' in english["content_html"]
