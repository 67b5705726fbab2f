"""What of a text says something: the letters and numbers that stay when layout and an outlet's own remarks go."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

STAMP_WORDS = 20
"""Words of a line that may be a time stamp or a row of counters."""
CARRIER_LINE = 250
"""Characters of a paragraph that may say who carried or helped with a story."""
LONGEST_ENDED = 5_000
"""Characters of a paragraph that may end in "The post ... appeared first on ..." or "See also ..."."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line; a list that grows is read more easily so."""
    return frozenset(words.split())


_AGO = re.compile(
    # "2 hours ago", "an hour ago", "5 mins. ago"; "il y a 2 heures", "il y a une heure"; "3 min read"
    r"\b(?:about\s)?(?:\d{1,4}|an?|one)\s?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|[smhd]|days?)\.?\s"
    r"(?:and\s\d{1,2}\s(?:min\w{0,5})\s)?ago\b"
    r"|\bil\sy\sa\s(?:environ\s)?(?:\d{1,4}|une?)\s?(?:secondes?|sec|minutes?|min|heures?|h|jours?|j)\b"
    r"|\b\d{1,3}[\s-]?(?:min|mins|minutes?)[\s-](?:read|de\slecture)\b"
    r"|\b(?:reading\stime|temps\sde\slecture|lecture)\s?:?\s?\d{1,3}\s?(?:minutes?|mins?\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S{1,2000}", re.IGNORECASE)
