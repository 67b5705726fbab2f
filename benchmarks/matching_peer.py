"""datasketch's MinHash-LSH over the same articles: what it takes to insert one and to find its copies."""

import re
import time
from collections.abc import Callable, Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH

from benchmarks.newsroom import Article

PERMUTATIONS = 128
THRESHOLD = 0.5
SHINGLE_WORDS = 3


def measure_peer(
    stored: Sequence[Article], new: Sequence[Article], *, size: int, told: Callable[[str, float], None]
) -> float:
    """Fill the index up to `size`, tell what each new article took, and return how many copies were found."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for article in stored:
        index.insert(article.story, _hashed(article))
    chance = np.random.default_rng(1)
    for number in range(len(stored), size):
        drawn = _hashed_words([])
        drawn.hashvalues = chance.integers(0, 2**32, PERMUTATIONS, dtype=drawn.hashvalues.dtype)
        index.insert(-number, drawn)
    found = [_match(index, article, told) for article in new]
    stories = {article.story for article in stored}
    copies = [article.story in stories for article in new]
    return sum(hit for hit, is_copy in zip(found, copies, strict=True) if is_copy) / sum(copies)


def _match(index: MinHashLSH, article: Article, told: Callable[[str, float], None]) -> bool:
    began = time.process_time()
    hashed = _hashed(article)
    told("fingerprint", began)
    began = time.process_time()
    found = index.query(hashed)
    told("query", began)
    began = time.process_time()
    index.insert((article.source, article.guid), hashed)
    told("insert", began)
    return article.story in found


def _hashed(article: Article) -> MinHash:
    return _hashed_words(re.findall(r"\w+", article.version.text))


def _hashed_words(words: Sequence[str]) -> MinHash:
    made = MinHash(num_perm=PERMUTATIONS)
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    made.update_batch({" ".join(words[start : start + SHINGLE_WORDS]).encode() for start in starts})
    return made
