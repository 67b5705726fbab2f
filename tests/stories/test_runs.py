"""Digests of all runs of a text at once are those of one run after the other."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from aggregator.stories.runs import Runs, digest_runs, lane_of

ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93)
MASK = 2**64 - 1
WORDS = st.one_of(st.integers(0, MASK), st.sampled_from([0, 1, MASK, 2**63]))


def one_by_one(words: list[int], size: int) -> list[int]:
    """Return the digest of every so many words in a row, as stored fingerprints have it."""
    runs = [words[at : at + size] for at in range(max(1, len(words) - size + 1))] if words else []
    sums = [sum(word * odd for word, odd in zip(run, ODD, strict=False)) & MASK for run in runs]
    return [(each ^ each >> 32) * ODD[0] & MASK for each in sums]


@given(st.lists(WORDS, max_size=80))
def test_all_at_once_is_one_by_one(words: list[int]) -> None:
    """Fingerprints that are stored must be found by those that are made today."""
    found = digest_runs(b"".join(lane_of(word.to_bytes(8, "little")) for word in words))
    assert list(found.threes) == [each >> 32 for each in one_by_one(words, 3)]
    assert list(found.fives) == one_by_one(words, 5)


def test_text_without_words_has_no_runs() -> None:
    """A photograph's caption may be empty."""
    assert digest_runs(b"") == Runs(array("I"), array("Q"))
