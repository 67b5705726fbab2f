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
from urllib.parse import urlsplit

from aggregator.model.comparison import plain, squash
from aggregator.model.item import STOPPING, Label, Version
from aggregator.model.sketch import SHINGLES_KEPT, Sketch, count_of, pack_digests, pack_short_digests
from aggregator.stories.addresses import same_article
from aggregator.stories.runs import digest_runs, lane_of

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
_SIGNS = "’‘“”–—"
"""Without these, nine texts of ten are ASCII; those are cut into words ten times as fast."""
_NO_ASCII_LETTER = {code: " " for code in range(128) if not chr(code).isalnum()}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
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


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word gives to the digests of its text."""

    lane: bytes
    stem: int


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
    words = _words(text)
    if version.label in STOPPING and not (version.is_wire and len(words) >= KILLED_WORDS):
        return None
    known = list(map(_known, words))
    runs = digest_runs([word.lane for word in known])
    sketch = Sketch(
        at=int((version.published or seen_at).astimezone(UTC).timestamp()),
        words=len(words),
        shingles=pack_digests(_smallest(runs.threes, SHINGLES_KEPT)),
        lead=pack_digests(_each_once(runs.threes[: LEAD_WORDS - 2])),
        numbers=pack_digests(_smallest(_numbers(f"{version.title} {text}"), NUMBERS_KEPT)),
        stems=pack_short_digests(_smallest([word.stem for word in known], STEMS_KEPT)),
        title=pack_digests(_title_stems(version.title)),
        headline=_digest(f"headline {squash(version.title)}"),
        link=_link(version.url),
        is_revision=version.label in REVISING,
    )
    return Fingerprint(keys=_keys(version, runs.fives, sketch), sketch=sketch)


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


def _keys(version: Version, fives: Sequence[int], sketch: Sketch) -> tuple[int, ...]:
    found = set(_lowest(fives))
    if count_of(sketch.title) >= TITLE_WORDS:
        found.add(_digest(f"title {squash(version.title)}"))
    if sketch.link:
        found.add(sketch.link)
    return tuple(sorted(key >> 1 for key in found))  # databases know signed numbers only


def _link(url: str | None) -> int:
    if url is None:
        return 0
    parts = urlsplit(url)
    if parts.path in {"", "/"} and not parts.query:
        return 0  # the outlet's front page is no story (feeds that link every entry to it)
    return _digest(f"link {same_article(url)}")


def _words(text: str) -> list[str]:
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    return text.translate(_NO_ASCII_LETTER).split() if text.isascii() else _WORD.findall(text)


def _title_stems(title: str) -> list[int]:
    words = _words(unicodedata.normalize("NFKC", title).casefold())
    return _each_once([_stem(word) for word in words if word not in _COMMON_WORDS])


def _stem(word: str) -> int:
    return _digest(word if word.isdigit() else word[:STEM_LETTERS]) >> 32


def _numbers(text: str) -> list[int]:
    return [_digest(number.replace(",", "")) >> 32 for number in dict.fromkeys(_NUMBER.findall(text))]


def _each_once(digests: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(digests))


def _smallest(digests: Iterable[int], count: int) -> list[int]:
    """Return the digests, each once, as they come; of more than `count` the smallest, ascending."""
    found = _each_once(digests)
    return found if len(found) <= count else sorted(found)[:count]


def _lowest(fives: Sequence[int]) -> list[int]:
    """Return the smallest `KEYS_KEPT`; digests are spread evenly, so that few of them have to be put in order."""
    limit = 3 * KEYS_KEPT * 2**64 // max(1, len(fives))
    low = {each for each in fives if each < limit}
    return sorted(low if len(low) >= KEYS_KEPT else set(fives))[:KEYS_KEPT]


@lru_cache(maxsize=65_536)
def _known(word: str) -> _Word:
    return _Word(lane_of(_hash(word)), _stem(word) & 0xFFFF)


def _digest(text: str) -> int:
    return int.from_bytes(_hash(text), "little")


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
