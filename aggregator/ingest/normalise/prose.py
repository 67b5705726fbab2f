"""What wire copy says of itself in prose: byline, dateline and trailers, read and kept off the text that is compared.

What is published keeps them: they leave `text` alone, for every outlet has its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.byline import read_byline
from aggregator.ingest.normalise.datelines import Dateline, split_dateline
from aggregator.ingest.normalise.draft import Claim, Context, Draft, Evidence, Signature, told
from aggregator.ingest.normalise.trailers import Trailer, split_trailers

HEAD_LINES = 4
"""Lines of a text among which its byline and its dateline are looked for."""
BYLINE_LIMIT = 160
"""Characters of a byline in the text; what is longer is prose."""
CAPTION_LIMIT = 250
"""Characters of what may stand above a dateline: a byline, a picture's words, a summary."""
_BYLINE = re.compile(
    r"(?:(?:story|written|reported|reporting|texte)\s+)?(?:by|par)\s*:?\s+(?=[A-ZÀ-Þ*])", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^\W\d_]{4,}[.!?]\s|[.!?]$")


@dataclass(frozen=True, slots=True)
class Head:
    """How a text begins: who signs it, and where it is from."""

    lines: tuple[str, ...]
    """The text behind it."""
    signatures: tuple[Signature, ...]
    dateline: Dateline | None


def take_prose(draft: Draft, context: Context) -> Draft:
    """Return the draft with what its byline, its dateline and its trailers say, and its text without them."""
    if not draft.version.text:
        return draft
    head = _split_head(draft.version.text.split("\n"), context.agencies)
    trailer = split_trailers(head.lines, context.agencies)
    claims = (*_claims(head), *trailer.claims)
    if claims or trailer.first_published:
        draft = replace(draft, claims=(*draft.claims, *claims), first_published=trailer.first_published)
    return _told(draft, head=head, trailer=trailer)


def _split_head(lines: Sequence[str], agencies: Agencies) -> Head:
    signatures: list[Signature] = []
    kept: list[str] = []
    for place, line in enumerate(lines[:HEAD_LINES]):
        if (dateline := split_dateline(line, agencies)) is not None:
            text = (*kept, dateline.rest, *lines[place + 1 :])
            return Head(text, tuple(signatures), dateline)
        signature = _sign(line, agencies)
        if signature is not None:
            signatures.append(signature)
            continue
        kept.append(line)
        if len(line) > CAPTION_LIMIT:
            break  # the text has begun
    read = len(kept) + len(signatures)
    return Head((*kept, *lines[read:]), tuple(signatures), None)


def _sign(line: str, agencies: Agencies) -> Signature | None:
    """Return the signature that a whole line is: it begins with "By" and names somebody, and nothing else."""
    if len(line) > BYLINE_LIMIT or not _BYLINE.match(line) or _SENTENCE.search(line):
        return None
    signature = read_byline(line, agencies)
    return signature if signature.people or signature.agency else None


def _claims(head: Head) -> tuple[Claim, ...]:
    signed = tuple(Claim(Evidence.BYLINE, one.agency, one.line) for one in head.signatures if one.agency)
    if head.dateline is None or head.dateline.agency is None:
        return signed
    return (Claim(Evidence.DATELINE, head.dateline.agency, head.dateline.words), *signed)


def _told(draft: Draft, *, head: Head, trailer: Trailer) -> Draft:
    version = draft.version
    text = "\n".join(trailer.lines)
    people = [name for signature in head.signatures for name in signature.people]
    helpers = [name for signature in head.signatures for name in signature.contributors]
    return told(
        draft,
        text=text or version.text,
        dateline=version.dateline or (head.dateline.place if head.dateline else None),
        byline=version.byline or tuple(dict.fromkeys(people or trailer.people)),
        contributors=tuple(dict.fromkeys((*version.contributors, *helpers, *trailer.contributors))),
        tickers=tuple(dict.fromkeys((*version.tickers, *trailer.tickers))),
    )
