"""Article pages as we read them, beside trafilatura alone, against what people know to stand there.

`python benchmarks/pages.py --folder DIR` takes a folder with checkouts of any of these sets, as their projects lay
them out: `fundus`, `newspaper4k`, `readability` (Mozilla's) and `scrapinghub-aeb` (article-extraction-benchmark).
Both sides get the same bytes and the same address in the same run, and are scored by the same functions: title (the
same words), authors (F1 of the words of their names), date (the same day), body (F1 of its words). A page counts for
a field only where its set knows that field. `--wrong FIELD` names each page where ours is behind.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from aggregator.ingest.normalise.dates import parse_date
from aggregator.ingest.normalise.markup import sanitise, text_of
from aggregator.ingest.parse.articlepage import article_in, read_articlepage
from aggregator.ingest.parse.webpage import read_webpage
from aggregator.model.poll import Body, NotAFeed

FIELDS = ("title", "authors", "date", "body")
NOWHERE = "https://outlet.example/article"
_WORD = re.compile(r"[぀-ヿ㐀-鿿]|\w+")
"""A word; of Chinese and Japanese, which part none, a character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page says of its article, or what somebody knows that it says."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    days: frozenset[date] = frozenset()
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One page of a set, with what is known of it."""

    name: str
    page: Body
    truth: Told


def main(folder: Path, wrong: str | None) -> int:
    """Print the scores of both sides for each set and field; return 1 where ours are behind."""
    is_behind = False
    for name, load in SETS.items():
        if (folder / name).is_dir():
            is_behind |= _compare(name, list(load(folder / name)), wrong)
    return int(is_behind)


def _compare(name: str, samples: list[Sample], wrong: str | None) -> bool:
    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    seconds = [0.0, 0.0]
    for sample in samples:
        sides = [_timed(read, sample.page, seconds, place) for place, read in enumerate((_ours, _theirs))]
        for field, score in SCORES.items():
            known = score(sample.truth, sample.truth)
            if known is None:
                continue
            ours, theirs = (score(side, sample.truth) or 0.0 for side in sides)
            scores[field].append((ours, theirs))
            if field == wrong and ours < theirs:
                print(f"  {sample.name}: {ours:.3f} < {theirs:.3f}")
    behind = [_print_field(name, field, scores[field]) for field in FIELDS if scores[field]]
    refused = [each.name for each in samples if isinstance(read_articlepage(each.page), NotAFeed)]
    print(
        f"{name:16} {len(samples)} pages in {seconds[0]:.1f} s, trafilatura alone {seconds[1]:.1f} s;",
        end=" ",
    )
    print(f"{len(refused)} of them would be refused as no article {', '.join(refused)}".rstrip())
    return any(behind)


def _timed(read: Callable[[Body], Told], page: Body, seconds: list[float], place: int) -> Told:
    started = time.process_time()
    told = read(page)
    seconds[place] += time.process_time() - started
    return told


def _print_field(name: str, field: str, pairs: list[tuple[float, float]]) -> bool:
    ours, theirs = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    is_behind = bool(round(ours, 3) < round(theirs, 3))
    remark = "  BEHIND" if is_behind else ""
    print(f"{name:16} {field:8} {len(pairs):4} pages: ours {ours:.3f}, trafilatura {theirs:.3f}{remark}")
    return is_behind


def _ours(page: Body) -> Told:
    read = read_webpage(page)
    if isinstance(read, NotAFeed):
        return Told()
    entry = article_in(read).entry
    return Told(
        title=entry.title_text,
        authors=entry.authors,
        days=_days(entry.published),
        body=text_of(sanitise(entry.content_html or "", page.url) or ""),
    )


def _theirs(page: Body) -> Told:
    document = trafilatura.bare_extraction(page.content, url=page.url, with_metadata=True)
    if document is None:
        return Told()
    known = document.as_dict() if hasattr(document, "as_dict") else document
    author = known.get("author") or ""
    return Told(
        title=known.get("title"),
        authors=tuple(name.strip() for name in author.split(";") if name.strip()),
        days=_days(known.get("date")),
        body=known.get("text"),
    )


def _days(text: str | None) -> frozenset[date]:
    """Return the day as it is written and the day in UTC: sets do not say which one they mean."""
    written = re.match(r"\d{4}-\d{2}-\d{2}", text or "")
    moment = parse_date(text, ZoneInfo("UTC"))
    days = [moment.astimezone(UTC).date()] if moment else []
    return frozenset([*days, *([date.fromisoformat(written.group())] if written else [])])


def _words(text: str | None) -> Counter[str]:
    return Counter(_WORD.findall((text or "").casefold()))


def _overlap(found: Counter[str], wanted: Counter[str]) -> float | None:
    """Return the F1 of words; None where nothing is known."""
    if not wanted:
        return None
    return 2 * (found & wanted).total() / (found.total() + wanted.total())


def _score_title(side: Told, truth: Told) -> float | None:
    wanted = list(_words(truth.title).elements())
    return float(list(_words(side.title).elements()) == wanted) if wanted else None


def _score_authors(side: Told, truth: Told) -> float | None:
    return _overlap(_words(" ".join(side.authors)), _words(" ".join(truth.authors)))


def _score_date(side: Told, truth: Told) -> float | None:
    return float(bool(side.days & truth.days)) if truth.days else None


def _score_body(side: Told, truth: Told) -> float | None:
    return _overlap(_words(side.body), _words(truth.body))


SCORES: Mapping[str, Callable[[Told, Told], float | None]] = {
    "title": _score_title,
    "authors": _score_authors,
    "date": _score_date,
    "body": _score_body,
}


def _load_fundus(folder: Path) -> Iterator[Sample]:
    for truth in sorted(folder.glob("tests/resources/parser/test_data/*/*.json*")):
        versions = json.loads(_read(truth))
        name = truth.name.partition(".")[0]
        pages = sorted(truth.parent.glob(f"{name}_2*.html.gz"))
        told = json.loads(_read(truth.with_name("meta.info")))
        for page, known in zip(pages, versions.values(), strict=True):
            yield _sample(page, told[page.name]["url"], _fundus_truth(known))


def _fundus_truth(known: Mapping[str, Any]) -> Told:
    body = known.get("body") or {}
    parts = [*body.get("summary", ())]
    for section in body.get("sections", ()):
        parts += [*section["headline"], *section["paragraphs"]]
    return Told(
        title=known.get("title"),
        authors=tuple(known.get("authors") or ()),
        days=_days((known.get("publishing_date") or "").replace(" ", "T")),
        body="\n".join(parts),
    )


def _load_newspaper(folder: Path) -> Iterator[Sample]:
    data = folder / "tests" / "data"
    for page in sorted((data / "html").glob("*.html*")):
        name = page.name.partition(".html")[0]
        text = data / "txt" / f"{name}.txt"
        metadata = next((data / "metadata").glob(f"{name}.json*"), None)
        known = json.loads(_read(metadata)) if metadata else {}
        body = text.read_text(encoding="utf-8") if text.exists() else known.get("text")
        if body:
            truth = Told(
                title=known.get("title"),
                authors=tuple(known.get("authors") or ()),
                days=_days(known.get("publish_date")),
                body=body,
            )
            yield _sample(page, known.get("url") or NOWHERE, truth)


def _load_readability(folder: Path) -> Iterator[Sample]:
    for page in sorted(folder.glob("test/test-pages/*/source.html*")):
        known = json.loads(_read(page.with_name("expected-metadata.json")))
        expected = next(page.parent.glob("expected.html*"))
        truth = Told(
            title=known.get("title"),
            authors=(known["byline"],) if known.get("byline") else (),
            days=_days(known.get("publishedTime")),
            body=LexborHTMLParser(_read(expected)).text(separator=" "),
        )
        yield _sample(page, "http://fakehost/test/page.html", truth)


def _load_scrapinghub(folder: Path) -> Iterator[Sample]:
    for name, known in json.loads(_read(folder / "ground-truth.json.gz")).items():
        page = next(folder.glob(f"html/{name}.html*"))
        yield _sample(page, known["url"], Told(body=known["articleBody"]))


def _sample(path: Path, url: str, truth: Told) -> Sample:
    name = path.parent.name if path.name.startswith("source.") else path.name
    return Sample(name, Body(url=url, content=_read(path), media_type="text/html"), truth)


def _read(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


SETS: Mapping[str, Callable[[Path], Iterator[Sample]]] = {
    "fundus": _load_fundus,
    "newspaper4k": _load_newspaper,
    "readability": _load_readability,
    "scrapinghub-aeb": _load_scrapinghub,
}

if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--folder", type=Path, required=True)
    arguments.add_argument("--wrong", choices=FIELDS)
    given = arguments.parse_args()
    sys.exit(main(given.folder, given.wrong))
