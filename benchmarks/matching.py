"""What matching one item costs while the store grows, beside datasketch's MinHash-LSH in the same run.

A thousand articles are stored and matched as the service does it; drawn fingerprints fill the index up to each size
(`benchmarks.archive`). Then a thousand new articles come, every other one a copy of a stored one, and each is timed;
what the matcher does for a portion at once counts a share for each.
The outlets' boxes have not been learned: that is the dearest state. Each side has a process of its own. The times are
CPU time, for a machine that has other work too.
"""

import resource
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

from aggregator.database.engine import Database
from aggregator.database.prints import Printed, Prints, Unprinted, place_of
from aggregator.model.decision import Evidence, Print
from aggregator.stories.alike import compare
from aggregator.stories.fingerprint import fingerprint
from aggregator.stories.matcher import PORTION
from benchmarks.archive import fill
from benchmarks.matching_peer import measure_peer
from benchmarks.newsdesk import clusters, make_matcher, match_all, open_desk, store
from benchmarks.newsroom import BEGAN, Article, Newsroom

STORED = 1_000
NEW = 1_000
ALONE = 100
SMALLEST = 10_000
PEER_UP_TO = 100_000
"""datasketch keeps its index in memory, some 9 kB an item."""


@dataclass(slots=True)
class Cost:
    """What matching new items took, in seconds; a step that is done for all together counts a share for each."""

    steps: dict[str, list[float]] = field(default_factory=dict)
    bytes_an_item: float = 0
    peak_mebibytes: float = 0
    alone: list[float] = field(default_factory=list)
    """What items took of which each came alone."""
    found: float = 0
    """Of the planted copies, how many are in their story; of the peer, how many are found."""

    def time(self, step: str, began: float, *, shared_by: int = 1) -> None:
        """Remember that a step, begun at that time, is done."""
        each = (time.process_time() - began) / shared_by
        self.steps.setdefault(step, []).extend([each] * shared_by)

    def share(self, step: str, began: float, parts: Sequence[int]) -> None:
        """Remember that a step for all together is done, of which each has a part of that size."""
        a_part = (time.process_time() - began) / sum(parts)
        self.steps.setdefault(step, []).extend(a_part * part for part in parts)

    @property
    def whole(self) -> list[float]:
        """Return what each item took in all its steps."""
        return [sum(step) for step in zip(*self.steps.values(), strict=True)]


def measure_matching(*, items: int, peer_up_to: int = PEER_UP_TO) -> None:
    """Measure and print both sides at 10,000 items, ten times as many, and so on up to `items`."""
    print(f"matching: {NEW} new items, half of them copies, against a store of")
    size = min(SMALLEST, items)
    while size <= items:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/store.db"
            _alone(_prepare, url, size)
            _print(f"{size:,} aggregator", _alone(_measure, url, size))
        if size <= peer_up_to:
            _print(f"{size:,} datasketch", _alone(_measure_peer, "", size))
        size *= 10


def _alone(function: Callable[[str, int], Cost], url: str, size: int) -> Cost:
    """Call the function in a process of its own, so that its peak memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, url, size).result()


def _articles() -> tuple[Newsroom, list[Article], list[Article]]:
    """Return the newsroom, the stored articles and the new ones, every other one a copy."""
    newsroom = Newsroom()
    stored = [newsroom.article(story) for story in range(STORED)]
    copies = [newsroom.copies(each, 1)[0] for each in stored[: NEW // 2]]
    others = [newsroom.article(STORED + number) for number in range(NEW // 2)]
    return newsroom, stored, [each for pair in zip(copies, others, strict=True) for each in pair]


def _prepare(url: str, size: int) -> Cost:
    newsroom, stored, _ = _articles()
    with open_desk(url) as database:
        store(database, stored)
        match_all(database)
        fill(database, newsroom, size - STORED)
    return Cost()


def _measure(url: str, size: int) -> Cost:
    _, _, new = _articles()
    cost = Cost(bytes_an_item=Path(url.removeprefix("sqlite:///")).stat().st_size / size)
    with open_desk(url) as database:
        store(database, new)
        _match(database, cost)
        cost.found = _joined(database, new)
        _match_alone(database, cost)
    cost.peak_mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return cost


def _match(database: Database, cost: Cost) -> None:
    """Do for all items that wait what the matcher does, portion by portion and step by step."""
    prints = Prints(database)
    while prints.has_waiting():
        _compare_portion(prints, cost)
    matcher = make_matcher(database, first_id=STORED + 1)
    began = time.process_time()
    while matcher.match_portion(BEGAN) is not None:
        pass
    cost.time("group", began, shared_by=NEW)


def _match_alone(database: Database, cost: Cost) -> None:
    """Match some more items one after the other: an item that comes alone pays for a whole portion's statements."""
    newsroom = Newsroom(seed=2)
    matcher = make_matcher(database, first_id=STORED + NEW + 1)
    for number in range(ALONE):
        store(database, [newsroom.article(number)])
        began = time.process_time()
        while matcher.match_portion(BEGAN) is not None:
            pass
        cost.alone.append(time.process_time() - began)


