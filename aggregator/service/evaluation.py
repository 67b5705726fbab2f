"""The matcher scored on pairs that people have labelled (`eval`)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aggregator.database.prints import Unprinted
from aggregator.errors import AggregatorError
from aggregator.ingest.normalise import Agencies, known_agencies, normalise
from aggregator.model.decision import Evidence
from aggregator.model.item import Label, RawEntry, Skip
from aggregator.model.source import Source
from aggregator.service.installation import Installation
from aggregator.stories.inmemory import Matched, Said, match_in_memory

MISTAKES_TOLD = 20
"""Wrong lines that are named at once."""

Text = Annotated[str, Field(min_length=1)]


class _Given(BaseModel):
    """An item as a line of the file gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    source: Text
    title: Text
    text: str
    published: str
    guid: Text | None = None
    url: str | None = None
    label: Annotated[Label, Field(strict=False)] | None = None


class _Line(BaseModel):
    """A line of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    a: _Given | Text
    b: _Given | Text
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A pair about which the matcher and the label disagree."""

    line: int
    one: str
    other: str
    same: bool
    """What the label says."""
    because: str
    """What the matcher found for it or against it, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How the matcher did on labelled pairs."""

    items: int
    joined: int
    """Pairs that are one story by label and by matcher."""
    parted: int
    """Pairs that are two by label and by matcher."""
    wrong: tuple[Wrong, ...] = ()

    @property
    def false_merges(self) -> int:
        """Return how many pairs the matcher makes one story of that are two."""
        return sum(not each.same for each in self.wrong)

    @property
    def missed(self) -> int:
        """Return how many pairs it leaves apart that are one."""
        return sum(each.same for each in self.wrong)

    @property
    def precision(self) -> float | None:
        """Return the share of joined pairs that are rightly so; None where it joined none."""
        return _share(self.joined, self.joined + self.false_merges)

    @property
    def recall(self) -> float | None:
        """Return the share of the pairs to be joined that it joined; None where there is none."""
        return _share(self.joined, self.joined + self.missed)

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall."""
        return _share(2 * self.joined, 2 * self.joined + self.false_merges + self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an installation knows beside the file."""

    sources: Mapping[str, Source]
    agencies: Agencies
    boilerplate: Mapping[str, frozenset[str]]
    stored: Callable[[str, str], Said | None]
    """Given a source and a guid, the item of the store."""
    now: datetime


@dataclass(slots=True)
class _Reading:
    """The file while it is read: each item once, and what is wrong with its lines."""

    known: Known
    items: dict[Said, int] = field(default_factory=dict)
    pairs: list[tuple[int, int, int, bool]] = field(default_factory=list)
    """(line, place of one item, place of the other, whether they are one story)."""
    mistakes: list[str] = field(default_factory=list)


def known_to(installation: Installation) -> Known:
    """Return what an installation knows beside the file of pairs."""
    settings = installation.settings
    prints = installation.matcher.prints
    named = (name for each in settings.sources for name in (each.wire, each.agency) if name)
    return Known(
        sources={source.id: source for source in settings.sources},
        agencies=known_agencies(named, further=settings.agencies),
        boilerplate=prints.boilerplate(),
        stored=lambda source, guid: _as_said(prints.versions_of(source, guid)),
        now=installation.clock(),
    )


def _as_said(chain: Sequence[Unprinted]) -> Said | None:
    if not chain:
        return None
    first = chain[0]
    versions = tuple(each.version for each in chain)
    return Said(source=first.source, guid=first.guid, seen_at=first.seen_at, versions=versions)


def evaluate(lines: Iterable[str], known: Known) -> Score:
    """Return how the matcher does on labelled pairs, a JSON object a line; raises AggregatorError for wrong lines.

    All items of the file are matched together, as if the store held nothing else.
    """
    reading = _Reading(known)
    for number, line in enumerate(lines, 1):
        if line.strip():
            _read_line(reading, number, line)
    if not reading.pairs and not reading.mistakes:
        reading.mistakes.append("there are no pairs in it")
    if reading.mistakes:
        further = len(reading.mistakes) - MISTAKES_TOLD
        told = [*reading.mistakes[:MISTAKES_TOLD], *([f"... and {further} more"] if further > 0 else [])]
        raise AggregatorError("the pairs cannot be read:\n" + "\n".join(told))
    items = list(reading.items)
    alone = {source.id for source in known.sources.values() if not source.match}
    return _score(items, reading.pairs, match_in_memory(items, boilerplate=known.boilerplate, alone=alone))


