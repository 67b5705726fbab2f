"""When a source that is sent on for good is asked at its new address, and when that is given up again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.ingest.moves import adopted_address, after_failure, as_of_source, follow_move
from aggregator.model.move import REPEATS, Move
from aggregator.model.poll import Failed, SourceState

NOW = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEW, NEWER = "https://feeds.example/a", "https://feeds.example/b"


def followed(*moves: str | None) -> Move | None:
    """Return what is known after polls, an hour apart, that were sent on to these places for good."""
    known: Move | None = None
    for hours, moved_to in enumerate(moves):
        known = follow_move(known, moved_to, now=NOW + hours * HOUR)
    return known


def adopted(*, failures: int = 0) -> SourceState:
    """Return the state of a source that is asked at its new address."""
    return SourceState(source="harbour", move=followed(*[NEW] * REPEATS), failures=failures)


def test_move_is_adopted_when_it_has_repeated() -> None:
    """Two answers may be a slip that is mended the same day; the third is meant, and it is known since when."""
    assert adopted_address(SourceState(source="harbour", move=followed(NEW, NEW))) is None
    assert followed(NEW, NEW, NEW) == Move(to=NEW, since=NOW, times=3, adopted_at=NOW + 2 * HOUR)
    assert adopted_address(adopted()) == NEW


@pytest.mark.parametrize("moves", [(NEW, NEW, None, NEW), (NEW, NEW, NEWER, NEW), (NEW, NEW, None)])
def test_what_does_not_repeat_in_a_row_is_not_adopted(moves: tuple[str | None, ...]) -> None:
    """A redirect that comes and goes, or leads elsewhere each time, is no move."""
    assert adopted_address(SourceState(source="harbour", move=followed(*moves))) is None


def test_adopted_address_stays_while_it_answers_itself() -> None:
    """It is not sent on any more: that is why it was adopted."""
    assert followed(NEW, NEW, NEW, None, None) == followed(NEW, NEW, NEW)


def test_second_move_has_to_repeat_as_well() -> None:
    """What the new address says is believed no sooner than what the old one said."""
    assert adopted_address(SourceState(source="harbour", move=followed(NEW, NEW, NEW, NEWER))) is None
    assert adopted_address(SourceState(source="harbour", move=followed(*[NEW] * 3, *[NEWER] * 3))) == NEWER


@pytest.mark.parametrize(
    ("failed", "failures"),
    [(Failed(reason="404", is_missing=True), 1), (Failed(reason="no answer"), 3)],
    ids=["missing", "failing"],
)
def test_adopted_address_that_fails_is_given_up(failed: Failed, failures: int) -> None:
    """The configured one is asked again, so that a wrong move cannot silence a source for good."""
    assert after_failure(adopted(failures=failures), failed).move is None


def test_one_failure_gives_up_nothing() -> None:
    """A server that is down for a moment has not moved back."""
    state = adopted(failures=1)
    assert after_failure(state, Failed(reason="no answer")) == state


def test_410_of_an_adopted_address_is_not_the_sources() -> None:
    """Only the address that the operator wrote can say that the source is gone."""
    gone = Failed(reason="410", is_gone=True, is_missing=True)
    assert not as_of_source(gone, adopted()).is_gone
    assert as_of_source(gone, replace(adopted(), move=None)).is_gone
