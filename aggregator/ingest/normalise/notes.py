"""What is for editors only: notes, sign-offs and embargoes that stand in the text leave it and are kept apart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.ingest.normalise.embargo import Embargo, read_embargo, split_title
from aggregator.ingest.normalise.lines import Span, Words, pieces, without
from aggregator.ingest.normalise.markup import text_of
from aggregator.model.item import Reason, Version

HEAD_LINES = 6
"""Lines at the head of a text among which an embargo is looked for."""

_MAY_HAVE_NOTES = re.compile(
    r">[\s(\[*–—-]*(?:eds?\b|ednotes?\b|editors\b|moving\s|30\s?[-–—]|ADV|embargo|hold\s+for|not\s+for|à\s+ne\s|ne\s+pas\s"
    r"|note|avis\s|à\s+l['’]att|END\b|strictly|under\s|sous\s|attention)",
    re.IGNORECASE,
)
"""Most texts have no line that begins so, and need not be taken apart."""
_NOTE = re.compile(
    # "Editor's note:" is for readers and stays; these are for the desks that take the wire
    r"[(\[*\s]*(?:(?:eds?|EDS)\.?(?:\s+notes?)?\s*:|EDS?['’]?S?\s+NOTE\b|(?-i:EDITORS|Editors)(?:,\s+publishers)?\s*:"
    r"|notes?\s+to\s+(?:editors|desks?)\b\s*:?|ednotes?\s*:|(?:(?:note|avis)\s+aux|à\s+l['’]attention\s+des)\s+(?:rédact(?:eurs|ions|rices)|médias)\b\s*:?).*"
    r"|[(\[*\s]*moving\s+(?:on|to|at)\b.{0,100}?(?:services?|lines?|wires?|desks?|clients?|categories)[.)\]*\s]*"
    r"|[-–—\s]*30[-–—\s]*(?<=[-–—])|\(?(?-i:ADV)(?:\s?\d{1,2}|\s+FOR\s.{1,60})?\)?\.?|\((?-i:END)\)|-\s?(?-i:END)\s?-",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sifted:
    """A text without what is for editors only, and that."""

    markup: str | None
    notes: tuple[str, ...] = ()
    embargoes: tuple[Embargo, ...] = ()


def take_notes(draft: Draft, context: Context) -> Draft:
    """Return the draft with its notes to editors and its embargo, and without the lines that say so."""
    version = draft.version
    body = _sift(version.body_html, context)
    summary = _sift(version.summary_html, context)
    embargoes = (*body.embargoes, *summary.embargoes)
    notes = tuple(dict.fromkeys((*body.notes, *summary.notes)))
    if not notes and not embargoes:
        return draft
    sifted = replace(
        version,
        body_html=body.markup,
        summary_html=summary.markup,
        text=text_of(body.markup or "") or text_of(summary.markup or ""),
        editors_note="\n".join(filter(None, (version.editors_note, *notes))) or None,
    )
    return replace(draft, version=_embargoed(sifted, embargoes))


def take_embargo(draft: Draft, context: Context) -> Draft:
    """Return the draft with the embargo of its headline, and the headline without it."""
    embargo, title = split_title(draft.version.title, context.zone, context.now)
    if embargo is None:
        return draft
    return replace(draft, version=_embargoed(replace(draft.version, title=title), (embargo,)))


def _embargoed(version: Version, embargoes: Iterable[Embargo]) -> Version:
    """Return the version held until the last hour that any embargo names, for ever if one names none."""
    hours = [embargo.until for embargo in embargoes]
    if not hours:
        return version
    if version.is_embargoed:
        hours.append(version.embargo_until)
    known = [hour for hour in hours if hour is not None]
    until = max(known) if len(known) == len(hours) else None
    because = until.isoformat() if until else "no hour that can be read"
    reason = Reason("embargo", f"text ({because})")
    return replace(version, is_embargoed=True, embargo_until=until, reasons=(*version.reasons, reason))


def _sift(markup: str | None, context: Context) -> _Sifted:
    if markup is None or not _MAY_HAVE_NOTES.search(f">{markup}"):
        return _Sifted(markup)
    lines = [piece for piece in pieces(markup) if isinstance(piece, Words)]
    cuts: list[Span] = []
    notes: list[str] = []
    embargoes: list[Embargo] = []
    for place, line in enumerate(lines):
        embargo = read_embargo(line.text, context.zone, context.now) if place < HEAD_LINES else None
        if embargo is not None:
            embargoes.append(embargo)
        elif _NOTE.fullmatch(line.text):
            notes.append(line.text)
        else:
            continue
        cuts += line.spans
    return _Sifted(without(markup, cuts) or None if cuts else markup, tuple(notes), tuple(embargoes))
