"""Whether two items are one story: a decision over two prints, with its figures.

Every threshold was measured on real pairs (docs/why/matching.md): `contained` and `common` are shares of
three-word shingles, as `model.sketch.overlap` gives them.
"""

from dataclasses import dataclass
from itertools import product

from aggregator.model.decision import JOINS_FROM, Evidence, EvidenceKind, Print
from aggregator.model.sketch import Overlap, Sketch, count_of, overlap, set_of, share, short_set_of

MINUTE, HOUR, DAY = 60, 3_600, 86_400

COMMON, CONTAINED = 0.36, 0.55
"""From here on two texts are one piece of copy: real copies from .36/.56 on, others on one event to .30/.55."""
CUT_CONTAINED, CUT_COMMON, CUT_COMMON_AT_HOME = 0.8, 0.24, 0.15
"""A cut: most of the shorter stands in the longer. Below that share of both it may be a text with a quotation."""
TRIMMED_CONTAINED, TRIMMED_LEADS = 0.85, 0.7
"""A trimmed tail: what is left stands in the longer, and both begin alike."""
RETOLD_TITLES, RETOLD_CONTAINED, RETOLD_COMMON = 0.85, 0.5, 0.22
"""A write-thru under the same headline within a day ("27 hurt", "25 hurt")."""
FOLLOW_UP = 3 * DAY
LONG_LATER, COMMON_LATER = 100, 0.6
"""A text of some length may be run again weeks later; a part of it then stands in a follow-up."""
SHORT_WORDS, SHORT_LATER = 40, 2 * DAY
"""Below so many words a text is a headline with a summary, which templates share."""
SHORT_COMMON, SHORT_TITLES, SHORT_TITLES_AT_HOME = 0.5, 0.3, 0.8
BARE_WORDS = 12
"""Below so many words there is nothing to compare but the headline."""
BARE_TITLE_WORDS, BARE_LATER = 4, 2 * DAY

SAME_SOURCE_LATER = 36 * HOUR
"""From then on a source's text is the next day's: markets, weather, results."""
SAME_DAY = 12 * HOUR
SAME_TEXT = 0.9
TITLES_AT_HOME, TITLES_OF_SAME_TEXT = 0.5, 0.4
"""Headlines of one source over one text; a scraped box under two headlines shares fewer words."""
NUMBERS, NUMBERS_AT_HOME = 0.4, 0.75
"""Two texts with fewer of their numbers in common are one template filled in twice."""
FOREIGN = 0.25
"""Telling words of a headline that the other's text does not know, on both sides: another company, team or place."""
UNSUPPORTED = 0.25
"""Telling words of a headline that its own text knows: below that the text is a notice, not the story."""

RELATED_COMMON, RELATED_CONTAINED = 0.15, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What two versions share, in numbers."""

    texts: Overlap
    leads: float
    """Of the shorter beginning, how much the other has."""
    titles: float
    """Of the shorter headline's telling words, how many the other has."""
    numbers: float | None
    """Of the shorter list of numbers, how many the other has; None where one has none."""
    numbers_told: int
    """How long the shorter list is."""
    words: int
    """Of the shorter text."""
    apart: int
    """Seconds between the two."""
    in_one_source: bool


def compare(one: Print, other: Print) -> Evidence | None:
    """Return the strongest evidence between any two versions of two items; None where they share nothing.

    It is a function of the two prints alone, whichever comes first.
    """
    low, high = sorted((one, other), key=lambda print_: print_.item)
    found = [
        evidence
        for mine, theirs in product(low.sketches, high.sketches)
        if (evidence := _compare(mine, theirs, low, high)) is not None
    ]
    return max(found, key=lambda evidence: (evidence.strength, evidence.because), default=None)


def _compare(mine: Sketch, theirs: Sketch, low: Print, high: Print) -> Evidence | None:
    texts = overlap(mine, theirs)
    if _are_strangers(texts, mine, theirs):
        return None
    figures = _measure(mine, theirs, texts=texts, in_one_source=low.source == high.source)
    for rule in (_text, _headline, _link, _related):
        proof = rule(figures, mine, theirs)
        if proof is not None:
            kind, strength, because = proof
            return Evidence(low.item, high.item, kind, strength, because)
    return None


