"""What kind of transmission it is: advisories, budgets, agate and audio skeds are for desks, not for readers."""

import re
from dataclasses import replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.model.item import Reason

_AGENCY = r"(?:the\s+canadian\s+press|la\s+presse\s+canadienne|the\s+associated\s+press|CP|PC|AP|AFP|AAP|PA|Reuters)"
_GENRES = (
    # genre -> whole headlines; AP's and CP's own names for what they send beside stories
    (
        "advisory",
        re.compile(
            r"(?-i:ADVISORY|AVIS|Advisory)\s*(?:[:,|]|\s[-–—])\s*\S.*|(?:.{1,60},\s)?advisory$|media\s+advisory\s*:.*",
            re.IGNORECASE,
        ),
    ),
    (
        "budget",
        re.compile(
            # a government's budget is news: only an agency's name or a slug makes it a list of stories
            rf"(?:BC-)?{_AGENCY}[\s-]+(?:\w+[\s-]+){{0,2}}(?:budget|digest|daybook|menu|planner|prévisions)\b.*"
            r"|(?-i:BC-)\S*(?:budget|digest|daybook)\b.*|news\s+budget\s+(?:for|at|as\s+of)\b.*|budget$",
            re.IGNORECASE,
        ),
    ),
    (
        "agate",
        re.compile(
            r"(?-i:BC-|[AP]M-)\S*-(?:scores?|standings?|results?|glance|leaders?|summar(?:y|ies)|odds|box(?:es)?|linescores?|transactions?"
            r"|sums?|stax|stats)\b.*|(?:sports\s+)?agate\b\s*(?:[:,-].*)?|.{1,60},\s+agate$",
            re.IGNORECASE,
        ),
    ),
    (
        "audio",
        re.compile(
            rf"(?:{_AGENCY}\s+)?(?:BC-)?audio[\s-]+(?:skeds?|schedules?|advisory|rundown|budget|feeds?)\b.*",
            re.IGNORECASE,
        ),
    ),
)
TITLE_LIMIT = 200
"""Characters of a headline that may name a genre; what is longer is prose."""


def take_genre(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with the genre that its headline names, where the metadata names none."""
    version = draft.version
    genre = genre_of(draft.raw.title_text or draft.raw.title_html or "") or genre_of(version.title)
    if version.genre or genre is None:
        return draft
    reasons = (*version.reasons, Reason("genre", f"headline ({genre})"))
    return replace(draft, version=replace(version, genre=genre, reasons=reasons))


def genre_of(title: str) -> str | None:
    """Return the genre that a headline names, None for a story's headline."""
    line = title.strip()
    if len(line) > TITLE_LIMIT:
        return None
    return next((genre for genre, pattern in _GENRES if pattern.fullmatch(line)), None)
