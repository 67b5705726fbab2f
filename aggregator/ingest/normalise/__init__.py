"""Raw entries as items: an ordered tuple of small rules, a file per concern."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.ingest.normalise.agencies import KNOWN, Agencies, known_agencies
from aggregator.ingest.normalise.authorship import take_agency
from aggregator.ingest.normalise.bounds import take_bounds
from aggregator.ingest.normalise.byline import take_people
from aggregator.ingest.normalise.dates import take_dates
from aggregator.ingest.normalise.draft import Context, Draft, Rule
from aggregator.ingest.normalise.genres import take_genre
from aggregator.ingest.normalise.identity import take_guid
from aggregator.ingest.normalise.labels import take_label
from aggregator.ingest.normalise.language import take_language
from aggregator.ingest.normalise.links import take_link
from aggregator.ingest.normalise.markup import take_bodies
from aggregator.ingest.normalise.notes import take_embargo, take_notes
from aggregator.ingest.normalise.pictures import take_pictures
from aggregator.ingest.normalise.prose import take_prose
from aggregator.ingest.normalise.removals import take_removal
from aggregator.ingest.normalise.rules import take_rules
from aggregator.ingest.normalise.sections import take_sections
from aggregator.ingest.normalise.signature import take_signature
from aggregator.ingest.normalise.title import take_title
from aggregator.ingest.normalise.wire import take_wire
from aggregator.model.item import Item, RawEntry, Skip, Version
from aggregator.model.rule import DeskRule
from aggregator.model.source import Section, Source

__all__ = ["KNOWN", "RULES", "Agencies", "known_agencies", "normalise"]

RULES: tuple[Rule, ...] = (
    take_bounds,
    take_bodies,
    take_wire,
    take_notes,
    take_signature,
    take_title,
    take_embargo,
    take_label,
    take_removal,
    take_genre,
    take_link,
    take_pictures,
    take_people,
    take_prose,
    take_dates,
    take_agency,
    take_sections,
    take_language,
    take_guid,
    take_rules,
)
"""What is done to an entry, in this order. A new concern is one function here: it takes the draft and what is
known beside it, and returns the draft with its part settled, or a skip. It may read what earlier rules settled."""

_SAYS_NOTHING = Version(title="")


def normalise(
    entry: RawEntry,
    source: Source,
    now: datetime,
    *,
    agencies: Agencies = KNOWN,
    sections: Sequence[Section] = (),
    rules: Sequence[DeskRule] = (),
) -> Item | Skip:
    """Return what an entry says as an item, or why it cannot be one.

    `now` is when it was polled, aware; `agencies` are those that bylines are searched for; `sections` are ours,
    `rules` the desk's own.
    """
    context = Context(
        source=source,
        zone=ZoneInfo(source.timezone),
        now=now,
        agencies=agencies,
        sections=sections,
        rules=rules,
    )
    draft = Draft(raw=entry, version=_SAYS_NOTHING)
    for rule in RULES:
        outcome = rule(draft, context)
        if isinstance(outcome, Skip):
            return outcome
        draft = outcome
    return _item(draft, source)


def _item(draft: Draft, source: Source) -> Item:
    return Item(
        source=source.id,
        guid=draft.guid,
        version=draft.version,
        is_dated_ahead=draft.is_dated_ahead,
        is_removed=draft.is_removed,
    )
