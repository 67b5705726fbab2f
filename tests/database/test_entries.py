"""The entries that feeds are put together from, on both databases."""

from aggregator.database.engine import Database
from aggregator.database.entries import Entries
from tests.database.contents import FRUIT, PIER, fill


def test_entry_is_found_in_its_language_and_as_it_was_made(store: Database) -> None:
    """Another language has its own, and one that was made of other settings is none."""
    fill(store)
    entries = Entries(store)
    entries.add({PIER: b"pier", FRUIT: b"fruit"}, language="en", made_of="a")
    entries.add({PIER: b"quai"}, language="fr", made_of="a")
    assert entries.read([PIER, FRUIT, "urn:uuid:nobody"], language="en", made_of="a") == {
        PIER: b"pier",
        FRUIT: b"fruit",
    }
    assert entries.read([PIER, FRUIT], language="fr", made_of="a") == {PIER: b"quai"}
    assert entries.read([PIER], language="en", made_of="b") == {}


def test_changed_story_has_no_entry_of_before_in_any_language(store: Database) -> None:
    """Killed words would go on in the feeds of another language."""
    fill(store)
    entries = Entries(store)
    entries.add({PIER: b"pier", FRUIT: b"fruit"}, language="fr", made_of="a")
    entries.renew({PIER: b"new"}, language="en", made_of="a")
    assert entries.read([PIER, FRUIT], language="fr", made_of="a") == {FRUIT: b"fruit"}
    assert entries.read([PIER], language="en", made_of="a") == {PIER: b"new"}


def test_entry_that_is_made_otherwise_takes_the_place_of_the_other(store: Database) -> None:
    """One row for each story and language; forgotten, none is left."""
    fill(store)
    entries = Entries(store)
    for made_of in ("a", "b"):
        entries.add({PIER: made_of.encode()}, language="en", made_of=made_of)
    assert entries.read([PIER], language="en", made_of="a") == {}
    assert entries.read([PIER], language="en", made_of="b") == {PIER: b"b"}
    entries.forget()
    assert entries.read([PIER], language="en", made_of="b") == {}
