"""Whether the order of arrival changes any story: articles stored and matched in every way that may differ.

    python -m benchmarks.orders --folder DIR [--limit 20000] [--few 2000] [--drawn N]

DIR holds files of articles, `*_items.jsonl.gz`, each line an object with `id`, `outlet`, `title`, `body` and one of
`published_date`, `published`, `first_seen`. The stories must be the same, as sets of items, whatever came first.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.articles import read_articles
from benchmarks.newsdesk import Names, clusters, count_matched, match_all, open_desk, store
from benchmarks.newsroom import BEGAN, Article, Newsroom
from tests.database.stores import start_postgresql

BATCH = 500
"""Articles that are stored before the matcher runs."""
MATCHERS = 2

Stories = frozenset[Names]


def main(arguments: list[str]) -> int:
    """Store and match the articles in every way, print what came of each, and return 1 if any two differ."""
    parser = argparse.ArgumentParser(prog="orders", description="Compare the stories of orders of arrival.")
    parser.add_argument("--folder", type=Path, help="where the files of articles are")
    parser.add_argument("--limit", type=int, default=20_000, help="how many of these articles")
    parser.add_argument("--few", type=int, default=2_000, help="how many are also matched one by one")
    parser.add_argument("--drawn", type=int, default=0, help="how many drawn articles, in place of a folder")
    parser.add_argument("--seeds", type=int, default=3, help="how many random orders")
    options = parser.parse_args(arguments)
    articles = list(Newsroom().articles(options.drawn)) if options.drawn else read_articles(options.folder)
    articles = random.Random(1).sample(articles, min(options.limit, len(articles)))
    few = in_time_order(articles)[: options.few]  # close to each other, so that they have copies
    differing = compare_orders(articles, seeds=options.seeds) + compare_one_by_one(few)
    return 1 if differing else 0


def compare_orders(articles: Sequence[Article], *, seeds: int) -> int:
    """Return how many ways of arrival lead to other stories than the order of time."""
    ordered = in_time_order(articles)
    expected = _timed("in time order", lambda: play(ordered))
    ways: dict[str, Callable[[], Stories]] = {"in one batch": lambda: play(articles, batch=len(articles))}
    for seed in range(seeds):
        ways[f"at random ({seed})"] = lambda seed=seed: play(shuffled(articles, seed))  # type: ignore[misc]
    ways["two matchers, PostgreSQL"] = lambda: play_with_two_matchers(shuffled(articles, seeds))
    return sum(_timed(name, way) != expected for name, way in ways.items())


def compare_one_by_one(articles: Sequence[Article]) -> int:
    """Return 1 if matching after each single article leads to other stories than matching batches."""
    expected = _timed(f"{len(articles)} in batches", lambda: play(in_time_order(articles)))
    return int(_timed("one by one", lambda: play(shuffled(articles, 9), batch=1)) != expected)


def play(articles: Sequence[Article], *, batch: int = BATCH) -> Stories:
    """Store the articles in this order and match after each batch; return the stories of a new SQLite store."""
    with tempfile.TemporaryDirectory() as folder, open_desk(f"sqlite:///{folder}/store.db") as database:
        for start in range(0, len(articles), batch):
            store(database, articles[start : start + batch])
            match_all(database, first_id=start + 1)
        return clusters(database)


def play_with_two_matchers(articles: Sequence[Article]) -> Stories:
    """Store the articles in PostgreSQL while two processes match; return the stories."""
    with start_postgresql() as server:
        url = server.new_database()
        with (
            open_desk(url) as database,
            ProcessPoolExecutor(MATCHERS, mp_context=get_context("spawn")) as pool,
        ):
            work = [
                pool.submit(match_until, url, len(articles), first_id=1 + 10**9 * n) for n in range(MATCHERS)
            ]
            for start in range(0, len(articles), BATCH):
                store(database, articles[start : start + BATCH])
            portions = [each.result() for each in work]
            print(f"    portions of each matcher: {portions}")
            return clusters(database)


def match_until(url: str, count: int, *, first_id: int) -> int:
    """Match, beside other processes, until so many items are in stories; return how many portions that took."""
    portions = 0
    with open_desk(url) as database:
        while count_matched(database) < count:
            portions += match_all(database, first_id=first_id + portions * 10_000)
            time.sleep(0.05)
        return portions


def in_time_order(articles: Sequence[Article]) -> list[Article]:
    """Return them by their own time."""
    return sorted(articles, key=lambda each: (each.version.published or BEGAN, each.source, each.guid))


def shuffled(articles: Sequence[Article], seed: int) -> list[Article]:
    """Return them in an order of this seed."""
    return random.Random(seed).sample(articles, len(articles))


def _timed(name: str, way: Callable[[], Stories]) -> Stories:
    began = time.perf_counter()
    stories = way()
    several = sum(len(names) > 1 for names in stories)
    seconds = time.perf_counter() - began
    print(f"  {name:<26} {len(stories)} stories, {several} of several items, {seconds:.0f} s", flush=True)
    return stories


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
