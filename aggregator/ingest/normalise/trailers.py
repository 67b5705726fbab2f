"""What stands below wire copy: who wrote it and helped, when it was first published, and what outlets hang on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.byline import is_person, read_byline, read_contributors
from aggregator.ingest.normalise.captions import split_credit
from aggregator.ingest.normalise.draft import Claim, Evidence, Signature

TAIL_LINES = 20
"""Lines at the end of a text among which its trailers are looked for; outlets hang share buttons below them."""
SHORT_LINE = 100
"""Characters of a line that may sign a text."""
SIGNERS_WORDS = 12
"""Words of a line that signs: two names and an agency."""
LINE_LIMIT = 300
"""Characters of a trailer; what is longer is prose that may end in one."""

_HINTS = (
    "first published",
    "été",
    "in this",
    "cette dépêche",
    "dans ce",
    "with files",
    "reporting",
    "writing by",
    "editing",
    "avec ",
    "copyright",
    "©",
    "rights reserved",
    "droits réservés",
)
"""Words without which a longer line is no trailer, unless it ends in brackets."""
_MONTH_AND_DAY = (
    r"(?P<date>[^\W\d]{3,10}\.?\s\d{1,2},?\s\d{4}|(?:le\s)?\d{1,2}(?:er)?\s[^\W\d]{3,10}\.?,?\s\d{4})"
)
_FIRST_PUBLISHED = re.compile(
    # The Canadian Press closes with it; in French: "Ce reportage de La Presse Canadienne a été publié initialement le"
    rf"\b(?:This\s+(?:report|content|article|story|item)\s+by\s+(?P<by>[^.]{{2,60}}?)\s+was\s+first\s+published\s+(?:on\s+)?"
    rf"|(?:Ce|Cet|Cette)\s+(?:reportage|contenu|texte|article|dépêche)\s+d(?:e\s|u\s|['’])\s?(?P<de>[^.]{{2,60}}?)\s+"
    rf"(?:a|ont)\s+été\s+(?:initialement\s+|d['’]abord\s+)?(?:publiée?s?|diffusée?s?)(?:\s+(?:initialement|pour\s+la\s+première\s+fois|d['’]abord))?\s+)"
    rf"{_MONTH_AND_DAY}\.?",
    re.IGNORECASE,
)
_COMPANIES = re.compile(
    r"\b(?:Compan(?:y|ies)\s+(?:mentioned\s+)?in\s+this\s+(?:story|report)|(?:Entreprises?|Sociétés?|Compagnies?)\s+(?:dans|mentionnées?\s+dans|citées?\s+dans)"
    r"\s+(?:cette\s+(?:dépêche|nouvelle)|(?:ce|cet)\s+(?:texte|reportage|article))|Dans\s+cette\s+dépêche)\s*:\s*\(?(?P<tickers>[^()\n]{2,250})\)?\.?\s*$",
    re.IGNORECASE,
)
_TICKER = re.compile(r"\b([A-Z][A-Z-]{1,9})\s?:\s?([A-Z0-9][A-Z0-9.-]{0,9})\b")
_REUTERS = re.compile(
    r"\(?\s*(?:Additional\s+reporting|Reporting|Writing|Editing|Compiled)\s+by\s.{3,280}\)?$", re.IGNORECASE
)
"""Reuters closes with "(Reporting by Jane Doe in Ottawa; Editing by John Roe)"."""
_ROLE = re.compile(
    r"\(?\s*(?P<role>additional\s+reporting|reporting|writing|editing|compiled)(?:\s+and\s+\w+)?\s+by\s+(?P<names>.+)",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"[\s(*–—-]*(?:with\s+(?:additional\s+)?(?:files?|reporting|reports?|information)\s+(?:from|by)"
    r"|avec\s+(?:des\s+|les\s+)?(?:informations?|dossiers|renseignements)\s+d(?:es?|u)|avec\s+(?=l['’]agence|l['’]associated|la\s+presse\s+canadienne))"
    r"\s*:?\s*(?P<names>.{3,250}?)[\s).]*$",
    re.IGNORECASE,
)
_HUNG_ON = re.compile(
    # AP, CP, WordPress and outlets' own; they differ from outlet to outlet under the same copy
    r"(?:more\s+(?:ap|cp|afp|reuters)\b.{0,80}|(?:ap|cp|reuters)\s.{0,60}:\s*https?://\S+|(?:read|see|lire|à\s+lire)\s+(?:more|also|next|aussi|plus)\b\s*:?.{0,200}"
    r"|(?:follow|suivez)\s+(?:us|me|him|her|the\s|ap\b|nous|@|-nous).{0,160}|the\s+post\s.{1,250}\sappeared\s+first\s+on\s.{1,100}"
    r"|l['’]article\s.{1,250}\sest\s+apparu\s+en\s+premier\s+sur\s.{1,100}|share\s+this\s*:?|partager\s*:?|advertisement|publicité|like\s+this\s*:.{0,40}"
    r"|_{2,}|\*{3,}|[-–—]{3,})",
    re.IGNORECASE,
)
_SIGN_AT_END = re.compile(
    r"(?<=\S)\s?[(\[](?P<agency>[^()\[\]]{2,40})[)\]]\.?(?:\s\((?:https?://)?www\.[^()\s]{3,60}\))?\s*$"
)
_SIGN_ALONE = re.compile(
    r"[\s*(\[–—-]*(?:(?:source|reported\s+by|credit|by)\s*:?\s+)?(?P<agency>[^.!?:]{2,60}?)[\s)\].*]*(?:\(?(?:https?://)?www\.\S{3,60})?",
    re.IGNORECASE,
)
_NAMES_IT_IN_PROSE = re.compile(r"\b(?:agency|agence|wire|service|told|to|with|by|from|the)$", re.IGNORECASE)
_IS_SPELT_OUT = re.compile(r"(?:^|\s)[A-ZÀ-Þ][\w’'-]*$")
"""A name before the brackets: "Presidential Amnesty Programme (PAP)" is no agency's copy."""
_OF_PICTURE = re.compile(r"\b(?:file|photo\w*|image|illustration|handout|pic|pictures?)\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights reserved|tous droits réservés", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """What the end of a text says; `lines` is the text without it."""

    lines: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    first_published: str | None = None
    tickers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()


def split_trailers(lines: Sequence[str], agencies: Agencies) -> Trailer:
    """Return what the last lines of a text say of it, and the text without those lines."""
    kept = list(lines[:-TAIL_LINES])
    trailer = Trailer()
    for line in lines[-TAIL_LINES:]:
        rest, trailer = _read(line, trailer, agencies) if _may_say_something(line) else (line, trailer)
        if rest and not _HUNG_ON.fullmatch(rest):
            kept.append(rest)
    return replace(trailer, lines=tuple(kept))


def _may_say_something(line: str) -> bool:
    """Return whether a line is worth reading as a trailer; most lines are prose, and reading costs."""
    if len(line) <= SHORT_LINE or line.rstrip(" .")[-1:] in {")", "]"}:
        return True
    folded = line.casefold()
    return any(map(folded.__contains__, _HINTS))


def _read(line: str, trailer: Trailer, agencies: Agencies) -> tuple[str, Trailer]:
    """Return what is left of a line as text, and the trailer with what the line says."""
    rest, found = _take_first_published(line, trailer, agencies)
    rest, found = _take_companies(rest, found)
    for take in (_take_signature, _take_thanks, _take_desks):
        rest, found = take(rest, found, agencies)
    return rest.strip(), found


def _take_first_published(line: str, trailer: Trailer, agencies: Agencies) -> tuple[str, Trailer]:
    match = _FIRST_PUBLISHED.search(line)
    if match is None:
        return line, trailer
    agency = agencies.of_field(match.group("by") or match.group("de"))
    claims = (Claim(Evidence.TRAILER, agency, match.group()),) if agency else ()
    date = match.group("date").removeprefix("le ")
    found = replace(trailer, claims=(*trailer.claims, *claims), first_published=date)
    return f"{line[: match.start()]} {line[match.end() :]}".strip(), found


def _take_companies(line: str, trailer: Trailer) -> tuple[str, Trailer]:
    match = _COMPANIES.search(line)
    if match is None:
        return line, trailer
    tickers = tuple(f"{market}:{symbol}" for market, symbol in _TICKER.findall(match.group("tickers")))
    found = tuple(dict.fromkeys((*trailer.tickers, *tickers)))
    return line[: match.start()].strip(), replace(trailer, tickers=found)


def _take_signature(line: str, trailer: Trailer, agencies: Agencies) -> tuple[str, Trailer]:
    """Return a line without the agency that signs it, alone or in brackets behind the last sentence."""
    alone = _SIGN_ALONE.fullmatch(line) if len(line) <= LINE_LIMIT else None
    if alone and (agency := agencies.among(alone.group("agency"))) and _is_a_sign(alone.group("agency")):
        return "", _claimed(trailer, agency, line)
    match = _SIGN_AT_END.search(line[-LINE_LIMIT:])
    agency = agencies.among(match.group("agency")) if match else None
    if match is None or agency is None or not _is_a_sign(match.group("agency")):
        return _take_name(line, trailer, agencies)
    before = line[: len(line) - len(match.group())].rstrip()
    if (
        _NAMES_IT_IN_PROSE.search(before)
        or _IS_SPELT_OUT.search(before)
        or agencies.at_end(before[-LINE_LIMIT:])[1]
    ):
        return _take_name(line, trailer, agencies)
    return before, _claimed(trailer, agency, match.group().strip())


def _is_a_sign(words: str) -> bool:
    """Return whether a credit signs a text: "dpa/NAN" does, "Jane Doe/Reuters" stands by a picture."""
    maker, *others = words.split("/")
    is_of_picture = _OF_PICTURE.search(words) is not None or (len(others) == 1 and is_person(maker.strip()))
    is_short = len(words.split()) <= SIGNERS_WORDS // 2 and not any(map(str.isdigit, words))
    return is_short and not is_of_picture


def _take_name(line: str, trailer: Trailer, agencies: Agencies) -> tuple[str, Trailer]:
    # "Julius Roe, News Agency of Nigeria (NAN)", "– Jane Doe, The Canadian Press": somebody signs for an agency
    if not _may_be_names(line):
        return line, trailer
    signature = read_byline(line.lstrip(" –—-"), agencies)
    if not signature.agency or not signature.people:
        return line, trailer
    people = tuple(dict.fromkeys((*trailer.people, *signature.people)))
    return "", replace(_claimed(trailer, signature.agency, line), people=people)


def _may_be_names(line: str) -> bool:
    is_short = len(line) <= SHORT_LINE and len(line.split()) <= SIGNERS_WORDS
    is_open = not line.endswith((".", "!", "?", "”", '"', "]", ":")) and not any(map(str.isdigit, line))
    return is_short and is_open and split_credit(line)[1] is None


def _claimed(trailer: Trailer, agency: str, words: str) -> Trailer:
    return replace(trailer, claims=(*trailer.claims, Claim(Evidence.TRAILER, agency, words)))


def _take_thanks(line: str, trailer: Trailer, agencies: Agencies) -> tuple[str, Trailer]:  # noqa: ARG001  # as its neighbours
    match = _FILES.fullmatch(line) if len(line) <= LINE_LIMIT else None
    if match is None:
        return line, trailer
    names = tuple(dict.fromkeys((*trailer.contributors, *read_contributors(match.group("names")))))
    return "", replace(trailer, contributors=names)


def _take_desks(line: str, trailer: Trailer, agencies: Agencies) -> tuple[str, Trailer]:
    """Return nothing of a line that says who reported, wrote and edited; of any other all but its copyright claim."""
    if len(line) > LINE_LIMIT:
        return line, trailer
    if not _REUTERS.fullmatch(line):
        agency = agencies.in_copyright(line) if _COPYRIGHT.search(line) else None
        return ("", _owned(trailer, agency, line)) if agency else (line, trailer)
    for part in line.strip("() ").split(";"):
        trailer = _take_role(part, trailer, agencies)
    return "", trailer


def _owned(trailer: Trailer, agency: str, words: str) -> Trailer:
    return replace(trailer, claims=(*trailer.claims, Claim(Evidence.COPYRIGHT, agency, words)))


def _take_role(part: str, trailer: Trailer, agencies: Agencies) -> Trailer:
    match = _ROLE.fullmatch(part.strip())
    if match is None:
        return trailer
    signature: Signature = read_byline(match.group("names"), agencies)
    claimed = _claimed(trailer, signature.agency, part) if signature.agency else trailer
    if match.group("role").casefold() == "reporting":
        return replace(claimed, people=tuple(dict.fromkeys((*trailer.people, *signature.people))))
    return replace(claimed, contributors=tuple(dict.fromkeys((*trailer.contributors, *signature.people))))
