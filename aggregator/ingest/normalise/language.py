"""The language of an item as a BCP 47 tag, declared or else detected, and its copyright notice."""

import re

from aggregator.ingest.normalise.detection import detect_language
from aggregator.ingest.normalise.draft import Context, Draft, told
from aggregator.ingest.normalise.text import plain_or_none
from aggregator.model.item import Reason

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
_REGION_LETTERS, _SCRIPT_LETTERS = 2, 4


def take_language(draft: Draft, context: Context) -> Draft:
    """Return the draft with its language and its copyright notice.

    What the item declares holds, then what the configuration says of its source, then what its text is found to be.
    """
    version = draft.version
    language = language_tag(draft.raw.language) or language_tag(context.source.language)
    reasons = version.reasons
    if language is None:
        language = language_tag(detect_language(f"{version.title}\n{version.text}"))
        reasons = (*reasons, Reason("language", f"text ({language})")) if language else reasons
    return told(draft, copyright=plain_or_none(draft.raw.copyright), language=language, reasons=reasons)


def language_tag(text: str | None) -> str | None:
    """Return a tag in the letters that RFC 5646, section 2.1.1, recommends (`en-CA`, `zh-Hant`), None if it is none."""
    line = (text or "").strip().replace("_", "-")
    if not _TAG.fullmatch(line):
        return None
    primary, *others = line.split("-")
    return "-".join([primary.lower(), *map(_subtag, others)])


def _subtag(subtag: str) -> str:
    if len(subtag) == _REGION_LETTERS:
        return subtag.upper()
    return subtag.title() if len(subtag) == _SCRIPT_LETTERS and subtag.isalpha() else subtag.lower()
