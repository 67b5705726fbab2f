"""Which feeds beside the sections' a story belongs into: its agency's, its carriers' sources', saved ones."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from aggregator.model.conditions import AgencyNames, Circumstances, holds
from aggregator.model.filing import AGENCY, SAVED, SOURCE, Filing, FurtherFeed
from aggregator.model.recalls import tellable
from aggregator.model.savedfeed import SavedFeed
from aggregator.model.story import Carrier, Status, Story

_LONGEST = 80
_OUT = frozenset({Status.USABLE, Status.CORRECTED})


def file_story(story: Story, saved: Sequence[SavedFeed], *, agencies: AgencyNames, now: datetime) -> Filing:
    """Return where a story stands; one that is out no more stays where it stood, for its notice."""
    if story.status not in _OUT:
        return Filing(story.id, None)
    if story.is_for_editors:
        return Filing(story.id, ())
    nameable = tellable(story.carriers, now=now)
    carriers = [each for each in story.carriers if each.item in nameable]
    found = (
        *_agencys(story.agency),
        *(FurtherFeed(f"{SOURCE}/{source}") for source in sorted({each.source for each in carriers})),
        *(FurtherFeed(f"{SAVED}/{feed.id}") for feed in saved if _is_in(feed, carriers, agencies)),
    )
    return Filing(story.id, found)


def name_agency(agency: str) -> str:
    """Return an agency's name in addresses: `agence-france-presse`; a digest where no letter of ASCII is left."""
    plain = unicodedata.normalize("NFKD", agency).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall("[a-z0-9]+", plain))[:_LONGEST].strip("-")
    return name or sha256(agency.encode(errors="surrogatepass")).hexdigest()[:12]


def _agencys(agency: str | None) -> Iterator[FurtherFeed]:
    if agency:
        yield FurtherFeed(f"{AGENCY}/{name_agency(agency)}", agency)


def _is_in(feed: SavedFeed, carriers: Sequence[Carrier], agencies: AgencyNames) -> bool:
    """Return whether one carrier does as the feed asks, and none as it must not."""
    asked = [
        (each.version, Circumstances(source=each.source, read_at=each.version_seen, agencies=agencies))
        for each in carriers
    ]
    if not any(holds(feed.when, version, around) for version, around in asked):
        return False
    return feed.unless is None or not any(holds(feed.unless, version, around) for version, around in asked)