def _read_line(reading: _Reading, number: int, line: str) -> None:
    try:
        pair = _Line.model_validate(json.loads(line))
        one, other = (_said(each, reading.known) for each in (pair.a, pair.b))
    except ValidationError as error:
        reading.mistakes += [f"line {number}: {mistake}" for mistake in _mistakes(error)]
    except ValueError as error:
        reading.mistakes.append(f"line {number}: {error}")
    else:
        places = [reading.items.setdefault(each, len(reading.items)) for each in (one, other)]
        if places[0] == places[1]:
            reading.mistakes.append(f"line {number}: a and b are the same item")
        reading.pairs.append((number, places[0], places[1], pair.same))


def _mistakes(error: ValidationError) -> list[str]:
    found = []
    for each in error.errors(include_url=False, include_input=False):
        *path, kind = each["loc"] or ("the line",)
        if kind == "constrained-str":
            continue  # said of every item that is no mere name
        if kind == "_Given":
            found.append(f"{path[0]}: expected an item, or 'SOURCE GUID'")
            continue
        name = ".".join(str(part) for part in (*path, kind) if part != "_Given")
        found.append(f"{name}: {each['msg']}")
    return found


def _said(given: _Given | str, known: Known) -> Said:
    """Return the item, normalised as a poll would have it; raises ValueError where it is none."""
    if isinstance(given, str):
        name, _, guid = given.partition(" ")
        stored = known.stored(name, guid)
        if stored is None:
            raise ValueError(f"the store has no item {given!r}; write SOURCE GUID, or the item itself")
        return stored
    entry = RawEntry(
        guid=given.guid,
        link=given.url,
        title_text=given.title,
        content_html="".join(f"<p>{escape(line)}</p>" for line in given.text.split("\n")),
        published=given.published,
        label=given.label,
    )
    source = known.sources.get(given.source) or Source(id=given.source, url="")
    item = normalise(entry, source, known.now, agencies=known.agencies)
    if isinstance(item, Skip):
        raise ValueError(item.reason)  # noqa: TRY004 - a line that is no item
    if item.version.published is None:
        raise ValueError(f"published: {given.published!r} is no time such as 2026-01-07T18:31:00Z")
    return Said(source=item.source, guid=item.guid, seen_at=known.now, versions=(item.version,))


def _score(items: Sequence[Said], pairs: Sequence[tuple[int, int, int, bool]], matched: Matched) -> Score:
    home = {item: place for place, each in enumerate(matched.clusters) for item in each.items}
    proofs = {(each.one, each.other): each for each in matched.evidence}
    wrong, right = [], []
    for line, one, other, same in pairs:
        is_joined = home[one] == home[other]
        if is_joined == same:
            right.append(same)
            continue
        proof = proofs.get((min(one, other), max(one, other)))
        named = (_name(items[each]) for each in (one, other))
        one_name, other_name = named
        because = _because(proof, is_joined=is_joined)
        wrong.append(Wrong(line=line, one=one_name, other=other_name, same=same, because=because))
    return Score(items=len(items), joined=sum(right), parted=len(right) - sum(right), wrong=tuple(wrong))


def _name(said: Said) -> str:
    return f"{said.source}: {said.versions[-1].title}"


def _because(proof: Evidence | None, *, is_joined: bool) -> str:
    if proof is None:
        return "joined by way of other items" if is_joined else "nothing in common was found"
    if is_joined and not proof.joins:
        return f"joined by way of other items ({proof.because})"
    if proof.joins and not is_joined:
        return f"{proof.because}; yet what hangs on them has too little in common, or a source is kept apart"
    return proof.because


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def score_record(score: Score) -> dict[str, Any]:
    """Return a score as `eval --json` prints it."""
    figures = {name: None if value is None else round(value, 4) for name, value in _figures(score).items()}
    wrong = [
        {
            "line": each.line,
            "a": each.one,
            "b": each.other,
            "same": each.same,
            "because": each.because,
        }
        for each in score.wrong
    ]
    counts = {
        "items": score.items,
        "pairs": score.joined + score.parted + len(score.wrong),
        "joined": score.joined,
        "parted": score.parted,
        "false_merges": score.false_merges,
        "missed": score.missed,
    }
    return counts | figures | {"wrong": wrong}


def _figures(score: Score) -> dict[str, float | None]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1}
