"""Which lines a source repeats under its texts: boxes, calls to subscribe, copyright lines."""

from collections import defaultdict
from collections.abc import Iterable

from aggregator.model.comparison import squash
from aggregator.stories.fingerprint import line_digest

HEADLINES = 5
"""Under how many headlines of a source a line must stand: a paragraph of a story stands under its versions' few."""
SHARE = 0.01
"""And in how many of its items: in an archive of thousands, five is chance."""
LEAST_LETTERS = 12
"""Of a shorter line ("he said.") repetition says nothing."""


def learn(items: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the digests of the lines that are a source's boilerplate, from the (title, text) of its items.

    The order of the items plays no part.
    """
    headlines: dict[str, set[str]] = defaultdict(set)
    count = 0
    for title, text in items:
        count += 1
        for line in {line for line in text.split("\n") if len(squash(line)) >= LEAST_LETTERS}:
            headlines[line_digest(line)].add(squash(title))
    least = max(HEADLINES, SHARE * count)
    return frozenset(line for line, titles in headlines.items() if len(titles) >= least)