def _compare_portion(prints: Prints, cost: Cost) -> None:
    began = time.process_time()
    waiting = prints.waiting(limit=PORTION)
    cost.time("load", began, shared_by=len(waiting))
    printed = [_printed(each, cost) for each in waiting]
    began = time.process_time()
    prints.add(printed)
    cost.time("insert", began, shared_by=len(printed))
    found = _candidates(prints, printed, cost)
    began = time.process_time()
    known = prints.of(item for some in found for item in some)
    cost.share("read", began, [len(some) for some in found])
    evidence = [
        proof
        for each, some in zip(printed, found, strict=True)
        for proof in _compared(each, some, known, cost)
    ]
    began = time.process_time()
    prints.compared(evidence, {each.item: each.ordinal for each in waiting})
    cost.time("keep", began, shared_by=len(printed))


def _printed(unprinted: Unprinted, cost: Cost) -> Printed:
    began = time.process_time()
    made = fingerprint(unprinted.version, seen_at=unprinted.seen_at)
    cost.time("fingerprint", began)
    assert made is not None
    place = place_of(made.sketch.at, source=unprinted.source, guid=unprinted.guid)
    return Printed(
        item=unprinted.item, ordinal=unprinted.ordinal, place=place, keys=made.keys, sketch=made.sketch
    )


def _candidates(prints: Prints, printed: Sequence[Printed], cost: Cost) -> list[tuple[int, ...]]:
    began = time.process_time()
    shared = prints.shared(key for each in printed for key in each.keys)
    cost.time("shared keys", began, shared_by=len(printed))
    asked = prints.candidates([(each.place, [key for key in each.keys if key in shared]) for each in printed])
    found = []
    for _ in printed:
        began = time.process_time()
        found.append(next(asked))
        cost.time("candidates", began)
    return found


def _compared(
    printed: Printed, found: Sequence[int], known: Mapping[int, Print], cost: Cost
) -> Sequence[Evidence]:
    began = time.process_time()
    proofs = [compare(known[printed.item], known[other]) for other in found if other != printed.item]
    cost.time("compare", began)
    return [proof for proof in proofs if proof is not None]


def _joined(database: Database, new: Sequence[Article]) -> float:
    _, stored, _ = _articles()
    originals = {each.story: (each.source, each.guid) for each in stored}
    pairs = [((each.source, each.guid), originals[each.story]) for each in new if each.story in originals]
    home = {name: names for names in clusters(database) for name in names}
    return sum(one in home[other] for one, other in pairs) / len(pairs)


def _measure_peer(_url: str, size: int) -> Cost:
    _, stored, new = _articles()
    cost = Cost()
    cost.found = measure_peer(stored, new, size=size, told=cost.time)
    cost.peak_mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return cost


def _print(title: str, cost: Cost) -> None:
    size = f", {cost.bytes_an_item:,.0f} bytes an item" if cost.bytes_an_item else ""
    peak = f"peak {cost.peak_mebibytes:.0f} MiB"
    print(f"  {title:<22} {_told(cost.whole)}, copies found {cost.found:.3f}, {peak}{size}")
    for step, taken in cost.steps.items():
        print(f"    {step:<20} {_told(taken)}")
    if cost.alone:
        print(f"    {'(one that comes alone)':<22} {_told(cost.alone)}")


def _told(seconds: Sequence[float]) -> str:
    last = quantiles(seconds, n=100)[98]
    return f"median {median(seconds) * 1e3:6.2f} ms, 99th percentile {last * 1e3:6.2f} ms"
