"""What is remembered of a source comes back as it was, also from a store of an earlier release."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from aggregator.database.pollcodec import (
    decode_arrivals,
    decode_manners,
    decode_move,
    decode_rhythm,
    encode_arrivals,
    encode_manners,
    encode_move,
    encode_rhythm,
)
from aggregator.model.arrivals import Arrivals
from aggregator.model.move import Move
from aggregator.model.rhythm import Manners, Rhythm
from aggregator.model.websub import Offer

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - with its zone
COUNTS = st.floats(0, 1e6)
SPANS = st.none() | st.timedeltas(timedelta(0), timedelta(days=1_000))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))

RHYTHMS = st.builds(
    Rhythm, since=TIMES, at=TIMES, hours=st.tuples(*[COUNTS] * 24), days=st.tuples(*[COUNTS] * 7)
)
MANNERS = st.builds(
    Manners,
    max_age=SPANS,
    ttl=SPANS,
    update_period=SPANS,
    skip_hours=st.lists(st.integers(0, 23)).map(tuple),
    skip_days=st.lists(st.integers(0, 6)).map(tuple),
    offer=st.none() | st.builds(Offer, st.lists(TEXTS).map(tuple), st.none() | TEXTS),
)
MOVES = st.builds(Move, to=TEXTS, since=TIMES, times=st.integers(1, 100), adopted_at=st.none() | TIMES)
ARRIVALS = st.builds(Arrivals, since=TIMES, at=TIMES, lately=COUNTS)

Codec = tuple[Callable[[Any], str | None], Callable[[str | None], Any]]
CODECS: dict[type, Codec] = {
    Rhythm: (encode_rhythm, decode_rhythm),
    Manners: (encode_manners, decode_manners),
    Move: (encode_move, decode_move),
    Arrivals: (encode_arrivals, decode_arrivals),
}


@given(value=RHYTHMS | MANNERS | MOVES | ARRIVALS)
def test_what_is_written_is_read_as_it_was(value: Rhythm | Manners | Move | Arrivals) -> None:
    """A rhythm that changes by being stored would move a source's next poll with every restart."""
    encode, decode = CODECS[type(value)]
    assert decode(encode(value)) == value


@given(value=RHYTHMS | MANNERS | MOVES | ARRIVALS)
def test_what_earlier_releases_wrote_is_read(value: Rhythm | Manners | Move | Arrivals) -> None:
    """The documents were pydantic's once, and a source may not have been polled since."""
    _, decode = CODECS[type(value)]
    written = TypeAdapter[Any](type(value)).dump_json(
        value, exclude_defaults=isinstance(value, Manners | Move)
    )
    assert decode(written.decode()) == value


def test_nothing_is_written_of_what_is_not_known() -> None:
    """Most sources have never moved and ask for nothing: their columns stay empty."""
    assert {encode(None) for encode in (encode_rhythm, encode_move, encode_arrivals)} == {None}
    assert {decode(None) for decode in (decode_rhythm, decode_move, decode_arrivals)} == {None}
    assert encode_manners(Manners()) is None
    assert decode_manners(None) == Manners()
