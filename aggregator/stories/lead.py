"""Which carrier of a story is published (design 7.7)."""

from collections.abc import Mapping, Sequence

from aggregator.model.comparison import words_digest
from aggregator.model.item import Version
from aggregator.model.source import RIGHTS_ORDER, Source
from aggregator.model.story import Carrier


def choose_lead(usable: Sequence[Carrier], sources: Mapping[str, Source]) -> Carrier | None:
    """Return the carrier that leads; None when none is usable.

    Newest version, then correction, rights, priority, completeness, earliest time.
    """
    behind = _behind(usable)
    return min(
        usable,
        key=lambda carrier: _rank(carrier, sources.get(carrier.source), carrier.item in behind),
        default=None,
    )


def _behind(usable: Sequence[Carrier]) -> frozenset[int]:
    """Return the items that do not run the newest text: they still say what was replaced, or have left it.

    Where an agency carries the story itself, only its own versions replace anything: an outlet that cuts its
    copy to a paywall's stub has not written a newer version, and falls behind.
    """
    wires = [each for each in usable if each.version.is_agencys_word]
    replaced = frozenset[str]().union(*(each.past_texts for each in wires or usable))
    newest = {words_digest(each.version) for each in wires} - replaced
    return frozenset(
        each.item
        for each in usable
        if (words := words_digest(each.version)) in replaced
        or (words not in newest and each.past_texts & newest)
    )


def _rank(carrier: Carrier, source: Source | None, is_behind: bool) -> tuple[object, ...]:  # noqa: FBT001 - one of its ranks
    version = carrier.version
    rights = source.rights if source else carrier.rights
    return (
        is_behind,
        -(version.number or 0),
        not carrier.was_corrected,
        -RIGHTS_ORDER.index(rights),
        -_priority(version, source),
        not version.body_html,
        not version.pictures,
        version.published or carrier.first_seen,
        carrier.source,
        carrier.guid,
        carrier.item,
    )


def _priority(version: Version, source: Source | None) -> int:
    if version.priority is not None:
        return version.priority
    return source.priority if source else 0
