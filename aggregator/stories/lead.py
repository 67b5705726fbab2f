"""Which carrier of a story is published (design 7.7)."""

from collections.abc import Mapping, Sequence

from aggregator.model.comparison import words_digest
from aggregator.model.source import RIGHTS_ORDER, Rights, Source
from aggregator.model.story import Carrier


def choose_lead(usable: Sequence[Carrier], sources: Mapping[str, Source]) -> Carrier | None:
    """Return the carrier that leads; None when none is usable.

    Newest version, then correction, rights, priority, completeness, earliest time.
    """
    superseded = frozenset[str]().union(*(carrier.past_texts for carrier in usable))
    return min(
        usable, key=lambda carrier: _rank(carrier, sources.get(carrier.source), superseded), default=None
    )


def _rank(carrier: Carrier, source: Source | None, superseded: frozenset[str]) -> tuple[object, ...]:
    version = carrier.version
    rights = source.rights if source else Rights.HEADLINE
    return (
        words_digest(version) in superseded,  # it still runs what another has replaced
        -(version.number or 0),
        not carrier.was_corrected,
        -RIGHTS_ORDER.index(rights),
        -(source.priority if source else 0),
        not version.body_html,
        not version.pictures,
        version.published or carrier.first_seen,
        carrier.source,
        carrier.guid,
        carrier.item,
    )
