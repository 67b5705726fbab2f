"""The guid under which an item is known: the source's own string, else its link, else its words."""

import re
from dataclasses import replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.ingest.normalise.links import absolute
from aggregator.model.comparison import digest

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database takes: PostgreSQL refuses NUL, UTF-8 has no lone surrogates. JSON can send both."""


GUID_LIMIT = 8_192
"""Characters of a guid, or of a link in its place; what is longer is known by its digest."""


def take_guid(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with its guid."""
    version = draft.version
    guid = _storable(draft.raw.guid) or _storable(absolute(draft.raw.link or "", draft.raw.base_url or ""))
    return replace(draft, guid=guid or f"sha256:{digest(version.title, version.text)}")


def _storable(text: str | None) -> str | None:
    if not text or not text.strip():
        return None
    return _UNSTORABLE.sub("\ufffd", text) if len(text) <= GUID_LIMIT else f"sha256:{digest(text)}"
