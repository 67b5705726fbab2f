"""Values as JSON documents, written and read by the dataclass itself; texts that every database takes."""

import re

from pydantic import TypeAdapter

from aggregator.model.arrivals import Arrivals
from aggregator.model.item import Version
from aggregator.model.move import Move
from aggregator.model.rhythm import Manners, Rhythm
from aggregator.model.story import Edition

_VERSION = TypeAdapter(Version)
_EDITION = TypeAdapter(Edition)
_RHYTHM = TypeAdapter(Rhythm)
_MANNERS = TypeAdapter(Manners)
_MOVE = TypeAdapter(Move)
_ARRIVALS = TypeAdapter(Arrivals)

_OF_A_POLL = {"published", "updated", "reasons", "is_flood"}

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with a mark for what a database refuses: PostgreSQL NUL, UTF-8 lone surrogates.

    Normalising lets none through in items; a feed's own title and address come as they were sent.
    """
    return _UNSTORABLE.sub("\ufffd", text)


def encode_version(version: Version) -> str:
    """Return the version as JSON; fields that have their default are left out."""
    return _VERSION.dump_json(version, exclude_defaults=True).decode()


def encode_undated(version: Version) -> str:
    """Return as JSON what the version says but for its dates: without what each poll decides anew."""
    return _VERSION.dump_json(version, exclude_defaults=True, exclude=_OF_A_POLL).decode()


def decode_version(document: str) -> Version:
    """Return the version of a document that `encode_version` wrote."""
    return _VERSION.validate_json(document)


def encode_edition(edition: Edition) -> str:
    """Return the edition as JSON; fields that have their default are left out."""
    return _EDITION.dump_json(edition, exclude_defaults=True).decode()


def decode_edition(document: str) -> Edition:
    """Return the edition of a document that `encode_edition` wrote."""
    return _EDITION.validate_json(document)


def encode_rhythm(rhythm: Rhythm | None) -> str | None:
    """Return the rhythm as JSON, a few hundred bytes."""
    return None if rhythm is None else _RHYTHM.dump_json(rhythm).decode()


def decode_rhythm(document: str | None) -> Rhythm | None:
    """Return the rhythm that `encode_rhythm` wrote."""
    return None if document is None else _RHYTHM.validate_json(document)


def encode_manners(manners: Manners) -> str | None:
    """Return the manners as JSON; None where nothing is asked."""
    return None if manners == Manners() else _MANNERS.dump_json(manners, exclude_defaults=True).decode()


def decode_manners(document: str | None) -> Manners:
    """Return the manners that `encode_manners` wrote."""
    return Manners() if document is None else _MANNERS.validate_json(document)


def encode_move(move: Move | None) -> str | None:
    """Return the move as JSON."""
    return None if move is None else _MOVE.dump_json(move, exclude_defaults=True).decode()


def decode_move(document: str | None) -> Move | None:
    """Return the move that `encode_move` wrote."""
    return None if document is None else _MOVE.validate_json(document)


def encode_arrivals(arrivals: Arrivals | None) -> str | None:
    """Return the arrivals as JSON."""
    return None if arrivals is None else _ARRIVALS.dump_json(arrivals).decode()


def decode_arrivals(document: str | None) -> Arrivals | None:
    """Return the arrivals that `encode_arrivals` wrote."""
    return None if document is None else _ARRIVALS.validate_json(document)
