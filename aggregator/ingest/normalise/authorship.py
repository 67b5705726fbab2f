"""Which agency wrote an item: the most trusted evidence decides, and is noted."""

from collections.abc import Callable
from dataclasses import replace

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.draft import Claim, Context, Draft, Evidence
from aggregator.ingest.normalise.text import collapse, first_words, plain
from aggregator.model.item import Reason, Version
from aggregator.model.source import Source

WORDS_SHOWN = 12
"""Words of the evidence that its reason repeats."""

CREDIT_LIMIT = 1000
"""Characters of a credit or a copyright notice that are read."""


def take_agency(draft: Draft, context: Context) -> Draft:
    """Return the draft with its agency: the source that is one, else the best evidence, else the source's habit."""
    version = draft.version
    agency, because = _decide(_claims(draft, context.agencies), context)
    if agency is None:
        return draft
    reasons = (*version.reasons, Reason("agency", because))
    return replace(draft, version=replace(version, agency=agency, reasons=reasons))


def _decide(claims: list[Claim], context: Context) -> tuple[str | None, str]:
    source, agencies = context.source, context.agencies
    if source.wire:
        return agencies.canonical(source.wire), f"source {source.id} is the agency"
    best = min(claims, key=lambda claim: claim.evidence, default=None)
    if best is not None:
        name = best.evidence.name.lower()
        return best.agency, f"{name} ({first_words(collapse(best.words).strip('()[]'), WORDS_SHOWN)})"
    return _by_habit(source, agencies)


def _by_habit(source: Source, agencies: Agencies) -> tuple[str | None, str]:
    if not source.agency:
        return None, ""
    return agencies.canonical(source.agency), f"source {source.id} carries its copy"


def _claims(draft: Draft, agencies: Agencies) -> list[Claim]:
    found = (
        _claim(Evidence.METADATA, draft.raw.credit, agencies.among),
        _of_pictures(draft.version, agencies),
        _claim(Evidence.COPYRIGHT, draft.raw.copyright, agencies.in_copyright),
    )
    # what a wire format's rule settled already is metadata too
    settled = draft.version.agency
    own = [Claim(Evidence.METADATA, settled, settled)] if settled else []
    return [*own, *draft.claims, *(claim for claim in found if claim is not None)]


def _claim(evidence: Evidence, text: str | None, find: Callable[[str], str | None]) -> Claim | None:
    words = plain(text[:CREDIT_LIMIT]) if text else ""
    agency = find(words) if words else None
    return None if agency is None else Claim(evidence, agency, words)


def _of_pictures(version: Version, agencies: Agencies) -> Claim | None:
    # Outlets run agencies' pictures over copy of their own: the credit tells of the text only where nobody signs
    # it and it begins as wire copy does, with its place.
    if version.byline or version.desk or not version.dateline:
        return None
    given = (picture.credit for picture in version.pictures if picture.credit)
    claims = (_claim(Evidence.PICTURE, credit, agencies.among) for credit in given)
    return next((claim for claim in claims if claim is not None), None)
