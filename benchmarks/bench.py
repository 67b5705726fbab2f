"""What the service costs, beside what does the same in the same run.

    python3 dev.py bench [costs] [polling] [reading] [matching] [searching] [serving]
        [--sources 1000] [--turns 3] [--rounds 20] [--items 100000]

`costs`: a thousand feeds of thirty entries, unchanged, with one new entry, all new, against `reader`, rss2email
and sfeed.
`polling`: a thousand sources that have not changed, against `reader`. `reading`: parsing and normalising
the samples, against feedparser alone. `matching`: one item against a store of so many, beside datasketch.
`searching`: what readers look for in so many stories. `serving`: a feed of 100 kB, whole and known already,
beside nginx.
Ratios can be compared between machines, the figures cannot.
"""

import argparse
import sys

PARTS = ("costs", "polling", "reading", "matching", "searching", "serving")


def main(arguments: list[str]) -> int:
    """Measure the parts that were asked for, or all, print them and return 0."""
    options = _read_options(arguments)
    parts = options.parts or PARTS
    if "costs" in parts:
        # First, and imported here: a child's peak memory counts from what its parent holds when it starts.
        from benchmarks.polling.costs import measure_costs

        measure_costs(sources=options.sources, turns=options.turns)
    if "polling" in parts:
        from benchmarks.polling.compare import measure_polling

        measure_polling(sources=options.sources, turns=options.turns)
    if "reading" in parts:
        from benchmarks.reading import measure_reading

        measure_reading(options.rounds)
    if "matching" in parts:
        from benchmarks.matching import measure_matching

        measure_matching(items=options.items)
    if "searching" in parts:
        from benchmarks.searching import measure_searching

        measure_searching(items=options.items)
    if "serving" in parts:
        from benchmarks.serving import measure_serving

        measure_serving(turns=options.turns)
    return 0


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure what the service costs.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure (default all)")
    parser.add_argument("--sources", type=int, default=1000, help="how many sources are polled")
    parser.add_argument("--turns", type=int, default=3, help="how often each side polls them all")
    parser.add_argument("--rounds", type=int, default=20, help="how often each side reads the samples")
    parser.add_argument(
        "--items", type=int, default=100_000, help="how large the store grows, for matching and searching"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