Proof = tuple[EvidenceKind, int, str]


def _are_strangers(texts: Overlap, mine: Sketch, theirs: Sketch) -> bool:
    """Return whether no rule can speak for the two, as for most that have only an outlet's box in common."""
    is_one_link = bool(mine.link) and mine.link == theirs.link
    return not _are_related(texts) and mine.headline != theirs.headline and not is_one_link


def _are_related(texts: Overlap) -> bool:
    return texts.common >= RELATED_COMMON or texts.contained >= RELATED_CONTAINED


def _measure(mine: Sketch, theirs: Sketch, *, texts: Overlap, in_one_source: bool) -> Figures:
    return Figures(
        texts=texts,
        leads=share(mine.lead, theirs.lead) or 0.0,
        titles=share(mine.title, theirs.title) or 0.0,
        numbers=share(mine.numbers, theirs.numbers),
        numbers_told=min(count_of(mine.numbers), count_of(theirs.numbers)),
        words=min(mine.words, theirs.words),
        apart=abs(mine.at - theirs.at),
        in_one_source=in_one_source,
    )


def _text(figures: Figures, mine: Sketch, theirs: Sketch) -> Proof | None:
    """One piece of copy: in two outlets, or sent again by one."""
    degree = _degree(figures) if figures.words >= BARE_WORDS else None
    if degree is None or _is_notice(figures, mine, theirs):
        return None
    if figures.in_one_source:
        is_version = _is_version(figures, mine, theirs)
        return (EvidenceKind.VERSION, degree, _say_text(figures)) if is_version else None
    return (EvidenceKind.COPY, degree, _say_text(figures)) if _is_copy(figures) else None


def _degree(figures: Figures) -> int | None:
    """Return how surely two texts are one piece of copy, whoever carries them; None where they are not."""
    contained, common = figures.texts.contained, figures.texts.common
    if common >= COMMON and contained >= CONTAINED:
        return JOINS_FROM + round(1_000 * common)
    cut = CUT_COMMON_AT_HOME if figures.in_one_source else CUT_COMMON
    if contained >= CUT_CONTAINED and common >= cut:
        return JOINS_FROM + round(500 * contained)
    if contained >= TRIMMED_CONTAINED and figures.leads >= TRIMMED_LEADS:
        return JOINS_FROM + round(500 * contained)
    is_retold = figures.titles >= RETOLD_TITLES and figures.apart <= DAY
    if is_retold and contained >= RETOLD_CONTAINED and common >= RETOLD_COMMON:
        return JOINS_FROM + round(1_000 * common)
    return None


def _is_copy(figures: Figures) -> bool:
    """Return whether two outlets' texts so alike are one story, and no template or follow-up."""
    common = figures.texts.common
    if figures.words < SHORT_WORDS:
        is_same = common >= SHORT_COMMON or figures.texts.contained >= SAME_TEXT
        is_short_copy = is_same and figures.titles >= SHORT_TITLES
        return is_short_copy and figures.apart <= SHORT_LATER and figures.numbers in {None, 1.0}
    if figures.numbers is not None and figures.numbers < NUMBERS and figures.numbers_told > 1:
        return False  # one number alone may be the year that an outlet puts before its headline
    if figures.apart > SHORT_LATER and figures.words < LONG_LATER:
        return False
    return figures.apart <= FOLLOW_UP or common >= COMMON_LATER


def _is_version(figures: Figures, mine: Sketch, theirs: Sketch) -> bool:
    """Return whether a source's two texts so alike are versions of one story, and not one template filled in twice."""
    common = figures.texts.common
    if figures.apart > SAME_SOURCE_LATER or _differs_in_names(mine, theirs):
        return False
    if figures.titles < (TITLES_OF_SAME_TEXT if common >= SAME_TEXT else TITLES_AT_HOME):
        return False
    if figures.numbers is not None and figures.numbers < NUMBERS_AT_HOME:
        return False
    is_revision = mine.is_revision or theirs.is_revision
    if figures.apart > SAME_DAY and common < SAME_TEXT and not is_revision:
        return False
    if figures.words < SHORT_WORDS:
        is_same = common >= SHORT_COMMON and figures.titles >= SHORT_TITLES_AT_HOME
        return is_same and figures.numbers in {None, 1.0}
    return True


