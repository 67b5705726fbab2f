"""What the service costs, beside what does the same in the same run.

    python3 dev.py bench [polling] [reading] [--sources 1000] [--turns 3] [--rounds 20]

`polling`: a thousand sources that have not changed, against `reader`. `reading`: parsing and normalising
the samples, against feedparser alone. Ratios can be compared between machines, the figures cannot.
"""

import argparse
import sys

PARTS = ("polling", "reading")


def main(arguments: list[str]) -> int:
    """Measure the parts that were asked for, or all, print them and return 0."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure what the service costs.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure (default all)")
    parser.add_argument("--sources", type=int, default=1000, help="how many sources are polled")
    parser.add_argument("--turns", type=int, default=3, help="how often each side polls them all")
    parser.add_argument("--rounds", type=int, default=20, help="how often each side reads the samples")
    options = parser.parse_args(arguments)
    parts = options.parts or PARTS
    if "polling" in parts:
        # First, and imported here: a child's peak memory counts from what its parent holds when it starts.
        from benchmarks.polling.compare import measure_polling

        measure_polling(sources=options.sources, turns=options.turns)
    if "reading" in parts:
        from benchmarks.reading import measure_reading

        measure_reading(options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
