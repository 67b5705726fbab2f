"""Versions and editions as JSON, written and read by the dataclasses themselves; texts that every database takes."""

import re

from pydantic import TypeAdapter

from aggregator.model.item import Version
from aggregator.model.story import Edition

_VERSION = TypeAdapter(Version)
_EDITION = TypeAdapter(Edition)

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with a mark for what a database refuses: PostgreSQL NUL, UTF-8 lone surrogates.

    Normalising lets none through in items; a feed's own title and address come as they were sent.
    """
    return _UNSTORABLE.sub("\ufffd", text)


def encode_version(version: Version) -> str:
    """Return the version as JSON; fields that have their default are left out."""
    return _VERSION.dump_json(version, exclude_defaults=True).decode()


def decode_version(document: str) -> Version:
    """Return the version of a document that `encode_version` wrote."""
    return _VERSION.validate_json(document)


def encode_edition(edition: Edition) -> str:
    """Return the edition as JSON; fields that have their default are left out."""
    return _EDITION.dump_json(edition, exclude_defaults=True).decode()


def decode_edition(document: str) -> Edition:
    """Return the edition of a document that `encode_edition` wrote."""
    return _EDITION.validate_json(document)
