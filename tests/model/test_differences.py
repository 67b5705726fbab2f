"""What two texts share: the alignment and what it makes of paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.differences import Kind, Passage, Piece, align, find_difference

few = st.lists(st.sampled_from("abcde"), max_size=30)


@given(few, few)
def test_runs_take_one_sequence_to_the_other(old: list[str], new: list[str]) -> None:
    """They cover both from end to end, and what is called the same is the same."""
    runs = list(align(old, new))
    assert [value for run in runs for value in old[slice(*run.old)]] == old
    assert [value for run in runs for value in new[slice(*run.new)]] == new
    for run in runs:
        assert (old[slice(*run.old)] == new[slice(*run.new)]) == run.is_same


def test_word_in_a_changed_paragraph_is_shown_within_it() -> None:
    """Readers see the figure, not a paragraph twice."""
    old = "The board voted.\nIn all 27 people work there.\nIt rained."
    new = "The board voted.\nIn all 25 people work there.\nFishermen rejoice, and some sold their boats."
    assert find_difference(old, new) == (
        Passage(Kind.KEPT, (Piece(Kind.KEPT, "The board voted."),)),
        Passage(
            Kind.CHANGED,
            (
                Piece(Kind.KEPT, "In all"),
                Piece(Kind.REMOVED, "27"),
                Piece(Kind.ADDED, "25"),
                Piece(Kind.KEPT, "people work there."),
            ),
        ),
        Passage(Kind.ADDED, (Piece(Kind.ADDED, "Fishermen rejoice, and some sold their boats."),)),
        Passage(Kind.REMOVED, (Piece(Kind.REMOVED, "It rained."),)),
    )


lines = st.lists(st.text(alphabet="abc 1", max_size=12), max_size=8).map("\n".join)


@given(lines, lines)
def test_every_word_of_both_texts_is_in_the_difference(old: str, new: str) -> None:
    """Nothing of the new text is hidden, and nothing of the old one is shown as new."""
    passages = find_difference(old, new)
    after = [piece.text for each in passages for piece in each.pieces if piece.kind is not Kind.REMOVED]
    assert " ".join(after).split() == new.split()


def test_same_texts_have_no_difference() -> None:
    """Every passage is kept."""
    assert {passage.kind for passage in find_difference("One.\nTwo.", "One.\nTwo.")} == {Kind.KEPT}
