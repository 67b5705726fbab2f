"""The line that signs a piece with its date: "Darpan News Desk The Canadian Press, 07 Jan, 2026 10:31 AM".

Some outlets give an entry's date nowhere else. It stands in the author, or is a line at the head or the end of the
text: below the heading, below the picture and its words, or above a line break in the first paragraph.
"""

import re
from dataclasses import replace

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.byline import is_newsroom, may_sign, read_byline
from aggregator.ingest.normalise.captions import split_credit
from aggregator.ingest.normalise.draft import Context, Draft, Signature
from aggregator.ingest.normalise.lines import Words, is_within, pieces, without
from aggregator.ingest.normalise.markup import text_of
from aggregator.ingest.normalise.text import plain

SIGNATURE_LIMIT = 200
"""Characters of a signature line; what is longer is prose."""
DATE_LIMIT = 60
"""Characters of a date at the end of a line."""
NAMES_WORDS = 14
"""Words of the names in a signature line; what has more is a sentence."""
_YEAR_AT_END = re.compile(r"(?:19|20)(?:(?<=[\s>,]\d\d)|(?<=^\d\d))\d\d\b[^<>]{0,40}(?:<|$)")
"""A year near the end of a line; those in addresses of pictures date nothing. What stands before it is looked at when
two digits are found: to look at each blank for a year behind it takes ten times as long."""
_DIGITS_OF_A_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d{4}")
"""Every date has a year."""
_BY = re.compile(r"(?:by|par)\s", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\w{3}[.!?]\s")
_CLOCK = (
    r"(?:,?\s*(?:at\s+|à\s+|\|\s*|[-–—]\s*)?\d{1,2}(?::|\s?h\s?)\d{2}(?::\d\d)?"
    r"(?:\s*[ap]\.?\s?m\.?)?(?:\s+[A-Z]{1,5})?)?"
)
_WEEKDAY = r"(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?,?\s+"
_MONTH = r"[A-Za-zÀ-ÿ]{3,9}\.?"
_DATE_AT_END = re.compile(
    rf"(?:^|[\s,|(])(?:{_WEEKDAY})?(?:on\s+|le\s+|updated:?\s+|posted:?\s+|published:?\s+)?"
    rf"(?P<date>(?:\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d){_CLOCK})\s*[.)]?$",
    re.IGNORECASE,
)
_HEAD_LINES, _TAIL_LINES = 6, 2
"""Lines of a text among which a signature is looked for: below a heading, a picture and its words, or at the end."""
_SMALL = re.compile(
    "a|al|and|avec|bin|by|da|de|del|den|der|des|di|du|et|for|la|le|les|nouvelles|of|par|pour|salle|the|van|von|with"
)
"""Words that signatures write small; any other small word makes a sentence."""
_SMALL_BEHIND_BY = re.compile("at|in|special|to|à")
"""The same where "By" makes it sure: "By Jane Doe in Ottawa", "By Jane Doe, special to The Post"."""


def take_signature(draft: Draft, context: Context) -> Draft:
    """Return the draft with the line that signs it; a line of the text that is one leaves it."""
    if not draft.raw.authors:
        return _take_from_text(draft, context)
    dated = [split_date(plain(author)) for author in draft.raw.authors]
    found = next((_read(names, date, context.agencies) for names, date in dated if date), None)
    authors = tuple(names for names, _ in dated if names)
    if found is None and authors == draft.raw.authors:
        return _take_from_text(draft, context)
    signed = replace(draft, raw=replace(draft.raw, authors=authors), signature=found)
    return _take_from_text(signed, context)


def split_date(line: str) -> tuple[str, str | None]:
    """Return what stands before the date at the end of a line, and the date as written."""
    if len(line) > SIGNATURE_LIMIT or not _DIGITS.search(line):
        return line, None
    match = _DATE_AT_END.search(line)
    if match is None:
        return line, None
    return line[: match.start()].rstrip(" ,|(-–—").strip(), match.group("date")


def _read(names: str, date: str | None, agencies: Agencies) -> Signature:
    return replace(read_byline(names, agencies), date=date)


def _take_from_text(draft: Draft, context: Context) -> Draft:
    version = draft.version
    body_html, of_body = _unsigned(version.body_html, context.agencies)
    summary_html, of_summary = _unsigned(version.summary_html, context.agencies)
    found = of_body or of_summary
    if found is None:
        return draft
    text = text_of(body_html or "") or text_of(summary_html or "")
    shortened = replace(version, body_html=body_html, summary_html=summary_html, text=text)
    return replace(draft, version=shortened, signature=draft.signature or found)


def _unsigned(markup: str | None, agencies: Agencies) -> tuple[str | None, Signature | None]:
    """Return HTML without the line that signs it, and what that line says."""
    if markup is None or not _may_be_signed(markup):
        return markup, None
    lines = [piece for piece in pieces(markup) if isinstance(piece, Words) and not is_within(piece, "figure")]
    looked_at = (*lines[:_HEAD_LINES], *lines[_HEAD_LINES:][-_TAIL_LINES:])
    signed = [(line, found) for line in looked_at if (found := _sign(line.text, agencies)) is not None]
    if not signed:
        return markup, None
    # a page may print it twice, above and below
    spans = [span for line, _ in signed for span in line.spans]
    return without(markup, spans) or None, signed[0][1]


def _may_be_signed(markup: str) -> bool:
    """Return whether a line may end in a date; taking every text apart to see would cost half of all reading."""
    for match in _YEAR_AT_END.finditer(markup):
        before = markup[max(0, match.start() - DATE_LIMIT) : match.start()]
        if "first published" not in before and "publié" not in before:  # a trailer is no signature
            return True
    return False


def _sign(line: str, agencies: Agencies) -> Signature | None:
    """Return the signature that a whole line is, None if it says anything else."""
    if not _DIGITS_OF_A_YEAR.search(line[-DATE_LIMIT:]):
        return None
    names, date = split_date(line)
    if date is None or not names or _is_prose(names):
        return None
    signature = _read(names, date, agencies)
    is_signed = (
        is_newsroom(signature.desk or "") or signature.agency is not None or _BY.match(names) is not None
    )
    return signature if is_signed else None


def _is_prose(names: str) -> bool:
    words = re.findall(r"\w[\w'’.-]*", names)
    if _SENTENCE_END.search(names) or len(words) > NAMES_WORDS or split_credit(names)[1]:
        return True
    may_name_a_place = _BY.match(names) is not None
    return not all(_may_sign(word.rstrip("."), may_name_a_place=may_name_a_place) for word in words)


def _may_sign(word: str, *, may_name_a_place: bool) -> bool:
    if not word[:1].islower() or _SMALL.fullmatch(word) or may_sign(word):
        return True
    return may_name_a_place and _SMALL_BEHIND_BY.fullmatch(word) is not None
