"""What we publish of real feeds, under the W3C's feed validator; JSON Feed under our own checks.

    python -m benchmarks.validate --validator DIR --folder FEEDS [--list CSV] [--limit N]

`DIR` is a checkout of https://github.com/w3c/feedvalidator, which needs html5lib beside it. Every feed below `FEEDS` is
polled as a source of its own (or those that a list marks as news: columns `file` and `news`), with rights full, summary
and headline in turn; then every published feed and archive document is validated. An error, or a warning that we could
avoid, fails it. `--inputs` validates the feeds that were read in the same way.
"""

import argparse
import asyncio
import csv
import importlib
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from aggregator.config.settings import Publish, Service, Settings
from aggregator.model.source import RIGHTS_ORDER, Section, Source
from aggregator.service.installation import open_installation
from aggregator.service.round import play_round
from tests.publish import validity

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SECTIONS = (
    Section(id="national", title="National", language="en"),
    Section(id="monde", title="Monde", language="fr"),
)
SUFFIXES = frozenset({".atom", ".json", ".rdf", ".rss", ".xml"})
BASE = "https://wire.example/"
SITEMAP = "news-sitemap"
"""What is no feed: the validator has no word for it."""

UNAVOIDABLE = {
    "UnknownNamespace": "at:deleted-entry (RFC 6721): the validator does not know it",
    "DuplicateUpdated": "outlets date stories to the minute or the second, and two may share one",
    "BadCharacters": "an outlet's own text was encoded twice, or has lost a character",
    "ArchiveIncomplete": "the only archive document has no other to link to",
}
"""Kind of warning -> why it stays."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of a document."""

    kind: str
    is_error: bool
    what: str
    path: str


def main(arguments: Sequence[str]) -> int:
    """Publish, validate, print what was found, and return 1 where something must be mended."""
    options = read_options(arguments)
    logging.disable(logging.WARNING)  # that nobody listens
    files = find_feeds(options.folder, options.list)[: options.limit]
    validator = open_validator(options.validator)
    if options.inputs:
        judged = [validate(validator, file.read_bytes(), str(file)) for file in files]
        clean = sum(not any(finding.is_error for finding in findings) for findings in judged)
        print(f"inputs: {clean} of {len(files)} without an error")
    with TemporaryDirectory() as folder:
        public = Path(folder) / "public"
        stories = asyncio.run(publish(files, Path(folder)))
        documents = sorted(path for path in public.rglob("*") if path.suffix in {".xml", ".json"})
        documents = [path for path in documents if not path.name.startswith(SITEMAP)]
        print(f"{len(files)} feeds read, {stories} stories published, {len(documents)} documents", flush=True)
        findings = [
            finding
            for path in documents
            for finding in validate(validator, path.read_bytes(), path.relative_to(public).as_posix())
        ]
    return report(findings)


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks.validate", description="Validate what is published.")
    parser.add_argument("--validator", type=Path, required=True, help="a checkout of w3c/feedvalidator")
    parser.add_argument("--folder", type=Path, required=True, help="feeds, in any number of folders")
    parser.add_argument("--list", type=Path, help="a CSV file that says which of them are news")
    parser.add_argument("--limit", type=int, help="how many of them at most")
    parser.add_argument("--inputs", action="store_true", help="validate the feeds that are read, too")
    return parser.parse_args(arguments)


def find_feeds(folder: Path, listed: Path | None) -> list[Path]:
    """Return the feeds to read, in order."""
    if listed is None:
        return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    with listed.open(encoding="utf-8", newline="") as file:
        return sorted(folder / row["file"] for row in csv.DictReader(file) if row["news"] == "True")


async def publish(files: Sequence[Path], folder: Path) -> int:
    """Poll each file as a source and publish what is in it; return how many stories that are."""
    ids = (UUID(int=number) for number in range(1, 10**9))
    settings = make_settings(files, folder)
    with open_installation(settings, clock=lambda: NOW, new_uuid=lambda: next(ids)) as installation:
        await play_round(installation, due_only=False, tell=lambda _: None)
        return len(set(installation.catalogue.homes().values()))


def make_settings(files: Sequence[Path], folder: Path) -> Settings:
    """Return the settings of an installation whose sources are these files."""
    sources = tuple(
        Source(
            id=f"feed-{number}",
            url=file.resolve().as_uri(),
            section=SECTIONS[number % len(SECTIONS)].id,
            rights=RIGHTS_ORDER[number % len(RIGHTS_ORDER)],
        )
        for number, file in enumerate(files)
    )
    return Settings(
        service=Service(
            title="Example Wire",
            base_url=BASE,
            contact="desk@example.org",
            database=f"sqlite:///{folder}/store.db",
            public=folder / "public",
        ),
        sections=SECTIONS,
        sources=sources,
        publish=Publish(
            hub="http://127.0.0.1:9/", hub_allow_private=True
        ),  # the discard port: nobody listens
    )


def open_validator(checkout: Path) -> Any:  # noqa: ANN401 - a stranger's module
    """Return the validator of a checkout."""
    sys.path.insert(0, str(checkout / "src"))
    importlib.import_module("feedvalidator.compatibility")
    return importlib.import_module("feedvalidator")


def validate(validator: Any, content: bytes, path: str) -> list[Finding]:  # noqa: ANN401 - a stranger's module
    """Return what is said of a document."""
    if path.endswith(".json"):
        problems = validity.check_json_feed(content)
        return [Finding("JsonFeed", is_error=True, what=problem, path=path) for problem in problems]
    return list(_ask(validator, content, path))


def _ask(validator: Any, content: bytes, path: str) -> Iterator[Finding]:  # noqa: ANN401 - a stranger's module
    try:
        said = validator.validateString(content, firstOccurrenceOnly=True, base=BASE + path)["loggedEvents"]
    except validator.logging.ValidationFailure as failure:
        said = [failure.event]
    for event in validator.compatibility.AA(said):
        is_error = isinstance(event, validator.logging.Error)
        what = {name: value for name, value in event.params.items() if "column" not in name}
        yield Finding(type(event).__name__, is_error=is_error, what=str(what), path=path)


def report(findings: Sequence[Finding]) -> int:
    """Print the findings by kind, with an example of each; return 1 where one must be mended."""
    wrong = 0
    for kind, count in Counter(finding.kind for finding in findings).most_common():
        example = next(finding for finding in findings if finding.kind == kind)
        why = None if example.is_error else UNAVOIDABLE.get(kind)
        wrong += why is None
        level = "error" if example.is_error else "warning"
        print(f"{level} {kind}: in {count} documents, such as {example.path}: {why or example.what}")
    print("something must be mended" if wrong else "no error and no avoidable warning")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