def _differs_in_names(mine: Sketch, theirs: Sketch) -> bool:
    """Return whether each headline has words that the other item does not know."""
    return min(_foreign(mine, theirs), _foreign(theirs, mine)) >= FOREIGN


def _foreign(mine: Sketch, theirs: Sketch) -> float:
    title, stems = set_of(mine.title), short_set_of(theirs.stems)
    unknown = [stem for stem in title - set_of(theirs.title) if stem & 0xFFFF not in stems]
    return len(unknown) / max(1, len(title))


def _is_notice(figures: Figures, mine: Sketch, theirs: Sketch) -> bool:
    """Return whether the text is none of the story's: a paywall's box or a cookie wall under two headlines."""
    return figures.titles < SHORT_TITLES and min(_support(mine), _support(theirs)) < UNSUPPORTED


def _support(sketch: Sketch) -> float:
    """Return how many of the headline's telling words stand in its own text."""
    title, stems = set_of(sketch.title), short_set_of(sketch.stems)
    return sum(stem & 0xFFFF in stems for stem in title) / len(title) if title else 1.0


def _headline(figures: Figures, mine: Sketch, theirs: Sketch) -> Proof | None:
    """One telling headline over next to no text: the same few words, or none where the other has the whole."""
    if mine.headline != theirs.headline or figures.words >= BARE_WORDS:
        return None
    is_same = figures.texts.common == 1
    if count_of(mine.title) < (BARE_TITLE_WORDS - 1 if is_same else BARE_TITLE_WORDS):
        return None
    if figures.in_one_source and not (is_same and figures.apart <= SAME_DAY):
        return None  # the next day's "Ferry timetable changes" is another
    if figures.apart > BARE_LATER:
        return None
    said = "the same headline and words" if is_same else "the same headline"
    return EvidenceKind.HEADLINE, JOINS_FROM + 500, f"{said}, {_say_apart(figures.apart)}"


def _link(figures: Figures, mine: Sketch, theirs: Sketch) -> Proof | None:
    """One canonical link, unless there are two texts that have nothing in common (a comment on another's story)."""
    if not mine.link or mine.link != theirs.link:
        return None
    if figures.in_one_source and mine.headline == theirs.headline:
        return EvidenceKind.VERSION, JOINS_FROM + 900, "the same headline and link, printed twice"
    if figures.words >= SHORT_WORDS and figures.texts.contained < RELATED_CONTAINED / 2:
        return EvidenceKind.LINK, JOINS_FROM - 1, "the same link, under another text"
    return EvidenceKind.LINK, JOINS_FROM, "the same link"


def _related(figures: Figures, mine: Sketch, theirs: Sketch) -> Proof | None:  # noqa: ARG001 - one of the rules
    """Not one story, and not strangers: a derived text, another outlet's own story with the same quotations."""
    texts = figures.texts
    if not _are_related(texts):
        return None
    if figures.words < SHORT_WORDS and figures.titles < SHORT_TITLES:
        return None  # two results, two dividends: a template is no relation
    strength = min(round(1_000 * max(texts.common, texts.contained)), JOINS_FROM - 1)
    return EvidenceKind.RELATED, strength, _say_text(figures)


def _say_text(figures: Figures) -> str:
    texts = figures.texts
    said = (
        "the same text"
        if texts.common == 1
        else f"{texts.contained:.0%} of the shorter text stands in the other, {texts.common:.0%} of both in both"
    )
    return f"{said}; headlines {figures.titles:.0%} alike; {_say_apart(figures.apart)}"


def _say_apart(seconds: int) -> str:
    if seconds < 2 * HOUR:
        return f"{seconds // MINUTE} min apart"
    return f"{seconds // HOUR} h apart" if seconds < 2 * DAY else f"{seconds // DAY} days apart"
