"""Values of documents whose types nobody has checked: what is not of the type asked for is absent."""

import re
from collections.abc import Mapping
from urllib.parse import urljoin

Fields = Mapping[str, object]

_WHOLE = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9._~/-]*")
"""A link that is the same below any base."""


def fields_of(value: object) -> Fields:
    """Return a mapping as a plain dict, an empty one for anything else.

    A copy, because feedparser's own dict answers for keys that it does not have, with a warning.
    """
    return dict(value.items()) if isinstance(value, Mapping) else {}


def list_in(fields: Fields, key: str) -> list[object]:
    """Return the list under a key, an empty one if there is none."""
    value = _get(fields, key)
    return value if isinstance(value, list) else []


def string_in(fields: Fields, key: str) -> str | None:
    """Return the string under a key without white space around it, None if there is none or it is blank."""
    value = _get(fields, key)
    return value.strip() or None if isinstance(value, str) else None


def join_link(base: str, link: str | None) -> str | None:
    """Return a link joined to its base; one that cannot be joined stays for normalising to judge."""
    if link and _WHOLE.fullmatch(link):
        return link
    try:
        return urljoin(base, link) if link else None
    except ValueError:  # "http://["
        return link


def _get(fields: Fields, key: str) -> object:
    return dict.get(fields, key) if isinstance(fields, dict) else fields.get(key)
