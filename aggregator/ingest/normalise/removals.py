"""Entries that say only that the outlet has taken its copy off: a tombstone, or a sentence in the place of the copy."""

import re
from dataclasses import replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.model.item import STOPPING, Label, Reason

NOTICE_LIMIT = 300
"""Characters of a text that says only that the copy is gone; what is longer says something else as well."""

_THING = r"(?:article|story|post|report|item|page|content)"
_GONE = r"(?:removed|deleted|retracted|withdrawn|unpublished|taken\s+down|taken\s+offline)"
_SENTENCE = re.compile(
    # outlets leave such a sentence under the old address; "[Removed]" is what aggregators of headlines leave
    rf"(?:(?:this|the)\s+{_THING}\s+(?:has\s+been|was|is)\s+(?:since\s+)?{_GONE}\b"
    r"|cet?(?:te)?\s+(?:article|texte|nouvelle|page|contenu)\s+a\s+été\s+(?:retirée?|supprimée?|dépubliée?)(?!\w))",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"(?:{_SENTENCE.pattern}|\[\s*{_GONE}\s*\]|\(\s*{_GONE}\s*\)|{_THING}\s+{_GONE})\s*[.!]?\s*",
    re.IGNORECASE,
)


def take_removal(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft as a kill of its own item where it says nothing but that it is gone."""
    version = draft.version
    words = _words_of_removal(draft)
    if words is None or version.label in STOPPING:
        return draft
    told = replace(
        version, label=Label.KILL, reasons=(*version.reasons, Reason("label", f"removed ({words})"))
    )
    return replace(draft, version=told, is_removed=True)


def _words_of_removal(draft: Draft) -> str | None:
    if draft.raw.is_removed:
        return "at:deleted-entry"
    if _TITLE.fullmatch(draft.version.title):
        return draft.version.title
    text = draft.version.text.strip()
    sentence = _SENTENCE.match(text) if len(text) <= NOTICE_LIMIT else None
    return sentence.group() if sentence else None
