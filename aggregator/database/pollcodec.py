"""What is remembered of how a source posts and moves, as JSON documents, each field by name.

Every poll reads and writes these. What writes versions (`database.codec`) takes .1 s and 9 MiB to load, and a round
without news needs none of it.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aggregator.model.arrivals import Arrivals
from aggregator.model.move import Move
from aggregator.model.rhythm import Manners, Rhythm
from aggregator.model.websub import Offer

_SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
"""A duration of ISO 8601, such as earlier releases wrote; their years have 365 days."""

_SECONDS = (365 * 86_400, 86_400, 3_600, 60, 1)


def encode_rhythm(rhythm: Rhythm | None) -> str | None:
    """Return the rhythm as JSON, a few hundred bytes."""
    if rhythm is None:
        return None
    return _write({"since": rhythm.since, "at": rhythm.at, "hours": rhythm.hours, "days": rhythm.days})


def decode_rhythm(document: str | None) -> Rhythm | None:
    """Return the rhythm that `encode_rhythm` wrote."""
    if document is None:
        return None
    read = _read(document)
    return Rhythm(
        since=_time(read["since"]), at=_time(read["at"]), hours=tuple(read["hours"]), days=tuple(read["days"])
    )


def encode_manners(manners: Manners) -> str | None:
    """Return the manners as JSON, without what is not asked; None where nothing is."""
    if manners == Manners():
        return None
    offer = manners.offer and {"hubs": manners.offer.hubs, "topic": manners.offer.topic}
    fields = {
        "max_age": manners.max_age,
        "ttl": manners.ttl,
        "update_period": manners.update_period,
        "skip_hours": manners.skip_hours or None,
        "skip_days": manners.skip_days or None,
        "offer": offer,
    }
    return _write({name: value for name, value in fields.items() if value is not None})


def decode_manners(document: str | None) -> Manners:
    """Return the manners that `encode_manners` wrote."""
    if document is None:
        return Manners()
    read = _read(document)
    return Manners(
        max_age=_span(read.get("max_age")),
        ttl=_span(read.get("ttl")),
        update_period=_span(read.get("update_period")),
        skip_hours=tuple(read.get("skip_hours", ())),
        skip_days=tuple(read.get("skip_days", ())),
        offer=_offer(read.get("offer")),
    )


def encode_move(move: Move | None) -> str | None:
    """Return the move as JSON."""
    if move is None:
        return None
    return _write({"to": move.to, "since": move.since, "times": move.times, "adopted_at": move.adopted_at})


def decode_move(document: str | None) -> Move | None:
    """Return the move that `encode_move` wrote."""
    if document is None:
        return None
    read = _read(document)
    adopted_at = read.get("adopted_at")
    return Move(
        to=read["to"],
        since=_time(read["since"]),
        times=read.get("times", 1),
        adopted_at=None if adopted_at is None else _time(adopted_at),
    )


def encode_arrivals(arrivals: Arrivals | None) -> str | None:
    """Return the arrivals as JSON."""
    if arrivals is None:
        return None
    return _write({"since": arrivals.since, "at": arrivals.at, "lately": arrivals.lately})


def decode_arrivals(document: str | None) -> Arrivals | None:
    """Return the arrivals that `encode_arrivals` wrote."""
    if document is None:
        return None
    read = _read(document)
    return Arrivals(since=_time(read["since"]), at=_time(read["at"]), lately=read["lately"])


def _as_text(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case timedelta():
            return f"PT{value.total_seconds():.6f}S"
        case _:
            raise TypeError(f"{type(value).__name__} is not written")


_ENCODER = json.JSONEncoder(default=_as_text, separators=(",", ":"), ensure_ascii=False)
_DECODER = json.JSONDecoder()


def _write(fields: Mapping[str, object]) -> str:
    return _ENCODER.encode(fields)


def _read(document: str) -> Any:  # noqa: ANN401 - what JSON holds
    # json.loads would look for blanks around it, which takes as long as reading it: we write none
    return _DECODER.raw_decode(document)[0]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _span(text: str | None) -> timedelta | None:
    if text is None:
        return None
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration")
    counts = (float(count or 0) for count in found.groups())
    return timedelta(seconds=sum(count * unit for count, unit in zip(counts, _SECONDS, strict=True)))


def _offer(read: Mapping[str, Any] | None) -> Offer | None:
    return None if read is None else Offer(tuple(read.get("hubs", ())), read.get("topic"))
