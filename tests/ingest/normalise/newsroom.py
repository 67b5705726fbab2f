"""Sources and entries as the tests of normalising need them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from aggregator.ingest.normalise import known_agencies, normalise
from aggregator.model.item import Item, RawEntry, Skip
from aggregator.model.source import Source
from tests.ingest.wording import known

NOW = datetime(2026, 1, 9, 12, 0, tzinfo=UTC)
SOURCE = Source(
    id="darpan-national",
    url="https://news.darpan.example/national.xml",
    section="national",
    sections={"Money": "business", "régions": "regions"},
    timezone="America/Vancouver",
)
AGENCIES = known_agencies(["Northern Press"], further={"Northern Press": ("NP", "La Presse du Nord")})


def item_of(entry: RawEntry, source: Source = SOURCE) -> Item:
    """Return the item that an entry becomes, which it must."""
    item = normalise(entry, source, NOW, agencies=AGENCIES)
    assert isinstance(item, Item)
    return item


def as_json(outcomes: Sequence[Item | Skip]) -> str:
    """Return items and skips as readable JSON, without what is unknown or empty."""
    plain = [known(asdict(outcome)) for outcome in outcomes]
    return json.dumps(plain, ensure_ascii=False, indent=2, default=lambda moment: moment.isoformat()) + "\n"
