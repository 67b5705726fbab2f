"""Who wrote it: people, the outlet's desk and the agency, told apart in lines that name them together."""

import re
from dataclasses import replace
from itertools import chain

from aggregator.ingest.normalise.agencies import Agencies
from aggregator.ingest.normalise.draft import Claim, Context, Draft, Evidence, Signature, told
from aggregator.ingest.normalise.text import collapse, plain

BYLINE_LIMIT = 300
"""Characters of a byline; what is longer is prose."""
NAME_WORDS = 6
"""Words of a person's name at most ("María José de la Cruz Gómez")."""

_BY = re.compile(
    r"^(?:(?:story|written|reported|reporting|writing|words|texte|text)\s+)?(?:by|par)\b[\s:]+", re.IGNORECASE
)
_WITH_FILES = re.compile(
    # who helped did not write: "Jane Doe, with files from Reuters", "Jane Doe, avec l'Agence France-Presse"
    r"[\s,;|/(–—-]*\b(?:with\s+(?:additional\s+)?(?:files?|reports?|reporting|information|contributions?|notes|input)"
    r"\s+(?:from|by)|with\s+(?:the\s+)?(?:news\s+)?agenc(?:y|ies)(?:\s+(?:reports?|files?|inputs?))?"
    r"|additional\s+reports?(?:ing)?\s+by|avec\s+(?:des\s+|les\s+)?(?:informations?|dossiers|renseignements)\s+d(?:es?|u)"
    r"|avec\s+(?=l['’](?:agence|associated)|la\s+presse\s+canadienne|l['’]afp|afp|reuters|ap\b)"
    r"|d['’]après)\b[:\s]*",
    re.IGNORECASE,
)
_SHORT_FORM_BEHIND = re.compile(r"\s*\([A-Z]{2,6}\)$")
"""In "News Agency of Nigeria (NAN)" the name says enough."""
_PARTS = re.compile(r"\s*[,;|/•·()\n]\s*|\s+[-–—]\s+|\s+(?:and|et|&|with|avec)\s+", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?:in|à|at)\s+[A-ZÀ-Þ].*$")
_DESK_WORDS = (
    "desk|desks|newsroom|newsdesk|staff|bureau|team|editors|editorial|newswire|rédaction|redaction|service"
)
_DESK = re.compile(rf"\b(?:{_DESK_WORDS})\b|\bsalle des nouvelles\b", re.IGNORECASE)
_ORGANISATION = re.compile(
    # words of outlets' names, which no person bears in a byline
    r"\b(?:news|press|presse|times|post|herald|tribune|gazette|journal|daily|weekly|media|network|radio|television|tv"
    r"|magazine|agency|agencies|agence|online|digital|correspondents?|reporters|contributors?|group|inc|ltd|llc|com"
    r"|university|department|office|government|association|channel|podcasts?|publications?|guardian|bbc|cbc|cnn|npr)\b"
    r"|\.(?:com|org|net|ca|co)\b|^(?:the|le|la|les)\s",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:reporter|editor|correspondent|columnist|writer|journalist|producer|analyst|photographer|critic|chief"
    r"|fellow|professor|journaliste|correspondante?|chroniqueu(?:r|se)|special to .*|local journalism initiative.*)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d)\.?$", re.IGNORECASE)
_ACCOUNT = re.compile(
    # names of accounts in publishing systems (WordPress, Drupal, Blox), which sign nothing
    r"admin|administrator|webmaster|editors?|root|user|author|anonymous|unknown|wordpress|feed|rss|nobody|none|null"
    r"|nan?|n/a|system|import",
    re.IGNORECASE,
)
_LOOSE_AND = re.compile(r"^(?:and|et|&)\s+|\s+(?:and|et|&)$", re.IGNORECASE)
_OF = re.compile(r"^(?:d(?:e|u|es)\s+)?(?:[ld]['’])?")
"""French names those who helped behind "de", and agencies with their article."""
_FULL_STOP = re.compile(r"(?<=\w{3})\.$")
_EMAIL = re.compile(r"[^\s@()<>]{1,64}@[^\s@()<>]{1,255}")


def take_people(draft: Draft, context: Context) -> Draft:
    """Return the draft with its people, its desk and its contributors, and the agencies that its bylines name."""
    read = [read_byline(author, context.agencies) for author in draft.raw.authors]
    signed = [*read, draft.signature] if draft.signature else read
    if not signed:
        return draft
    own = draft.version
    people = tuple(dict.fromkeys(chain.from_iterable(one.people for one in signed)))
    helpers = chain(own.contributors, chain.from_iterable(one.contributors for one in signed))
    claims = tuple(Claim(Evidence.BYLINE, one.agency, one.line) for one in signed if one.agency)
    return told(
        replace(draft, claims=(*claims, *draft.claims)) if claims else draft,
        byline=people or own.byline,
        desk=next((one.desk for one in signed if one.desk), own.desk),
        contributors=tuple(dict.fromkeys(helpers)),
    )


