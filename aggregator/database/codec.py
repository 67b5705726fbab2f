"""Versions as JSON documents, written and read by the dataclass itself."""

from pydantic import TypeAdapter

from aggregator.model.item import Version

_VERSION = TypeAdapter(Version)


def encode_version(version: Version) -> str:
    """Return the version as JSON; fields that have their default are left out."""
    return _VERSION.dump_json(version, exclude_defaults=True).decode()


def decode_version(document: str) -> Version:
    """Return the version of a document that `encode_version` wrote."""
    return _VERSION.validate_json(document)
