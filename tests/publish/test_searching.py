"""What a search shows of a story: the words around what was asked for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.searching import folded_words, read_query, words_in
from aggregator.model.source import Rights
from aggregator.model.story import Status, Story
from aggregator.publish.entry import make_entry
from aggregator.publish.searching import excerpt, searchable_words
from tests.publish.newsroom import NOW, SITE, make_carrier, make_story

LONG = " ".join(["Before the storm nothing moved on the water."] * 8)


def shown(text: str, query: str) -> str:
    """Return an excerpt with what was asked for in brackets."""
    pieces = excerpt(text, read_query(query).wanted)
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The pier opens", "pier", "The [pier] opens"),
        ("The PIER opens at the pier", "Pier", "The [PIER] opens at the [pier]"),
        ("L'Île-d'Orléans au printemps", "ile-d'orleans", "L'[Île-d'Orléans] au printemps"),
        ("The ferries move", "ferr* mov*", "The [ferries] [move]"),
        ("The pier opens", "harbour", "The pier opens"),
        ("", "harbour", ""),
    ],
)
def test_excerpt_marks_what_was_asked_for(text: str, query: str, expected: str) -> None:
    """As it stands in the text, with its case and its accents."""
    assert shown(text, query) == expected


def test_excerpt_begins_a_little_before_what_was_found() -> None:
    """A word deep in a text is shown with what stands around it, cut between words."""
    found = shown(f"{LONG} The ferry left. {LONG}", "ferry")
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert "The [ferry] left." in found
    assert len(found) < 330


@given(text=st.text(max_size=600), query=st.text(max_size=30))
def test_excerpt_is_made_of_the_text(text: str, query: str) -> None:
    """Its pieces, one behind the other, are a part of the text in one line."""
    pieces = excerpt(text, read_query(query).wanted)
    words = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert words in " ".join(text.split()) or words.strip() == ""


def words_found_by(story: Story) -> str | None:
    """Return the words by which a story is found."""
    return searchable_words(story, make_entry(story, SITE, now=NOW), SITE)


def test_story_is_found_by_what_its_rights_show() -> None:
    """A source that grants its summary is not found by what stands below it; a headline's by the headline."""
    text = "Sailings resume on Friday."
    said = {"summary_html": "<p>A vote.</p>", "body_html": f"<p>{text}</p>", "text": text}
    by_rights = {
        "harbour": Rights.FULL,
        "coast": Rights.SUMMARY,
        "inland": Rights.HEADLINE,
    }
    for source, rights in by_rights.items():
        story = make_story("ferry", make_carrier(source, **said))
        words = (words_found_by(story) or "").split()
        assert "ferry" in words
        assert ("sailings" in words) == (rights is Rights.FULL)
        assert ("vote" in words) == (rights is Rights.SUMMARY)


@pytest.mark.parametrize("status", [Status.HELD, Status.WITHDRAWN, Status.MERGED])
def test_what_is_not_out_has_no_words(status: Status) -> None:
    """Whatever its carriers say."""
    story = replace(make_story(), status=status, into="x" if status is Status.MERGED else None)
    assert words_found_by(story) is None


def test_words_of_a_query_are_words_of_a_text() -> None:
    """Both are folded by one function: a text is found by any of its own words."""
    text = "Ægir’s STRASSE, straße ½ Über-U-Boot №5 ﬁne naïve"
    folded = [word.text for word in words_in(text)]
    terms = read_query(f'"{text}"').wanted
    assert [word for term in terms for word in term.words] == folded


@given(st.text())
def test_words_that_are_stored_are_those_of_a_text(text: str) -> None:
    """They are read a second way, for nobody asks where they stand: what is found must be what is shown."""
    assert list(folded_words(text)) == [word.text for word in words_in(text)]
