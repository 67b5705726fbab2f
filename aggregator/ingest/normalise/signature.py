"""The line that signs a piece with its date: "Darpan News Desk The Canadian Press, 07 Jan, 2026 10:31 AM".

Some outlets give an entry's date nowhere else. It stands in the author, or is the first paragraph.
"""

import re
from dataclasses import replace

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.byline import is_newsroom, read_byline
from aggregator.ingest.normalise.draft import Context, Draft, Signature
from aggregator.ingest.normalise.markup import text_of
from aggregator.ingest.normalise.text import plain

SIGNATURE_LIMIT = 200
"""Characters of a signature line; what is longer is prose."""
NAMES_WORDS = 14
"""Words of the names in a signature line; what has more is a sentence."""
_BY = re.compile(r"(?:by|par)\s", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\w{3}[.!?]\s")
_CLOCK = (
    r"(?:,?\s*(?:at\s+|à\s+|\|\s*|[-–—]\s*)?\d{1,2}(?::|\s?h\s?)\d{2}(?::\d\d)?"
    r"(?:\s*[ap]\.?\s?m\.?)?(?:\s+[A-Z]{1,5})?)?"
)
_MONTH = r"[A-Za-zÀ-ÿ]{3,9}\.?"
_DATE_AT_END = re.compile(
    rf"(?:^|[\s,|(])(?:on\s+|le\s+|updated:?\s+|posted:?\s+|published:?\s+)?"
    rf"(?P<date>(?:\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d){_CLOCK})\s*[.)]?$",
    re.IGNORECASE,
)
_FIRST_PARAGRAPH = re.compile(
    r"^\s*(?:<div>\s*)*(?:<figure>.{0,4000}?</figure>\s*|<img[^<>]*>\s*)?<(p|div|h[4-6])>(.{1,1000}?)</\1>",
    re.DOTALL,
)


def take_signature(draft: Draft, context: Context) -> Draft:
    """Return the draft with the line that signs it; a first paragraph that is one leaves body and text."""
    dated = [split_date(plain(author)) for author in draft.raw.authors]
    found = next((_read(names, date, context.agencies) for names, date in dated if date), None)
    authors = tuple(names for names, _ in dated if names)
    signed = replace(draft, raw=replace(draft.raw, authors=authors), signature=found)
    return _take_from_text(signed, context)


def split_date(line: str) -> tuple[str, str | None]:
    """Return what stands before the date at the end of a line, and the date as written."""
    if len(line) > SIGNATURE_LIMIT:
        return line, None
    match = _DATE_AT_END.search(line)
    if match is None:
        return line, None
    return line[: match.start()].rstrip(" ,|(-–—").strip(), match.group("date")


def _read(names: str, date: str | None, agencies: Agencies) -> Signature:
    return replace(read_byline(names, agencies), date=date)


def _take_from_text(draft: Draft, context: Context) -> Draft:
    version = draft.version
    markup = version.body_html or version.summary_html or ""
    match = _FIRST_PARAGRAPH.match(markup)
    signature = _sign(plain(match.group(2)), context.agencies) if match else None
    if match is None or signature is None:
        return draft
    start = match.start(2) - len(match.group(1)) - 2
    rest = (markup[:start] + markup[match.end() :]).strip() or None
    shortened = (
        replace(version, body_html=rest, text=text_of(rest or ""))
        if version.body_html
        else replace(version, summary_html=rest, text=text_of(rest or ""))
    )
    return replace(draft, version=shortened, signature=draft.signature or signature)


def _sign(line: str, agencies: Agencies) -> Signature | None:
    """Return the signature that a paragraph is, None if it says anything else."""
    names, date = split_date(line)
    if date is None or not names:
        return None
    signature = _read(names, date, agencies)
    is_signed = (
        is_newsroom(signature.desk or "") or signature.agency is not None or _BY.match(names) is not None
    )
    is_prose = len(names.split()) > NAMES_WORDS or _SENTENCE_END.search(names) is not None
    return signature if is_signed and not is_prose else None
