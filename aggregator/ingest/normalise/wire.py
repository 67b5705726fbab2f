"""What a wire's metadata says of the copy itself: version, status, embargo, urgency, place, notes."""

import re
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.datelines import DATELINE_LIMIT, split_dateline
from aggregator.ingest.normalise.dates import parse_date
from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.ingest.normalise.text import clean, plain_or_none
from aggregator.model.item import Label, PubStatus, RawEntry, Reason

NOTE_LIMIT = 20_000
"""Characters of a note to editors that are kept."""
_LABELS = {PubStatus.CANCELED: Label.KILL, PubStatus.WITHHELD: Label.WITHHOLD}
_SIGNED = re.compile(r"\s*(?:\([^()]{0,60}\))?\s*[-–—_]{0,3}$")
"""What stands behind the place where a whole dateline is given: "Berlin (dpa) - "."""
_SAID = attrgetter(
    *("is_wire", "number", "status", "label", "embargo", "urgency"),
    *("genre", "slugline", "dateline", "place", "editors_note", "contributors"),
)
_NOTHING = _SAID(RawEntry())


def take_wire(draft: Draft, context: Context) -> Draft:
    """Return the draft with what its metadata says of it; what it says in prose comes later and gives way to this."""
    raw, version = draft.raw, draft.version
    if _SAID(raw) == _NOTHING and context.source.wire is None:
        return draft
    label = _LABELS.get(raw.status, raw.label) if raw.status else raw.label
    is_embargoed, until = embargo_of(raw, context)
    told = replace(
        version,
        is_wire=raw.is_wire,
        is_agencys_word=raw.is_wire or context.source.wire is not None,
        number=raw.number if raw.number is not None else version.number,
        label=label or version.label,
        urgency=raw.urgency or version.urgency,
        genre=plain_or_none(raw.genre) or version.genre,
        slugline=plain_or_none(raw.slugline) or version.slugline,
        dateline=_dateline(raw.dateline, context.agencies) or version.dateline,
        place=plain_or_none(raw.place) or version.place,
        editors_note=_note(raw.editors_note) or version.editors_note,
        contributors=raw.contributors or version.contributors,
        is_embargoed=is_embargoed or version.is_embargoed,
        embargo_until=until or version.embargo_until,
        reasons=(*version.reasons, *_reasons(raw, label, is_embargoed=is_embargoed, until=until)),
    )
    return replace(draft, version=told)


def embargo_of(raw: RawEntry, context: Context) -> tuple[bool, datetime | None]:
    """Return whether the metadata embargoes an entry, and until when; without an hour that can be read, None.

    An hour that has passed is kept: it holds nothing, and the version stays the one that was stored before it.
    """
    if raw.embargo is None:
        return raw.status is PubStatus.EMBARGOED, None
    return True, parse_date(raw.embargo, context.zone)


def _dateline(words: str | None, agencies: Agencies) -> str | None:
    line = plain_or_none(words)
    if line is None or len(line) > DATELINE_LIMIT:
        return None
    signed = split_dateline(f"{line.rstrip()} X", agencies)  # a dateline stands before something
    return signed.place if signed and signed.place else _SIGNED.sub("", line) or None


def _note(text: str | None) -> str | None:
    return clean(text)[:NOTE_LIMIT].strip() or None if text else None


def _reasons(
    raw: RawEntry, label: Label | None, *, is_embargoed: bool, until: datetime | None
) -> tuple[Reason, ...]:
    said = raw.status.value if raw.status in _LABELS and raw.status else "signal"
    labelled = (Reason("label", f"metadata ({said})"),) if label else ()
    hour = until.isoformat() if until else "no hour that can be read"
    return (*labelled, Reason("embargo", f"metadata ({hour})")) if is_embargoed else labelled
