"""Values as JSON documents, written and read by the dataclass itself; texts that every database takes."""

import re
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from aggregator.model.item import Version
from aggregator.model.story import Edition

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Value = TypeVar("Value")

_OF_A_POLL = {"published", "updated", "reasons", "is_flood"}

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with a mark for what a database refuses: PostgreSQL NUL, UTF-8 lone surrogates.

    Normalising lets none through in items; a feed's own title and address come as they were sent.
    """
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def encode_version(version: Version) -> str:
    """Return the version as JSON; fields that have their default are left out."""
    return _json(Version).dump_json(version, exclude_defaults=True).decode()


def encode_undated(version: Version) -> str:
    """Return as JSON what the version says but for its dates: without what each poll decides anew."""
    return _json(Version).dump_json(version, exclude_defaults=True, exclude=_OF_A_POLL).decode()


def decode_version(document: str) -> Version:
    """Return the version of a document that `encode_version` wrote."""
    version: Version = _json(Version).validate_json(document)
    return version


def encode_edition(edition: Edition) -> str:
    """Return the edition as JSON; fields that have their default are left out."""
    return _json(Edition).dump_json(edition, exclude_defaults=True).decode()


def decode_edition(document: str) -> Edition:
    """Return the edition of a document that `encode_edition` wrote."""
    edition: Edition = _json(Edition).validate_json(document)
    return edition


@cache
def _json(of: type[Value]) -> "TypeAdapter[Value]":
    # when a document is first read or written: that takes .1 s and 9 MiB, and many a command does neither
    from pydantic import TypeAdapter

    return TypeAdapter(of)