_HIDDEN_MAIL = re.compile(
    r"\[email\W{1,3}protected\]\w{0,20}", re.IGNORECASE
)  # Cloudflare, for every reader anew
_POST_APPEARED = re.compile(  # WordPress ends every summary with it
    r"(?:\bthe post\b|\bl['’]article\b).{1,250}?\b(?:appeared first on|est apparu en premier sur)\b.{1,80}$",
    re.IGNORECASE,
)
_SEE_ALSO = re.compile(r"\s(?:See Also|SEE ALSO|Read Also|READ ALSO|Lire aussi)\b.{1,300}$")
_REMARKS = (
    (_ADDRESS, ("://", "www.")),
    (_AGO, (" ago", " y a ", " read", "-read", "reading", "lecture")),
    (_HIDDEN_MAIL, ("[ema",)),
)
"""What is taken out of a paragraph, and what it has in any case, folded: to ask for that is a hundred times as fast."""
_ENDINGS = (
    (_POST_APPEARED, ("appeared first on", "est apparu en premier sur")),
    (_SEE_ALSO, ("see also", "read also", "lire aussi")),
)
"""The same of what ends it."""
_UPDATE_AHEAD = re.compile(  # "UPDATE 3-", "(Updated)", "MISE À JOUR :", "BREAKING:" before a headline
    r"^[\s(\[*]{0,4}(?:updated?|breaking(?: news)?|just in|icymi|developing|mise à jour|màj|dernière heure)"
    r"(?:\s?\d{1,2})?\s?(?:[:|–—\-)\]*]+\s*)",
    re.IGNORECASE,
)
_UPDATE_BEHIND = re.compile(
    r"\s?(?:[(\[]\s?|[|–—-]\s)(?:updated?|mise? à jour|màj)\s?[)\]]?\s*$", re.IGNORECASE
)
_CARRIES = re.compile(
    # who ran or helped with a story; "The report was published on Monday and found 27 ..." is a story
    r"[\W_]{0,4}(?:"
    r"this\s(?:story|article|report|content|post|column|piece|item)\s(?:by\s.{2,60}?\s)?(?:was|has\sbeen|is|originally|first)\s"
    r"(?:\w{1,12}\s)?(?:originally|first|also|re)?-?\s?"
    r"(?:published|produced|posted|reported|appeared|distributed|republished|written|updated|corrected)\b.{0,100}$"
    r"|(?:the\s(?:article|post|story)\s)?(?:originally|first)\s(?:published|posted|appeared)\s(?:by|on|in|at|as)\b.{0,60}$"
    r"|with\s(?:additional\s)?(?:files|reporting)\s(?:from|by)\b.{2,80}$"
    r"|(?:additional\s)?(?:reporting|writing|editing)\sby\b.{2,120}$"
    r"|.{2,80}?\bcontributed\s(?:to|reporting\sto)\sthis\s(?:report|story|article)\W*$"
    r"|avec\s(?:des\s(?:informations|renseignements)|les\sinformations)\s(?:de|du|des|d['’]).{2,80}$"
    r"|(?:ce|cet|cette)\s(?:article|texte|reportage|contenu|dépêche)\s(?:de\s.{2,60}?\s)?a\sété\s(?:\w{1,14}\s)?"
    r"(?:publiée?|diffusée?|produite?)\b.{0,100}$"
    r"|(?:copyright\b|©|\(c\)\s|tous\sdroits\sréservés|all\srights\sreserved)"
    r"|(?:source|credit|crédit)\s?:\s?.{2,60}$"
    r"|(?:read\smore|read\sthe\s(?:full|original)|continue\sreading|lire\sla\ssuite|lire\saussi|also\sread|read\salso|related)"
    r"\b\s?[:|…»>]"
    # what sites hang between paragraphs
    r"|read\s(?:the\s)?(?:full|rest|\d{1,4}\sremaining)\b.{0,80}$"
    r"|see\salso\b|(?:advertisement|publicité|share\sthis(?:\s\w{1,12})?|partager|facebook|twitter|reddit|whatsapp|linkedin|telegram|email|print)\W*$"
    r"|(?:edited|compiled)\sby\b.{2,60}$|(?:please\s)?(?:sign\sup|subscribe)\b.{0,200}\bnewsletters?\b|if\syou\senjoyed\b"
    r"|share\sthis:|privacy\s(?:&|and)\scookies\b|.{2,60}\|\s?author\b.{0,40}$|.{0,80}\bin\syour\sinbox\W*$"
    r")",
    re.IGNORECASE,
)
_COUNTED = word_set(
    "view views comment comments share shares like likes read reads reading vues vue commentaires commentaire "
    "partages partage lectures lecture tweets retweets reactions réactions lecteurs"
)
_STAMPS = word_set(
    "updated update published posted modified mis mise publié publiée modifié modifiée actualisé"
)
_TIME_WORDS = _STAMPS | word_set(
    "last first dernière à a at on le the jour et est edt pt pst pdt mt mst mdt ct cst cdt at ast adt nt nst ndt "
    "gmt utc bst cet cest am pm m p h min mins minute minutes hour hours heure heures seconds second ago il y une "
    "un an day days jours today yesterday hier aujourd hui just now moments "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "lundi mardi mercredi jeudi vendredi samedi dimanche"
)
_ENCODED_TWICE = str.maketrans({"\ufffd": None})
_MOJIBAKE = re.compile("â(?:€.|\x80.)|Â(?=[\xa0\\s])")
_PERCENT = frozenset({"percent", "Percent", "PERCENT"})
_PER_CENT = re.compile(r"\b(?:per\s?cent|pour\scent|p\.\s?100)\b")
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[$€£¥%°]|(?<![\w.,])[-−](?=[$€£]?\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"[\d$€£¥%°]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its words without remarks, and what is compared of it."""

    words: str
    substance: str


def lines_of(text: str) -> tuple[Line, ...]:
    """Return the paragraphs of a plain text that say something of the story."""
    found = (
        Line(words, substance_of(words)) for line in text.split("\n") if (words := without_remarks(line))
    )
    return tuple(line for line in found if line.substance)


def headline_of(title: str) -> Line:
    """Return what a headline says; "UPDATE:" before it and "(Updated)" behind it say nothing."""
    words = without_remarks(title)
    bare = _UPDATE_BEHIND.sub("", _UPDATE_AHEAD.sub("", words))
    return Line(words, substance_of(bare) or substance_of(words))


def without_remarks(line: str) -> str:
    """Return a paragraph without what outlets stamp on it: relative times, counters, addresses, who carried it."""
    text = _MOJIBAKE.sub("'", html.unescape(line)).translate(_ENCODED_TWICE).replace("\xad", "")
    if _is_stamp(text) or _is_carrier_line(text):
        return ""
    folded = " ".join(text.casefold().split())
    for remark in _told(_REMARKS, folded):
        text = remark.sub(" ", text)
    for ending in _told(_ENDINGS, folded) if len(text) <= LONGEST_ENDED else ():
        text = ending.sub("", text)
    return "" if _is_stamp(text) else " ".join(text.split())


def _told(remarks: Sequence[tuple[re.Pattern[str], Sequence[str]]], folded: str) -> list[re.Pattern[str]]:
    """Return the patterns of those remarks of which the text has a sign."""
    return [pattern for pattern, signs in remarks if any(sign in folded for sign in signs)]


def substance_of(text: str) -> str:
    """Return letters, digits, signs of currency and of percent, folded; figures keep their decimal point.

    White space and punctuation go, for outlets lose and change them ("inMonday's", curly quotes); "1,234" is 1234.
    """
    if text.isascii() and text.isalnum() and text not in _PERCENT:
        return text.casefold()  # most words, ten times as fast
    folded = _PER_CENT.sub("%", unicodedata.normalize("NFKC", text).casefold())
    if _FIGURE.search(folded) is None:
        return "".join(_LETTERS.findall(folded))
    return "".join(_tokens(folded))


def _tokens(text: str) -> Iterator[str]:
    before, end = "", 0
    for match in _TOKEN.finditer(text):
        token = match[0].replace("−", "-")
        if before.isdecimal() and token.isdecimal():
            yield _between(text[end : match.start()], before, token)
        yield token
        before, end = token, match.end()


def _between(gap: str, before: str, after: str) -> str:
    """Return what parts two runs of digits: nothing within "1,234" and "1 234", else a point or a border."""
    if gap in {",", " ", "'", "’"} and len(after) == 3 and len(before) <= 3:  # noqa: PLR2004 - groups of thousands
        return ""
    return "." if gap in {",", "."} else "|"


def _is_stamp(line: str) -> bool:
    """Return whether a whole line is a time stamp or a row of counters ("Updated 10:31 a.m. ET", "5 comments")."""
    words = _WORD.findall(line[:200].casefold())
    if not 0 < len(words) <= STAMP_WORDS or len(line) > 200:  # noqa: PLR2004 - no stamp is longer
        return False
    is_timed = all(word in _TIME_WORDS or word[0].isdigit() for word in words) and not _STAMPS.isdisjoint(
        words
    )
    is_counter = all(word in _COUNTED or word[0].isdigit() for word in words)
    return is_timed or (is_counter and not _COUNTED.isdisjoint(words))


def _is_carrier_line(line: str) -> bool:
    return len(line) <= CARRIER_LINE and _CARRIES.match(line) is not None
