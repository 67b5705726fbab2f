"""What readers search for, and the words of a text as they are compared with it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

QUERY_LIMIT = 200
"""Characters of a query that are read."""
TERMS_LIMIT = 12
"""Terms of a query that are read."""
WORD_LIMIT = 40
"""Letters of a word that count; longer ones are addresses and noise."""
BEGINNING = 3
"""Letters from which on the beginning of a word (`ferr*`) may be asked for: fewer begin too many words."""

_WORD = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]|[^\W_぀-ヿ㐀-鿿豈-﫿]+")
"""A run of letters and digits; of Chinese and Japanese, which part no words, a character."""
_TERM = re.compile(r'(?P<excluded>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as it is compared, with its place there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one behind the other; of the last one, the beginning is enough if `is_beginning`."""

    words: tuple[str, ...]
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What must stand in a text, and what must not; a query that asks for nothing finds nothing."""

    wanted: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a text, without case and accents: `Île-d'Orléans` is `ile`, `d`, `orleans`."""
    for match in _WORD.finditer(text):
        for part in _WORD.findall(_fold(match.group())):
            yield Word(part[:WORD_LIMIT], match.start(), match.end())


def folded_words(text: str) -> Iterator[str]:
    """Yield what `words_in` makes of the words of a text; to know their places as well takes four times as long."""
    for word in _WORD.findall(text):
        if word.isascii():
            yield word[:WORD_LIMIT].lower()
        else:
            yield from (part[:WORD_LIMIT] for part in _WORD.findall(_fold(word)))


def read_query(text: str) -> Query:
    """Return what a reader's words ask for; whatever they are, there is an answer.

    Words must all stand in a text, `"in quotes"` one behind the other; `-word` must not, `ferr*` is a beginning.
    """
    wanted: list[Term] = []
    excluded: list[Term] = []
    for match in list(_TERM.finditer(text[:QUERY_LIMIT]))[:TERMS_LIMIT]:
        term = _term(match["phrase"], match["word"])
        if term.words:
            (excluded if match["excluded"] else wanted).append(term)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(excluded)))


def _term(phrase: str | None, word: str | None) -> Term:
    words = tuple(each.text for each in words_in(phrase or word or ""))
    asks_for_beginning = word is not None and word.endswith("*")
    return Term(words, asks_for_beginning and bool(words) and len(words[-1]) >= BEGINNING)


def _fold(word: str) -> str:
    if word.isascii():  # nine words in ten: there is nothing to take apart
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)
