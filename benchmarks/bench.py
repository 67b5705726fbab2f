"""What the service costs, beside what does the same in the same run.

    python3 dev.py bench [costs] [polling] [reading] [matching] [publishing]
        [searching] [serving] [--sources 1000] [--turns 3] [--rounds 20] [--items 100000]

`costs`: a thousand feeds of thirty entries, unchanged, with one new entry, all new, against `reader`, rss2email
and sfeed.
`polling`: a thousand sources that have not changed, against `reader`. `reading`: parsing and normalising
the samples, against feedparser alone, and feeds in which little is new, in part against whole. `matching`:
one item against a store of so many, beside datasketch. `publishing`: twenty sections of a hundred stories, all of
them and after one has changed. `searching`: what readers look for in so many stories.
`serving`: a feed of 100 kB, whole and known already, beside nginx.
Ratios can be compared between machines, the figures cannot.
"""

import argparse
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping

# Each part is imported where it is measured: a child's peak memory counts from what its parent holds when it starts.


def _costs(options: Namespace) -> None:
    from benchmarks.polling.costs import measure_costs

    measure_costs(sources=options.sources, turns=options.turns)


def _polling(options: Namespace) -> None:
    from benchmarks.polling.compare import measure_polling

    measure_polling(sources=options.sources, turns=options.turns)


def _reading(options: Namespace) -> None:
    from benchmarks.news import measure_news
    from benchmarks.reading import measure_reading

    measure_reading(options.rounds)
    measure_news(options.rounds)


def _matching(options: Namespace) -> None:
    from benchmarks.matching import measure_matching

    measure_matching(items=options.items)


def _publishing(_: Namespace) -> None:
    from benchmarks.publishing import measure_publishing

    measure_publishing(sections=20, entries=100, rounds=5)


def _searching(options: Namespace) -> None:
    from benchmarks.searching import measure_searching

    measure_searching(items=options.items)


def _serving(options: Namespace) -> None:
    from benchmarks.serving import measure_serving

    measure_serving(turns=options.turns)


PARTS: Mapping[str, Callable[[Namespace], None]] = {
    "costs": _costs,
    "polling": _polling,
    "reading": _reading,
    "matching": _matching,
    "publishing": _publishing,
    "searching": _searching,
    "serving": _serving,
}
"""In the order in which they are measured: those that start children first."""


def main(arguments: list[str]) -> int:
    """Measure the parts that were asked for, or all, print them and return 0."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure what the service costs.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure (default all)")
    parser.add_argument("--sources", type=int, default=1000, help="how many sources are polled")
    parser.add_argument("--turns", type=int, default=3, help="how often each side polls them all")
    parser.add_argument("--rounds", type=int, default=20, help="how often each side reads the samples")
    parser.add_argument(
        "--items", type=int, default=100_000, help="how large the store grows, for matching and searching"
    )
    options = parser.parse_args(arguments)
    for name, measure in PARTS.items():
        if name in (options.parts or PARTS):
            measure(options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
