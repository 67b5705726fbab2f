"""The fingerprint of a version: keys by which the index finds its copies, and a sketch by which they are compared.

White space, punctuation, case and word order beyond five words play no part, for outlets change them. The same
text gives the same fingerprint on every machine and in every process.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from urllib.parse import urlsplit

from aggregator.model.comparison import plain, squash
from aggregator.model.item import STOPPING, Label, Version
from aggregator.model.sketch import SHINGLES_KEPT, Sketch, count_of, pack_digests, pack_short_digests
from aggregator.stories.addresses import same_article
from aggregator.stories.runs import Column, digest_runs, lane_of, read_lanes

KEYS_KEPT = 32
"""Shingles of five words that are indexed, the smallest by digest: two copies share most of theirs. At 32 an item
costs SQLite .65 ms to insert; 653 of 653 real copies shared six or more."""
STEM_LETTERS = 5
"""Letters by which headline words are compared: "kills", "killed" and "killing" are one."""
STEM_BYTES = 4
TITLE_WORDS = 3
"""Telling words from which on a headline is a key: "Morning briefing" is none."""
LEAD_WORDS = 60
"""How a text begins: what is left of it in a summary, and by what a trimmed copy is told from a quotation."""
KILLED_WORDS = 120
"""From so many words on a wire file that is canceled has the killed text itself; a note to kill has fewer."""
STEMS_KEPT = 2_000
NUMBERS_KEPT = 500
WORDS_REMEMBERED = 65_536
"""Words whose digests are kept, about 12 MB of them: a text repeats most of what others have."""
NUMBERS_REMEMBERED = 8_192

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
_NO_FIGURE = {code: " " for code in range(128) if chr(code) not in "0123456789.,"}
_NUMBER = re.compile(r"\d\d*(?:[.,]\d+)*")
"""To begin with one figure rather than with any lets the search jump to it."""
_STEM, _SHORT_STEM = Column("I", 3), Column("H", 6)
"""Where a word's stem stands in its lane, and the lower half of it."""
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
    text = _without_signs(_compared_text(version, boilerplate))
    words = _words(text)
    if version.label in STOPPING and not (version.is_wire and len(words) >= KILLED_WORDS):
        return None
    lanes = _lanes(words)
    runs = digest_runs(lanes)
    sketch = Sketch(
        at=int((version.published or seen_at).astimezone(UTC).timestamp()),
        words=len(words),
        shingles=pack_digests(_smallest(runs.threes, SHINGLES_KEPT)),
        lead=pack_digests(_each_once(runs.threes[: LEAD_WORDS - 2])),
        numbers=pack_digests(_smallest(_numbers(f"{version.title} {text}"), NUMBERS_KEPT)),
        stems=pack_short_digests(_smallest(read_lanes(lanes, _SHORT_STEM), STEMS_KEPT)),
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
    return tuple(sorted([key >> 1 for key in found]))  # databases know signed numbers only


def _link(url: str | None) -> int:
    if url is None:
        return 0
    parts = urlsplit(url)
    if parts.path in {"", "/"} and not parts.query:
        return 0  # the outlet's front page is no story (feeds that link every entry to it)
    return _digest(f"link {same_article(url)}")


def _without_signs(text: str) -> str:
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    return text


def _words(text: str) -> list[str]:
    return text.translate(_NO_ASCII_LETTER).split() if text.isascii() else _WORD.findall(text)


def _title_stems(title: str) -> list[int]:
    words = _words(_without_signs(unicodedata.normalize("NFKC", title).casefold()))
    return _each_once(read_lanes(_lanes([word for word in words if word not in _COMMON_WORDS]), _STEM))


def _numbers(text: str) -> Sequence[int]:
    told = text.translate(_NO_FIGURE).split() if text.isascii() else _NUMBER.findall(text)
    if _numbers_in.cache_info().currsize + len(told) > NUMBERS_REMEMBERED:
        _numbers_in.cache_clear()
    return array("I", b"".join(map(_numbers_in, told)))


@cache
def _numbers_in(token: str) -> bytes:
    """Return the digests of a token's numbers, of 32 bits each."""
    return pack_digests(_digest(number.replace(",", "")) >> 32 for number in _NUMBER.findall(token))


def _each_once(digests: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(digests))


def _smallest(digests: Iterable[int], count: int) -> list[int]:
    """Return the digests, each once, as they come; of more than `count` the smallest, ascending."""
    found = _each_once(digests)
    return found if len(found) <= count else sorted(found)[:count]


def _lowest(fives: Sequence[int]) -> list[int]:
    """Return the smallest `KEYS_KEPT`; digests are spread evenly, so that few of them have to be put in order."""
    limit = 2 * KEYS_KEPT * 2**64 // max(1, len(fives))
    low = {each for each in fives if each < limit}
    return sorted(low if len(low) >= KEYS_KEPT else set(fives))[:KEYS_KEPT]


def _lanes(words: Sequence[str]) -> bytes:
    """Return the words' digests in their lanes, and at the end of each lane that of the word's stem."""
    if _lane.cache_info().currsize + len(words) > WORDS_REMEMBERED:
        _lane.cache_clear()  # to find what was not used for long would take longer
    return b"".join(map(_lane, words))


@cache
def _lane(word: str) -> bytes:
    stem = word if word.isdigit() else word[:STEM_LETTERS]
    return lane_of(_hash(word), _hash(stem)[-STEM_BYTES:])


def _digest(text: str) -> int:
    return int.from_bytes(_hash(text), "little")


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
