"""Which carriers of a story run a text that another carrier's has replaced, or a cut of it.

Numbers are the wire's own word and are compared in `lead`; here the texts speak: an earlier text of an item that
has a newer one, and a copy that stands whole in a later one which goes on.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import permutations

from aggregator.model.comparison import words_digest
from aggregator.model.story import Carrier
from aggregator.model.substance import substance_of, without_remarks

CONTAINED = 0.9
"""From which share of a text's shingles on another text holds it."""
SHINGLE_WORDS = 3
FEWEST_SHINGLES = 20
"""Texts with fewer are headlines and blurbs, which stand in much that is not their sequel."""
NEW_PARAGRAPH_WORDS = 8
"""From how many words on an added paragraph says something."""
KNOWN_PARAGRAPH = 0.5
"""From which share of its shingles on a paragraph was in the other text already."""
MOST_TEXTS = 24
"""Different texts of one story that are compared with one another, the latest; no story has as many."""
LONGEST_WORDS = 20_000
"""Words of a text that are compared."""

REMEMBERED = 128
"""Texts whose shingles are kept: about 12 MB of them."""
WORDS_REMEMBERED = 32_768
"""Words whose substance is kept: a text repeats most of what others have."""

Shingles = frozenset[int]
"""Hashes of runs of words, which no other process sees."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Items that do not run the newest text of their story, and items that run only a part of it."""

    behind: frozenset[int]
    cut: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as it is compared."""

    paragraphs: tuple[Shingles, ...]
    shingles: Shingles


def standing_of(usable: Sequence[Carrier]) -> Standing:
    """Return which of the carriers are behind and which are cut; a function of the set.

    Where an agency carries the story itself, only its own versions replace anything: an outlet that cuts its
    copy to a paywall's stub, or adds paragraphs of its own, has not written a newer version.
    """
    wires = [each for each in usable if each.version.is_agencys_word]
    overtaken, cut = _compare_texts(usable, wires or usable)
    return Standing(_replaced(usable, wires) | overtaken, cut - overtaken)


def is_newer(one: Carrier, other: Carrier, usable: Sequence[Carrier]) -> bool:
    """Return whether one carrier runs a newer version of the story than another."""
    numbers = (one.version.number, other.version.number)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] > numbers[1]
    behind = standing_of(usable).behind
    return other.item in behind and one.item not in behind


def _replaced(usable: Sequence[Carrier], wires: Sequence[Carrier]) -> frozenset[int]:
    """Return the items that still say what was replaced under its guid, or have left the newest text."""
    replaced = frozenset[str]().union(*(each.past_texts for each in wires or usable))
    newest = {words_digest(each.version) for each in wires} - replaced
    return frozenset(
        each.item
        for each in usable
        if (words := words_digest(each.version)) in replaced
        or (words not in newest and each.past_texts & newest)
    )


def _compare_texts(
    usable: Sequence[Carrier], speakers: Sequence[Carrier]
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the items whose text a speaker's later one holds, and those whose text is a part of a speaker's."""
    overtaken, cut = set[int](), set[int]()
    mine = {each.item for each in speakers}
    for running, others in permutations(_by_text(usable), 2):
        signers = [each for each in running if each.item in mine and _signs(each)]
        goes_on = _goes_on(_read(running), _read(others)) if signers else None
        if goes_on is None:
            continue
        for earlier in others:
            signed = [each for each in signers if _is_signed(each, earlier)]
            cut.update({earlier.item} if signed else ())
            overtaken.update(
                {earlier.item} if any(_follows(each, earlier, goes_on) for each in signed) else ()
            )
    return frozenset(overtaken), frozenset(cut)


def _by_text(usable: Sequence[Carrier]) -> list[list[Carrier]]:
    """Return who runs each of the different texts, the latest of these."""
    groups: dict[str, list[Carrier]] = defaultdict(list)
    for carrier in sorted(usable, key=lambda each: (_said_at(each), each.source, each.guid, each.item)):
        groups[words_digest(carrier.version)].append(carrier)
    return list(groups.values())[-MOST_TEXTS:]


def _read(carriers: Sequence[Carrier]) -> _Text:
    """Return the text that these carriers run."""
    return _text(carriers[0].version.text)


@lru_cache(maxsize=REMEMBERED)
def _text(text: str) -> _Text:
    """Return a text as it is compared: it is looked at again with every copy that joins the story."""
    paragraphs = tuple(_paragraphs(text))
    return _Text(paragraphs, frozenset[int]().union(*paragraphs))


def _paragraphs(text: str) -> Iterator[Shingles]:
    left = LONGEST_WORDS
    for line in text.split("\n"):
        said = without_remarks(line).split(maxsplit=left)[:left]
        words = [word for word in map(_substance_of, said) if word]
        left -= len(words)
        if words:
            yield _shingles(words)


def _shingles(words: Sequence[str]) -> Shingles:
    """Return the hashes of every three words in a row; of fewer words that of all."""
    if len(words) < SHINGLE_WORDS:
        return frozenset([hash(tuple(words))])
    runs = zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)
    return frozenset(map(hash, runs))


_substance_of = lru_cache(maxsize=WORDS_REMEMBERED)(substance_of)


@dataclass(frozen=True, slots=True)
class _Sequel:
    """How a longer text goes on where it holds a shorter one."""

    only_behind: bool
    """Whether all that is new stands below the shorter text: then that may be the longer one, trimmed."""


def _goes_on(longer: _Text, shorter: _Text) -> _Sequel | None:
    """Return how the longer text goes on; None where it does not hold the shorter one, or says nothing more."""
    known = shorter.shingles
    if len(known) < FEWEST_SHINGLES or len(known & longer.shingles) < CONTAINED * len(known):
        return None
    places = range(len(longer.paragraphs))
    new = [place for place in places if _is_new(longer.paragraphs[place], known)]
    old = [place for place in places if longer.paragraphs[place] & known]
    return _Sequel(only_behind=new[0] > old[-1]) if new else None


def _is_new(paragraph: Shingles, known: Shingles) -> bool:
    is_long = len(paragraph) + SHINGLE_WORDS > NEW_PARAGRAPH_WORDS
    return is_long and len(paragraph & known) < KNOWN_PARAGRAPH * len(paragraph)


def _signs(carrier: Carrier) -> bool:
    """Return whether a copy may be the agency's at all: most pairs of texts need not be read."""
    return carrier.version.is_agencys_word or carrier.version.agency is not None


def _is_signed(later: Carrier, earlier: Carrier) -> bool:
    """Return whether the longer copy is the agency's: its own, or one that names it and no other than the earlier."""
    if later.version.is_agencys_word:
        return True
    agency = later.version.agency
    return agency is not None and earlier.version.agency in (None, agency)


def _follows(later: Carrier, earlier: Carrier, goes_on: _Sequel) -> bool:
    """Return whether the longer copy is a newer version; trimmed endings alone make none of an outlet's copy."""
    if later.version.number is not None and earlier.version.number is not None:
        return False  # the wire's own numbers decide
    is_sequel = later.version.is_agencys_word or not goes_on.only_behind
    return is_sequel and _said_at(later) > _said_at(earlier)


def _said_at(carrier: Carrier) -> datetime:
    return carrier.version.updated or carrier.version.published or carrier.version_seen
