"""Fingerprints survive what outlets do to copy."""

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.item import Label, Version
from aggregator.model.sketch import SHINGLES_KEPT, Sketch, count_of, overlap, pack, unpack
from aggregator.stories.fingerprint import (
    KEYS_KEPT,
    WORDS_REMEMBERED,
    Fingerprint,
    fingerprint,
    line_digest,
)
from tests.journeys.desk import OTHER_TEXT, TEXT

SEEN = datetime(2026, 1, 7, 12, tzinfo=UTC)


def made(title: str = "East pier to reopen", text: str = TEXT, **fields: Any) -> Fingerprint:  # noqa: ANN401 - fields of many types
    """Return the fingerprint of a version first seen at noon."""
    found = fingerprint(Version(title=title, text=text, **fields), seen_at=SEEN)
    assert found is not None
    return found


def shared(one: str, other: str) -> float:
    """Return how much of the shorter text stands in the longer."""
    return overlap(made(text=one).sketch, made(text=other).sketch).contained


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.upper(),
        TEXT.replace("'", "’"),
        TEXT.replace(" ", "\n\n"),
        TEXT.replace(",", " —"),
        TEXT.replace(".", " . "),
    ],
)
def test_form_of_the_text_leaves_no_trace(changed: str) -> None:
    """Case, quotes, dashes, white space, punctuation."""
    assert made(text=changed).keys == made().keys
    assert made(text=changed).sketch.shingles == made().sketch.shingles


def test_lost_space_costs_its_neighbourhood_alone() -> None:
    """Outlets lose spaces where markup ended ("inMonday's")."""
    assert shared(TEXT, TEXT.replace("since a", "sincea")) > 0.85


def test_trimmed_copy_stands_in_the_whole_one() -> None:
    """An outlet that runs the first sentences alone."""
    assert shared(TEXT + OTHER_TEXT, TEXT) == 1


def test_unrelated_texts_share_nothing() -> None:
    """Neither shingles nor keys."""
    assert shared(TEXT, OTHER_TEXT) == 0
    assert not set(made(text=TEXT).keys) & set(made("Harvest begins early", OTHER_TEXT).keys)


@pytest.mark.parametrize("label", [Label.KILL, Label.WITHHOLD])
def test_words_of_a_kill_are_not_the_storys(label: Label) -> None:
    """Every kill of an agency reads alike: as text they would all be one story."""
    assert fingerprint(Version(title="x", text=TEXT, label=label), seen_at=SEEN) is None


def test_front_page_and_morning_briefing_are_no_keys() -> None:
    """What every entry of a feed may have tells nothing."""
    plain = made("Morning briefing", "")
    assert plain.keys == ()
    assert made("Morning briefing", "", url="https://outlet.example/").keys == ()
    assert len(made("Morning briefing", "", url="https://outlet.example/a").keys) == 1
    assert len(made("East pier reopens after storm", "").keys) == 1


def test_summary_is_compared_where_there_is_no_text() -> None:
    """Many feeds give no more."""
    summary = made(text="", summary_html=f"<p>{TEXT}</p>")
    assert summary.sketch.shingles == made().sketch.shingles


def test_boilerplate_is_left_out() -> None:
    """The lines that a source repeats, whatever their form."""
    box = "Sign up for our newsletter!"
    version = Version(title="x", text=f"{TEXT}\n{box}")
    known = frozenset([line_digest("SIGN UP for our newsletter")])
    found = fingerprint(version, seen_at=SEEN, boilerplate=known)
    assert found is not None
    assert found.sketch.shingles == made().sketch.shingles


def test_script_without_spaces_is_compared_by_character() -> None:
    """A Japanese sentence is many words, though no space is in it."""
    assert shared("東京の港は火曜日に再開されると発表された", "港は火曜日に再開されると発表された") == 1


@given(st.text(max_size=400), st.text(max_size=2_000))
def test_any_text_has_a_bounded_fingerprint(title: str, text: str) -> None:
    """Nothing raises, and what is stored comes back."""
    found = made(title, text)
    assert len(found.keys) <= KEYS_KEPT + 2
    assert count_of(found.sketch.shingles) <= SHINGLES_KEPT
    assert unpack(pack(found.sketch)) == found.sketch


@given(st.text(st.sampled_from("aZ9é’“—_-., \n\x1f\u2028東")))
def test_quick_way_to_the_words_is_the_thorough_one(text: str) -> None:
    """Texts of ASCII and curly quotes are cut otherwise than the rest; a letter of another script decides which way."""
    with_another = made(text=f"{text} é").sketch
    without = made(text=f"{text} e").sketch
    assert with_another.words == without.words


@given(st.text(st.sampled_from("0123a.,-‘— \n")))
def test_quick_way_to_the_numbers_is_the_thorough_one(text: str) -> None:
    """Of texts of ASCII the rest is taken away first; a letter of another script decides which way."""
    assert made(text=f"{text} é").sketch.numbers == made(text=f"{text} e").sketch.numbers


def test_more_words_than_are_remembered_change_no_fingerprint() -> None:
    """What is known of words and numbers is forgotten now and then."""
    before = made()
    many = " ".join(str(number) for number in range(WORDS_REMEMBERED + 1))
    assert made(text=many) == made(text=many)
    assert made() == before


@given(
    st.lists(st.sampled_from("abcdefghij"), max_size=60), st.lists(st.sampled_from("abcdefghij"), max_size=60)
)
def test_overlap_is_mutual(one: list[str], other: list[str]) -> None:
    """Whichever text is asked, the figures are the same, and a text shares all with itself."""
    mine, theirs = made(text=" ".join(one)).sketch, made(text=" ".join(other)).sketch
    assert overlap(mine, theirs) == overlap(theirs, mine)
    assert 0 <= overlap(mine, theirs).common <= overlap(mine, theirs).contained <= 1
    assert not one or overlap(mine, mine).common == 1


def test_long_text_is_sampled() -> None:
    """A book beside its first half: estimated within a few hundredths."""
    words = [f"word{number}" for number in range(8_000)]
    half, whole = made(text=" ".join(words[:4_000])).sketch, made(text=" ".join(words)).sketch
    assert count_of(whole.shingles) == SHINGLES_KEPT
    found = overlap(half, whole)
    assert found.contained == 1
    assert found.common == pytest.approx(0.5, abs=0.06)


def test_fingerprint_is_the_same_in_every_process() -> None:
    """It is stored: a new process, another machine must find what this one has stored."""
    code = (
        "from tests.stories.test_fingerprint import made; f = made();"
        "print(f.keys[:2], f.sketch.shingles.hex(), f.sketch.numbers.hex(), f.sketch.title.hex())"
    )
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": "."}
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    mine = made()
    sets = (mine.sketch.shingles, mine.sketch.numbers, mine.sketch.title)
    here = (mine.keys[:2], *(each.hex() for each in sets))
    assert printed.stdout.strip() == " ".join(map(str, here))
    assert isinstance(mine.sketch, Sketch)
