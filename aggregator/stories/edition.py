"""What a story's entry is written from, and what changed since it was written before."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.model.item import Version
from aggregator.model.story import Carrier, Edition, ShownVersion, Status, Story
from aggregator.stories.versions import compare


@dataclass(frozen=True, slots=True)
class Shown:
    """What an entry shows, and where that is stored."""

    place: ShownVersion
    version: Version
    carrier: Carrier
    """Its item, as it is now."""


def find_shown(before: Story, after: Story, replaced: Mapping[int, Version]) -> Shown | None:
    """Return what the entry showed before a decision; None when its item is no longer the story's."""
    carrier = next((each for each in after.carriers if each.item == before.shown_item), None)
    if carrier is None:
        return None
    old = replaced.get(carrier.item)
    if old is None:
        return Shown(ShownVersion(carrier.item, carrier.ordinal), carrier.version, carrier)
    edition = before.edition
    is_same = edition is not None and edition.shown.item == carrier.item
    place = (
        edition.shown if edition is not None and is_same else ShownVersion(carrier.item, carrier.ordinal - 1)
    )
    return Shown(place, old, carrier)


def write_edition(before: Story, after: Story, replaced: Mapping[int, Version]) -> Edition | None:
    """Return what the story's entry is written anew from; None where the story has no lead."""
    if after.lead is None:
        return None
    lead = after.lead
    edition = Edition(
        shown=ShownVersion(lead.item, lead.ordinal),
        carriers=tuple(sorted(carrier.item for carrier in after.carriers)),
    )
    # what was not out, or was stopped, is told as new: of killed copy no word is quoted
    was_out = before.released_at is not None and before.status in (Status.USABLE, Status.CORRECTED)
    shown = find_shown(before, after, replaced) if was_out else None
    if shown is None:
        return edition
    change = compare(shown.version, lead.version)
    if not change.is_substantive:
        return edition
    return Edition(shown=edition.shown, before=shown.place, change=change, carriers=edition.carriers)
