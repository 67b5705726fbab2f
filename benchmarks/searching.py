"""What a reader's search costs: queries of every kind against an index of drawn stories, in SQLite."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

from aggregator.database.batches import batches
from aggregator.database.engine import Database, open_database
from aggregator.database.searching import Search
from aggregator.database.tables import stories
from aggregator.model.searching import read_query, words_in
from benchmarks.newsroom import Newsroom

NOW = datetime(2026, 1, 12, tzinfo=UTC)
HITS = 31
TURNS = 9


def measure_searching(*, items: int) -> None:
    """Fill an index with so many stories, search it for words from the commonest to none, and print what it took."""
    newsroom = Newsroom()
    texts = [article.version.text for article in islice(newsroom.articles(items), items)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "store.db"
        database = open_database(f"sqlite:///{file}", now=NOW, new_uuid=uuid4)
        began = time.process_time()
        _fill(database, texts)
        took = time.process_time() - began
        print(
            f"searching: {items:,} stories, {file.stat().st_size / items:,.0f} bytes and {took / items * 1000:.2f} ms "
            "of CPU a story"
        )
        for name, query in _queries(newsroom.words):
            print(_line(Search(database), name, query))
        database.close()


def _fill(database: Database, texts: Sequence[str]) -> None:
    for numbers in batches(range(len(texts))):
        rows = [{"story": str(n), "status": "usable", "sections": "", "created_at": NOW} for n in numbers]
        with database.writing() as connection:
            connection.execute(stories.insert(), rows)
        Search(database).keep({str(n): " ".join(word.text for word in words_in(texts[n])) for n in numbers})


def _queries(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return what is searched for; the words come from the commonest to the rarest."""
    common, less, seldom, rare = words[0], words[1], words[len(words) // 50], words[len(words) // 2]
    return (
        ("a word in most", common),
        ("a word in some", seldom),
        ("a word in few", rare),
        ("two common words", f"{common} {less}"),
        ("a common and a rare one", f"{common} {rare}"),
        ("two common ones, one behind the other", f'"{common} {less}"'),
        ("some without a common one", f"{seldom} -{common}"),
        ("a beginning", f"{seldom[:3]}*"),
        ("what nobody wrote", "nobodywrotethis"),
    )


def _line(search: Search, name: str, query: str) -> str:
    times: list[float] = []
    found = search.find(read_query(query), limit=HITS)
    for _ in range(TURNS):
        began = time.perf_counter()
        found = search.find(read_query(query), limit=HITS)
        times.append((time.perf_counter() - began) * 1000)
    return f"  {name:40} {len(found):3} found  {statistics.median(times):7.2f} ms, at most {max(times):.2f}"
