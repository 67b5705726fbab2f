"""How well stories are found with less to compare: whole texts, 40 words of each, half of the outlets cut.

    python -m benchmarks.matching_quality --folder DIR

DIR holds articles (`ngpress_items.jsonl.gz`), pairs that were read (`ngpress_pairs_hand.jsonl`) and copies that another
method has found (`ngpress_pairs_auto.jsonl.gz`). Beside it, TF-IDF at .7 on the pairs that were read.
"""

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aggregator.stories.inmemory import Said, match_in_memory
from benchmarks.articles import read_articles, read_records
from benchmarks.newsroom import BEGAN, Article

SUMMARY_WORDS = 40
TFIDF_FROM = 0.7

Pair = tuple[str, str]
IsSame = Callable[[Pair], bool]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pairs of guids, by what is known of them."""

    same: tuple[Pair, ...]
    """Copies and paraphrases, by hand."""
    other: tuple[Pair, ...]
    """Others on one event, and other stories, by hand."""
    copies: tuple[Pair, ...]
    """Across outlets, by another method."""
    traps: tuple[Pair, ...]
    """One box under two headlines."""


def main(arguments: list[str]) -> int:
    """Match the articles in each form, print how well that went, and return 0."""
    parser = argparse.ArgumentParser(
        prog="matching_quality", description="Score matching with less to compare."
    )
    parser.add_argument("--folder", type=Path, required=True, help="where articles and pairs are")
    folder = parser.parse_args(arguments).folder
    articles = read_articles(folder, "ngpress_items.jsonl.gz")
    labelled = read_pairs(folder, {each.guid: each.source for each in articles})
    half = set(sorted({each.source for each in articles})[::2])
    forms = {
        "whole texts": articles,
        f"{SUMMARY_WORDS} words": [cut(each) for each in articles],
        "half of the outlets cut": [cut(each) if each.source in half else each for each in articles],
    }
    for name, form in forms.items():
        _print(name, labelled, _matched(form))
        if name != "half of the outlets cut":
            _print(f"  TF-IDF at {TFIDF_FROM}", labelled, _by_tfidf(form))
    return 0


def read_pairs(folder: Path, outlets: Mapping[str, str]) -> Labelled:
    """Return the labelled pairs; copies within one outlet are left out."""
    hand = list(read_records(folder / "ngpress_pairs_hand.jsonl"))
    auto = list(read_records(folder / "ngpress_pairs_auto.jsonl.gz"))
    copies = _pairs(each for each in auto if each["relation"] == "copy")
    return Labelled(
        same=_pairs(each for each in hand if each["label"] in {"copy", "paraphrase"}),
        other=_pairs(each for each in hand if each["label"] in {"same_event", "different"}),
        copies=tuple(pair for pair in copies if outlets[pair[0]] != outlets[pair[1]]),
        traps=_pairs(each for each in auto if each["relation"] == "boilerplate_trap"),
    )


def cut(article: Article) -> Article:
    """Return the article as a feed without bodies has it."""
    words = article.version.text.split()[:SUMMARY_WORDS]
    return replace(article, version=replace(article.version, text=" ".join(words)))


def _pairs(records: Iterable[Mapping[str, str]]) -> tuple[Pair, ...]:
    return tuple((record["a"], record["b"]) for record in records)


def _matched(articles: Sequence[Article]) -> IsSame:
    said = [
        Said(source=each.source, guid=each.guid, seen_at=BEGAN, versions=(each.version,)) for each in articles
    ]
    clusters = match_in_memory(said).clusters
    home = {said[item].guid: place for place, each in enumerate(clusters) for item in each.items}
    return lambda pair: home[pair[0]] == home[pair[1]]


def _by_tfidf(articles: Sequence[Article]) -> IsSame:
    """Return whether the cosine of two texts' TF-IDF vectors says that they are one."""
    counts = {
        each.guid: Counter(f"{each.version.title} {each.version.text}".casefold().split())
        for each in articles
    }
    holders = Counter(word for words in counts.values() for word in words)

    def weights(guid: str) -> dict[str, float]:
        return {word: n * (1 + math.log(len(counts) / holders[word])) for word, n in counts[guid].items()}

    def cosine(pair: Pair) -> float:
        one, other = weights(pair[0]), weights(pair[1])
        return sum(one[word] * other.get(word, 0) for word in one) / (
            math.hypot(*one.values()) * math.hypot(*other.values())
        )

    return lambda pair: cosine(pair) >= TFIDF_FROM


def _print(name: str, labelled: Labelled, is_same: IsSame) -> None:
    right, wrong = (sum(map(is_same, pairs)) for pairs in (labelled.same, labelled.other))
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "–"
    found, trapped = (sum(map(is_same, pairs)) for pairs in (labelled.copies, labelled.traps))
    print(
        f"  {name:<26} by hand: precision {precision}, recall {right / len(labelled.same):.3f}; copies found "
        f"{found / len(labelled.copies):.3f}; traps merged {trapped} of {len(labelled.traps)}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
