"""What a new version of an item means: what of its substance moved, and when."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from aggregator.model.change import Change, Swap
from aggregator.model.comparison import plain
from aggregator.model.differences import Pair, align_words, pair_paragraphs
from aggregator.model.item import TELLING, Label, Version
from aggregator.model.story import Carrier
from aggregator.model.substance import Line, headline_of, lines_of, substance_of, word_set

_NUMBER_WORDS = word_set(
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "trillion dozen half twice zéro deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze "
    "seize vingt trente quarante cinquante soixante cent cents mille millions milliard milliards dizaine"
)
_DATE_WORDS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december jan feb aug sept oct nov dec lundi mardi mercredi jeudi vendredi samedi "
    "dimanche janvier février avril juin juillet août septembre octobre novembre décembre"
)
_NEGATIONS = word_set("not no never none nor without cannot pas jamais non aucun aucune sans ni")
_EDGES = ".,;:!?()[]\"'“”‘’«»…*"


def is_substantive(old: Version, new: Version) -> bool:
    """Return whether facts changed; white space, markup, tracking, times of day and carrier lines are no substance."""
    return compare(old, new).is_substantive


def compare(old: Version, new: Version) -> Change:
    """Return what of substance the new version changed."""
    text = _compare_texts(old.text, new.text)
    headline = _compare_headlines(headline_of(old.title), headline_of(new.title))
    before, after = _telling(old), _telling(new)  # "UPDATE 3" over the same words is no news
    return replace(
        text,
        headline=headline.headline,
        numbers=tuple(dict.fromkeys((*headline.numbers, *text.numbers))),
        summary=_says_more(old, new),
        label=after if after is not before else None,
        label_lifted=after is None and before is not None,
    )


def version_time(carrier: Carrier, replaced: Version | None, *, after: datetime | None) -> datetime:
    """Return when the carrier's newest version is of: its own new time, else when we saw it.

    Many RSS feeds keep the first pubDate over a changed text or a kill; a time that the replaced version had
    already, or one that is not after what was said before, is not this version's.
    """
    old = (replaced.updated, replaced.published) if replaced else ()
    own = (carrier.version.updated, carrier.version.published)
    new = (time for time in own if time is not None and time not in old and (after is None or time > after))
    return next(new, carrier.version_seen)


def _telling(version: Version) -> Label | None:
    return version.label if version.label in TELLING else None


def _compare_headlines(old: Line, new: Line) -> Change:
    if old.substance == new.substance:
        return Change()
    words = _compare_words(old.words.split(), new.words.split())
    return Change(headline=True, numbers=words.numbers)


def _compare_texts(old: str, new: str) -> Change:
    if old == new:
        return Change()
    before, after = lines_of(old), lines_of(new)
    if _joined(before) == _joined(after):
        return Change()  # paragraphs that flow together or apart say the same
    pairs = [pair for pair in pair_paragraphs(before, after) if not _is_kept(pair)]
    added, removed = _moved_apart(pairs)
    changed = [_compare_words(*_words(pair)) for pair in pairs if pair.old and pair.new]
    return replace(_summed(changed), paragraphs_added=added, paragraphs_removed=removed)


def _joined(lines: Sequence[Line]) -> str:
    return "".join(line.substance for line in lines)


def _is_kept(pair: Pair) -> bool:
    return pair.old is not None and pair.new is not None and pair.old.substance == pair.new.substance


def _moved_apart(pairs: Sequence[Pair]) -> tuple[int, int]:
    """Return how many paragraphs were added and removed; one that stands elsewhere now was neither."""
    added = Counter(pair.new.substance for pair in pairs if pair.new and not pair.old)
    removed = Counter(pair.old.substance for pair in pairs if pair.old and not pair.new)
    return (added - removed).total(), (removed - added).total()


def _words(pair: Pair) -> tuple[list[str], list[str]]:
    return (pair.old.words.split() if pair.old else [], pair.new.words.split() if pair.new else [])


def _swaps(found: Iterable[tuple[Swap, ...]]) -> tuple[Swap, ...]:
    """Return each swap once, in the order of the text."""
    return tuple(dict.fromkeys(swap for swaps in found for swap in swaps))


def _compare_words(old: Sequence[str], new: Sequence[str]) -> Change:
    """Return what words of one paragraph changed, sorted into kinds."""
    runs = [run for run in align_words(old, new) if not run.is_same]
    changes = [_compare_runs(_Words(old, *run.old), _Words(new, *run.new)) for run in runs]
    whole = _summed(changes)
    return whole if whole.is_substantive else Change(words=1)  # figures parted otherwise: "5 10" was "510"


def _summed(changes: Sequence[Change]) -> Change:
    return Change(
        numbers=_swaps(each.numbers for each in changes),
        dates=_swaps(each.dates for each in changes),
        names=_swaps(each.names for each in changes),
        negation=any(each.negation for each in changes),
        words=sum(each.words for each in changes),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """A run of words within its paragraph."""

    every: Sequence[str]
    start: int
    end: int

    def of(self, kind: str) -> list[str]:
        """Return the words of a kind, without punctuation around them; names that stand together are one."""
        places = (place for place in range(self.start, self.end) if _kind(self.every, place) == kind)
        if kind != "name":
            return [self._bare(place) for place in places]
        together = groupby(enumerate(places), key=lambda numbered: numbered[1] - numbered[0])
        return [" ".join(self._bare(place) for _, place in group) for _, group in together]

    def _bare(self, place: int) -> str:
        return self.every[place].strip(_EDGES)


def _compare_runs(old: _Words, new: _Words) -> Change:
    """Return what took the place of what; a word that stands in both runs did not change."""
    lost, come = ({kind: run.of(kind) for kind in _KINDS} for run in (old, new))
    swaps = {kind: _pair(lost[kind], come[kind]) for kind in _KINDS}
    return Change(
        numbers=swaps["number"],
        dates=swaps["date"],
        names=swaps["name"],
        negation=bool(swaps["negation"]),
        words=len(swaps["word"]),
    )


_KINDS = ("number", "date", "name", "negation", "word")


def _kind(words: Sequence[str], place: int) -> str:
    word = words[place].strip(_EDGES)
    folded = word.casefold()
    if any(character.isdigit() for character in word) or folded in _NUMBER_WORDS:
        return "number"
    if folded in _DATE_WORDS:
        return "date"
    if folded in _NEGATIONS or folded.endswith(("n't", "n’t")):
        return "negation"
    starts_sentence = place == 0 or words[place - 1].endswith((".", "!", "?", ":", "”", '"'))
    return "name" if word[:1].isupper() and not starts_sentence else "word"


def _pair(old: Sequence[str], new: Sequence[str]) -> tuple[Swap, ...]:
    """Return the words that are not in both, side by side where there are as many, else each alone."""
    lost, come = _without(old, new), _without(new, old)
    if len(lost) == len(come):
        return tuple(map(Swap, lost, come))
    return (*(Swap(word, None) for word in lost), *(Swap(None, word) for word in come))


def _without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the words that say something and do not stand among the others, as often as they exceed them."""
    known = Counter(map(substance_of, others))
    kept: list[str] = []
    for word in words:
        substance = substance_of(word)
        known[substance] -= 1
        if substance and known[substance] < 0:
            kept.append(word)
    return kept


def _says_more(old: Version, new: Version) -> bool:
    """Return whether the summary says something new that neither text says: an excerpt cut elsewhere does not."""
    before, after = (_summary(version) for version in (old, new))
    if before == after:
        return False
    texts = {_joined(lines_of(version.text)) for version in (old, new)}
    return not any(said.startswith(after) or after in said for said in texts)


def _summary(version: Version) -> str:
    return _joined(lines_of(" ".join(plain(version.summary_html).split())))
