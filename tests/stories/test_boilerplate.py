"""What a source repeats is told from what it reports."""

import random

from hypothesis import given
from hypothesis import strategies as st

from aggregator.stories.boilerplate import HEADLINES, learn
from aggregator.stories.fingerprint import line_digest
from tests.journeys.desk import OTHER_TEXT, TEXT

BOX = "Sign up for the Harbour Times newsletter."
items = st.lists(
    st.tuples(
        st.text("ab ", max_size=4),
        st.lists(st.sampled_from([TEXT, OTHER_TEXT, BOX, "Yes."]), max_size=3).map("\n".join),
    ),
    max_size=30,
)


def test_line_under_many_headlines_is_boilerplate() -> None:
    """Whatever its form; the stories' own lines stay."""
    found = learn((f"Story number {number}", f"{number} {TEXT}\n{BOX}") for number in range(HEADLINES))
    assert found == {line_digest(BOX.upper())}


def test_story_in_many_versions_is_none() -> None:
    """One headline, however often the source has sent it."""
    assert learn(("East pier to reopen", TEXT) for _ in range(50)) == frozenset()


def test_short_line_is_none() -> None:
    """An "Advertisement" or "he said." costs no shingle worth learning."""
    assert learn((f"Story number {number}", "Read on.") for number in range(50)) == frozenset()


def test_line_in_few_of_very_many_items_is_none() -> None:
    """A paragraph that five of a thousand stories share is background, not a box."""
    told = [(f"Story {number}", OTHER_TEXT if number < HEADLINES else f"{number}") for number in range(1_000)]
    assert learn(told) == frozenset()


@given(items, st.randoms(use_true_random=False))
def test_order_of_items_changes_nothing(told: list[tuple[str, str]], shuffler: random.Random) -> None:
    """Two machines learn the same from the same store."""
    assert learn(told) == learn(shuffler.sample(told, len(told)))