def read_byline(text: str, agencies: Agencies) -> Signature:
    """Return the people, desk, agency and contributors that one line names."""
    whole = plain(text[: BYLINE_LIMIT * 4])
    line, *thanks = _WITH_FILES.split(_BY.sub("", _EMAIL.sub("", whole)), maxsplit=1)
    line = line.strip(" ,;-–—(|")
    if len(line) > BYLINE_LIMIT:
        return Signature()
    found = _read_names(line, agencies) if line else Signature()
    return replace(found, contributors=read_contributors(thanks[0]) if thanks else (), line=whole)


def read_contributors(text: str) -> tuple[str, ...]:
    """Return the people and agencies behind "with files from": "Jane Doe in Toronto and The Associated Press"."""
    if len(text) > BYLINE_LIMIT:
        return ()
    names = (_OF.sub("", _PLACE.sub("", _tidy_name(piece))) for piece in _PARTS.split(text.strip(" .()-–—")))
    return tuple(
        name
        for name in dict.fromkeys(names)
        if name and name[:1].isupper() and len(name.split()) <= NAME_WORDS
    )


def _read_names(line: str, agencies: Agencies) -> Signature:
    if whole := agencies.of_field(line):
        return Signature(agency=whole)
    before, agency = agencies.at_end(_SHORT_FORM_BEHIND.sub("", line))
    pieces = [piece for piece in _PARTS.split(before) if piece.strip(" .-–—")]
    if agency is None:
        pieces, agency = _take_short_form(pieces, agencies)
    found = _read_pieces(pieces, agencies)
    return replace(found, agency=agency) if agency else found


def _take_short_form(pieces: list[str], agencies: Agencies) -> tuple[list[str], str | None]:
    # "Jane Doe, AP": a short form counts behind a separator at the end, where nothing else can be meant
    if len(pieces) > 1 and (agency := agencies.of_field(pieces[-1])):
        return pieces[:-1], agency
    return pieces, None


def _read_pieces(pieces: list[str], agencies: Agencies) -> Signature:
    people: list[str] = []
    desk = agency = None
    for piece in pieces:
        name = _tidy_name(piece)
        if _SUFFIX.match(name) and people:
            people[-1] = f"{people[-1]}, {name}"
        elif found := _agency_of_piece(name, agencies):
            agency = agency or found
        elif is_person(name):
            people.append(_PLACE.sub("", name))
        elif is_desk(name):
            desk = desk or name
    return Signature(people=tuple(dict.fromkeys(people)), desk=desk, agency=agency)


def _tidy_name(piece: str) -> str:
    name = _LOOSE_AND.sub("", collapse(_BY.sub("", piece)).strip(" -–—*").lstrip(". "))
    return _FULL_STOP.sub("", name)  # the full stop of "Joseph P." stays


def _agency_of_piece(name: str, agencies: Agencies) -> str | None:
    # "Reuters Staff", "Associated Press Bureau" sign for the agency
    without_desk = _DESK.sub("", name).strip()
    full = agencies.names.get(without_desk.casefold())
    return full or (agencies.short_forms.get(without_desk) if without_desk != name else None)


def is_person(name: str) -> bool:
    """Return whether a name is a person's: some words with capitals, none of which outlets or desks bear."""
    words = _PLACE.sub("", name).split()
    if not 2 <= len(words) <= NAME_WORDS or _ROLE.search(name):  # noqa: PLR2004  # a first and a last name
        return False
    if _DESK.search(name) or _ORGANISATION.search(name) or any(character.isdigit() for character in name):
        return False
    # scripts without capitals (Hindi, Chinese) have none to show
    return any(word[0].isupper() for word in words) or not any(word[0].islower() for word in words)


def is_newsroom(name: str) -> bool:
    """Return whether a name says that it is a desk: "Darpan News Desk", "Staff"."""
    return _DESK.search(name) is not None


def may_sign(word: str) -> bool:
    """Return whether a word in small letters may stand in a signature: a desk's, a role, an agency ("dpa")."""
    return is_newsroom(word) or _ROLE.search(word) is not None or word == "dpa"


def is_desk(name: str) -> bool:
    """Return whether a name may be how an outlet signs: no role, no account, no address, no sentence."""
    is_account = _ACCOUNT.fullmatch(name) is not None or "@" in name or "://" in name
    has_letters = sum(character.isalpha() for character in name) > 1
    if not has_letters or is_account or len(name.split()) > NAME_WORDS:
        return False
    return is_newsroom(name) or not _ROLE.search(name)
