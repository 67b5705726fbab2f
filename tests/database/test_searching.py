"""Words of stories: kept, found, forgotten, alike on both databases."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.database.engine import Database
from aggregator.database.searching import Search
from aggregator.database.tables import stories
from aggregator.model.searching import read_query, words_in
from tests.database.stores import NOON

TEXTS = {
    "pier": "A new pier opens in Port Laurel; the mayor of Port Laurel cut the ribbon",
    "ferry": "The ferry's new timetable leaves out the pier",
    "ile": "Le traversier de l'Île-d'Orléans part à 3h",
    "quay": "日本の港が開く",
}


def fill_with(store: Database, texts: Mapping[str, str | None]) -> Search:
    """Return the words of a store that has these stories."""
    search = Search(store)
    with store.writing() as connection:
        known = set(connection.scalars(sa.select(stories.c.story)))
        rows = [{"story": name, "status": "usable", "sections": "", "created_at": NOON} for name in texts]
        new = [row for row in rows if row["story"] not in known]
        if new:
            connection.execute(stories.insert(), new)
    search.keep(
        {name: text and " ".join(word.text for word in words_in(text)) for name, text in texts.items()}
    )
    return search


def names(search: Search, query: str) -> list[str]:
    """Return which stories a query finds."""
    return [found.story.id for found in search.find(read_query(query), limit=10)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("pier", ["ferry", "pier"]),
        ("new pier", ["ferry", "pier"]),
        ('"new pier"', ["pier"]),
        ("PIER -mayor", ["ferry"]),
        ('pier -"port laurel"', ["ferry"]),
        ("time*", ["ferry"]),
        ("ti*", []),
        ("ile-d'orleans", ["ile"]),
        ("L’Île d’Orléans", ["ile"]),
        ("3h", ["ile"]),
        ("港", ["quay"]),
        ("の港が", ["quay"]),
        ("港の", []),
        ("-pier", []),
        ("", []),
        ('"', []),
        ("pier harbour", []),
    ],
)
def test_words_phrases_beginnings_and_exclusions_are_found(
    store: Database, query: str, found: list[str]
) -> None:
    """In any case, with and without accents, and languages that part no words by the order of their characters."""
    assert sorted(names(fill_with(store, TEXTS), query)) == found


def test_what_came_last_is_found_first_and_in_portions(store: Database) -> None:
    """A page goes on where the one before it ended, whatever has come since."""
    search = fill_with(store, {str(number): f"pier number{number}" for number in range(5)})
    fill_with(store, {"1": "the pier again"})
    assert names(search, "pier") == ["1", "4", "3", "2", "0"]
    first = search.find(read_query("pier"), limit=2)
    fill_with(store, {"late": "one more pier"})
    rest = search.find(read_query("pier"), limit=9, before=first[-1].number)
    assert [found.story.id for found in (*first, *rest)] == ["1", "4", "3", "2", "0"]


def test_story_is_found_by_its_newest_words_alone(store: Database) -> None:
    """A write-thru replaces them, a kill takes them out, and keeping the same twice changes nothing."""
    search = fill_with(store, {"pier": "the old words"})
    fill_with(store, {"pier": "some newer text"})
    number = search.find(read_query("newer"), limit=1)[0].number
    fill_with(store, {"pier": "some newer text"})
    assert search.find(read_query("newer"), limit=1)[0].number == number
    assert names(search, "old") == []
    fill_with(store, {"pier": None})
    assert names(search, "newer") == []


@given(query=st.text(max_size=60) | st.from_regex(r'[a-z0-9 "*()^:&|!<>\'\\-]{0,40}'))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_is_an_error(store: Database, query: str) -> None:
    """Whatever a reader writes is words to be found; none of it is a language that the database reads."""
    Search(store).find(read_query(query), limit=3)


@given(text=st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_is_found_by_each_of_its_own_words(store: Database, text: str) -> None:
    """In any script."""
    search = fill_with(store, {"any": text})
    plain = {word.text for word in words_in(text) if word.text.isascii()}
    assert all(names(search, f'"{word}"') == ["any"] for word in plain)
