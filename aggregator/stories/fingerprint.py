"""The fingerprint of a version: keys by which the index finds its copies, and a sketch by which they are compared.

White space, punctuation, case and word order beyond five words play no part, for outlets change them. The same
text gives the same fingerprint on every machine and in every process.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest
from urllib.parse import urlsplit

from aggregator.model.comparison import plain, squash
from aggregator.model.item import STOPPING, Label, Version
from aggregator.model.sketch import SHINGLES_KEPT, Digests, Sketch
from aggregator.stories.addresses import same_article

KEYS_KEPT = 32
"""Shingles of five words that are indexed, the smallest by digest: two copies share most of theirs. At 32 an item
costs SQLite .65 ms to insert; 653 of 653 real copies shared six or more."""
STEM_LETTERS = 5
"""Letters by which headline words are compared: "kills", "killed" and "killing" are one."""
TITLE_WORDS = 3
"""Telling words from which on a headline is a key: "Morning briefing" is none."""
LEAD_WORDS = 60
"""How a text begins: what is left of it in a summary, and by what a trimmed copy is told from a quotation."""
KILLED_WORDS = 120
"""From so many words on a wire file that is canceled has the killed text itself; a note to kill has fewer."""
STEMS_KEPT = 2_000
NUMBERS_KEPT = 500

REVISING = frozenset(
    {
        Label.CORRECTED,
        Label.CORRECTIVE,
        Label.WRITETHRU,
        Label.UPDATE,
        Label.WRAPUP,
        Label.REFILE,
        Label.REPEAT,
    }
)
"""The labels by which a desk says that it sends something again."""

# Scripts without spaces are compared character by character.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MASK = 2**64 - 1
_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93)
_COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        """an the of to in on for and or as at by with from is are was were be been has have had it its his her their
        this that not no but after over into will would says said say new up out more than who how why what
        le la les un une des du de et ou au aux en dans sur pour par avec sans est sont été être a ont il elle ils
        elles ce cette ces son sa ses leur leurs que qui quoi dont plus pas ne se après selon dit""",
    )
)
"""English and French words that headlines of any story have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What one version is found by, and what it is compared by."""

    keys: tuple[int, ...]
    """63-bit digests, ascending."""
    sketch: Sketch


def fingerprint(
    version: Version, *, seen_at: datetime, boilerplate: frozenset[str] = frozenset()
) -> Fingerprint | None:
    """Return a version's fingerprint; a kill or a withhold has none, unless it came with the text that it stops.

    Every note to kill reads alike ("Editors, publishers: kill ..."): as text they would all be one story. One that
    was purged has no words; its item keeps the fingerprints that it had. `boilerplate` are digests of lines that
    its source repeats, as `stories.boilerplate` learns them.
    """
    if version.is_purged:
        return None
    text = _compared_text(version, boilerplate)
    words = [_word(word) for word in _words(text)]
    if version.label in STOPPING and not (version.is_wire and len(words) >= KILLED_WORDS):
        return None
    sketch = _sketch(version, text, words, at=version.published or seen_at)
    return Fingerprint(keys=_keys(version, words, sketch.title), sketch=sketch)


def _sketch(version: Version, text: str, words: Sequence[int], *, at: datetime) -> Sketch:
    triples = _threes(words)
    return Sketch(
        at=int(at.astimezone(UTC).timestamp()),
        words=len(words),
        shingles=_smallest(set(triples), SHINGLES_KEPT),
        lead=_ascending(triples[: LEAD_WORDS - 2]),
        numbers=_smallest(_numbers(f"{version.title} {text}"), NUMBERS_KEPT),
        stems=_smallest({stem & 0xFFFF for stem in _stems(text)}, STEMS_KEPT),
        title=_ascending(_title_stems(version.title)),
        headline=_digest(f"headline {squash(version.title)}"),
        link=_link(version.url),
        agency=_digest(version.agency) >> 32 if version.agency else 0,
        is_revision=version.label in REVISING,
    )


def line_digest(line: str) -> str:
    """Return the digest by which a line of a text is known as its source's boilerplate; "" for what says too little."""
    letters = squash(line)
    return f"{_digest(letters):016x}" if len(letters) >= STEM_LETTERS else ""


def _compared_text(version: Version, boilerplate: frozenset[str]) -> str:
    """Return what is compared: the text, or the summary where there is none, without its source's boilerplate."""
    text = version.text or plain(version.summary_html)
    if boilerplate:
        text = "\n".join(line for line in text.split("\n") if line_digest(line) not in boilerplate)
    return unicodedata.normalize("NFKC", text).casefold()


def _keys(version: Version, words: Sequence[int], title: Digests) -> tuple[int, ...]:
    found = set(_smallest(set(_fives(words)), KEYS_KEPT))
    if len(title) >= TITLE_WORDS:
        found.add(_digest(f"title {squash(version.title)}"))
    link = _link(version.url)
    if link:
        found.add(link)
    return tuple(sorted(key >> 1 for key in found))  # databases know signed numbers only


def _link(url: str | None) -> int:
    if url is None:
        return 0
    parts = urlsplit(url)
    if parts.path in {"", "/"} and not parts.query:
        return 0  # the outlet's front page is no story (feeds that link every entry to it)
    return _digest(f"link {same_article(url)}")


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _fives(words: Sequence[int]) -> list[int]:
    """Return a digest of every five words in a row; of a shorter text one of all its words."""
    one, two, three, four, five = _ODD
    rows = zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)
    sums = [a * one + b * two + c * three + d * four + e * five for a, b, c, d, e in rows]
    return _mixed(sums or _whole(words))


def _threes(words: Sequence[int]) -> list[int]:
    """Return a digest of every three words in a row, as `_fives` does, and shorter."""
    one, two, three, *_ = _ODD
    rows = zip(words, words[1:], words[2:], strict=False)
    sums = [a * one + b * two + c * three for a, b, c in rows]
    return [each >> 32 for each in _mixed(sums or _whole(words))]


def _whole(words: Sequence[int]) -> list[int]:
    return [sum(word * odd for word, odd in zip(words, _ODD, strict=False))] if words else []


def _mixed(sums: Sequence[int]) -> list[int]:
    cut = [each & _MASK for each in sums]
    return [((each ^ (each >> 32)) * _ODD[0]) & _MASK for each in cut]


def _title_stems(title: str) -> list[int]:
    words = _words(unicodedata.normalize("NFKC", title).casefold())
    return [_stem(word) for word in words if word not in _COMMON_WORDS]


def _stems(text: str) -> set[int]:
    return {_stem(word) for word in set(_words(text))}


@lru_cache(maxsize=16_384)
def _stem(word: str) -> int:
    return _word(word if word.isdigit() else word[:STEM_LETTERS]) >> 32


def _numbers(text: str) -> set[int]:
    return {_word(number.replace(",", "")) >> 32 for number in set(_NUMBER.findall(text))}


def _ascending(values: Iterable[int]) -> Digests:
    return tuple(sorted(set(values)))


def _smallest(values: set[int], count: int) -> Digests:
    return tuple(nsmallest(count, values) if len(values) > count else sorted(values))


@lru_cache(maxsize=65_536)
def _word(word: str) -> int:
    return _digest(word)


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
