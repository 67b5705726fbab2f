"""The agency of items as the rules read it, against what people read in them: precision and recall.

`python benchmarks/agency_field.py CORPUS.jsonl.gz` takes a file with one item a line (`id`, `outlet`, `title`, `body`);
`agency_labels.json` beside this file holds ids and labels alone. Two draws were read by hand: 150 items at random,
of which few are agency copy, and 100 at random among those that name an agency near their head or their end.
A label is what the text itself says: "NAN reports" amid an outlet's own words is no signature.
"""

import gzip
import html
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from aggregator.ingest.normalise import normalise
from aggregator.model.item import Item, RawEntry
from aggregator.model.source import Source

LABELS = Path(__file__).with_name("agency_labels.json")
NOW = datetime(2026, 1, 12, tzinfo=UTC)
LEAST_PRECISION, LEAST_RECALL = 0.98, 0.90


def main(corpus: Path) -> int:
    """Print each draw's precision and recall with every item that is read wrong; return 1 below the goal."""
    draws: Mapping[str, Mapping[str, str | None]] = json.loads(LABELS.read_text(encoding="utf-8"))
    wanted = {key for labels in draws.values() for key in labels}
    read = dict(_read_agencies(corpus, wanted))
    scores = [_score(name, labels, read) for name, labels in draws.items()]
    return int(any(precision < LEAST_PRECISION or recall < LEAST_RECALL for precision, recall in scores))


def _read_agencies(corpus: Path, wanted: set[str]) -> Iterator[tuple[str, tuple[str | None, str]]]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["id"] in wanted:
                yield record["id"], _agency_of(record)


def _agency_of(record: Mapping[str, str]) -> tuple[str | None, str]:
    body = "".join(f"<p>{html.escape(part)}</p>" for part in record["body"].split("\n\n"))
    source = Source(id=record["outlet"].replace("_", "-"), url="https://outlet.example/feed")
    entry = RawEntry(guid=record["id"], title_text=record["title"], content_html=body)
    item = normalise(entry, source, NOW)
    assert isinstance(item, Item)
    because = [reason.because for reason in item.version.reasons if reason.field == "agency"]
    return item.version.agency, "".join(because)


def _score(
    name: str, labels: Mapping[str, str | None], read: Mapping[str, tuple[str | None, str]]
) -> tuple[float, float]:
    right = sum(label is not None and read[key][0] == label for key, label in labels.items())
    told = sum(read[key][0] is not None for key in labels)
    there = sum(label is not None for label in labels.values())
    precision, recall = right / max(told, 1), right / max(there, 1)
    print(
        f"{name}: {len(labels)} items, {there} signed by an agency: precision {precision:.3f}, recall {recall:.3f}"
    )
    for key, label in labels.items():
        if read[key][0] != label:
            print(f"  {key}: {label} read as {read[key][0]}, {read[key][1] or 'nothing'}")
    return precision, recall


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
