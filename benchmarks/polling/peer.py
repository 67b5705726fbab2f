"""The peer: `reader` with its store, which polls every feed of a list once.

python -m benchmarks.polling.peer STORE URLS
"""

import sys
from pathlib import Path

from reader import make_reader

WORKERS = 16


def main(store: str, urls: Path) -> int:
    """Poll every feed and return 0."""
    with make_reader(store) as reader:
        for url in urls.read_text(encoding="utf-8").split():
            reader.add_feed(url, exist_ok=True)
        reader.update_feeds(scheduled=False, workers=WORKERS)  # True would skip what it has just polled
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
