"""What a desk puts before a headline to say what has become of the copy, and how often it was filed."""

import re
from dataclasses import dataclass, replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.model.item import STOPPING, Label, Reason

_SEPARATOR = r"\s*(?::|\s-+|-+\s|--+|-(?=[A-Z])|–|—)\s*"
_SEPARATOR_OF_CAPITALS = rf"(?:{_SEPARATOR}|\s*(?:[;/|]|[.,]+(?=\s|$))\s*)"
"""Behind a word in capitals also what parts the words of a headline; "Corrected, he left" has no label."""
_URGENT = r"(?:(?:BULLETIN|MANDATORY|URGENT)[\s:–—-]+)*"
_ROUNDS = 8
"""How many labels a headline may have: "REFILE-CORRECTED-UPDATE 2-"."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A headline, told apart."""

    title: str
    label: Label | None = None
    number: int | None = None
    """Which write-thru or update it is."""
    words: str = ""
    """The labels as they stood there."""


def _before_separator(word: str) -> re.Pattern[str]:
    in_brackets = rf"\[\s*{_URGENT}{word}\s*\]|\(\s*{_URGENT}{word}\s*\)"
    return re.compile(rf"(?:{in_brackets})(?:{_SEPARATOR}|\s*)|{_URGENT}{word}(?:{_SEPARATOR_OF_CAPITALS}|$)")


def _headed(words: str, *, anycase_before_colon: str = "") -> re.Pattern[str]:
    """Return a pattern for words in capitals before a separator, and for words of any case before a colon."""
    capitals = rf"[\[(]?(?:{words})[\])]?(?:\s*[:|;]\s*|\s+[-–—]+\s*|[-–—]+\s+|--+|[–—]|-(?=[A-Z\d]))"
    loose = rf"|(?i:{anycase_before_colon})\s*:\s*" if anycase_before_colon else ""
    return re.compile(rf"(?:{capitals}{loose})(?=\S)")


_PREFIXES = (
    # (label, its prefix before a separator or in brackets, its prefix before a mere space)
    # KILL and WITHHOLD only in capitals: "Kill Bill" and "KILLER WHALES" are headlines (AP and CP write them so)
    (Label.KILL, _before_separator("KILL"), re.compile(rf"{_URGENT}KILL\s+")),
    (Label.WITHHOLD, _before_separator("WITHHOLD"), re.compile(rf"{_URGENT}WITHHOLD\s+")),
    (Label.CORRECTED, _before_separator("CORRECTED"), re.compile(rf"{_URGENT}CORRECTED\s+")),
    (Label.CORRECTED, _before_separator("CORRECTION"), None),
    # Reuters writes "CORRECTED-", AFP "CORRECTED:", outlets "Corrected: ", "[Corrected]", "Correction: "
    (
        Label.CORRECTED,
        re.compile(
            rf"(?:\[correct(?:ed|ion)\]|\(correct(?:ed|ion)\))(?:{_SEPARATOR}|\s*)"
            rf"|{_URGENT}corrected(?:{_SEPARATOR}|$)|{_URGENT}correction\s*:\s*",
            re.IGNORECASE,
        ),
        None,
    ),
    # French: La Presse Canadienne and AFP head corrected copy so
    (
        Label.CORRECTED,
        _headed("RECTIFICATIF|RECTIFICATION|CORRIGÉ", anycase_before_colon="rectificatif"),
        None,
    ),
    # CP and AP send these as items of their own
    (Label.CORRECTIVE, re.compile(r"Corrective\s+to\s+(?=\S)"), None),
    (Label.CORRECTIVE, _headed("CORRECTIVE|CORRECTIF", anycase_before_colon="corrective|correctif"), None),
)
_FILED = (
    # how copy was filed: (label, pattern; a group is the number)
    # Reuters: "UPDATE 3-", "WRAPUP 2-", "REFILE-", "RPT-"; its style guide lists them
    (Label.UPDATE, re.compile(r"(?:UPDATE|MISE [ÀA] JOUR)\s*(\d{1,2})\s*[-–—:]+\s*(?=\S)")),
    (
        Label.UPDATE,
        _headed("UPDATED?|MISE À JOUR|MISE A JOUR|ACTUALISATION", anycase_before_colon="mise à jour"),
    ),
    (Label.WRAPUP, re.compile(r"WRAPUP\s*(\d{1,2})?\s*[-–—:]+\s*(?=\S)")),
    (Label.REFILE, _headed("REFILE")),
    (Label.REPEAT, _headed("REPEAT|RPT|REPRISE|RÉPÉTITION")),
    # CP "NewsAlert:", AP "APNewsBreak:", "NewsBreak", AFP "ALERTE"
    (
        Label.ALERT,
        _headed(
            "NEWS ?ALERT|ALERTE?|ALERTE INFO|FLASH",
            anycase_before_colon="(?:cp|ap)?\\s?news\\s?(?:alert|break)",
        ),
    ),
    (Label.ALERT, re.compile(r"(?:NewsAlert|(?:AP)?NewsBreak)-(?=[A-Z])")),
    (Label.URGENT, _headed("URGENT")),
    # outlets; Radio-Canada and TVA write "DERNIÈRE HEURE"
    (
        Label.BREAKING,
        _headed(
            "BREAKING(?: NEWS)?|JUST IN|DERNIÈRE HEURE|DERNIERE HEURE|À L['’]INSTANT",
            anycase_before_colon="breaking(?: news)?|just in|dernière heure|à l['’]instant",
        ),
    ),
    # La Presse Canadienne: "2e Lead", "3ème Lead"
    (Label.WRITETHRU, re.compile(r"(\d{1,3})(?:er|re|e|[eè]me)\s+Lead\s*[:,;–—-]+\s*(?=\S)")),
    # AP numbers its write-thrus: "8th Ld-Writethru", "1st Ld"
    (
        Label.WRITETHRU,
        re.compile(
            r"[\[(]?(?:(\d{1,3})(?:st|nd|rd|th)\s+Ld|Ld)(?:[-\s]*Write-?(?:thru|through))?[\])]?\s*[:,;–—-]+\s*(?=\S)",
            re.IGNORECASE,
        ),
    ),
)
_WRITETHRU_BEHIND = re.compile(
    r"(?:,\s*|\s+[-–—]\s+|\s*[\[(]|\s+)(?:(\d{1,3})(?:st|nd|rd|th)\s+(?:Ld\b|(?=Write))|Ld(?=[-\s]*Write))[-\s]*(?:Write-?(?:thru|through))?"
    r"[\])]?(?:,\s*[A-Z]{2,4})?$",
    re.IGNORECASE,
)
_CYCLE = re.compile(
    r"BC-(?:[A-Z]{2,4}--)?(?=[A-Z])|[AP]M-(?:[A-Z]{2,4}--(?=[A-Z])|(?=[A-Z][a-z]+-\S|[A-Z][a-z]+,\s))"
)
"""The cycle of the day before AP's and CP's slugs: "BC-US--Mayor", "AM-Mayor-Resigns"; "PM-elect" is a word."""
_WEIGHTS = {Label.CORRECTED: 1, Label.CORRECTIVE: 2}


def take_label(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with the label and the number of its headline, and the headline without them."""
    version = draft.version
    found = read_labels(version.title)
    if not found.words:
        return draft
    reasons = (Reason("label", f"headline ({found.words})"),) if found.label else ()
    told = replace(
        version,
        title=found.title,
        label=_weightier(version.label, found.label),
        number=version.number if version.number is not None else found.number,
        reasons=(*version.reasons, *reasons),
    )
    return replace(draft, version=told)


def split_label(title: str) -> tuple[Label | None, str]:
    """Return the label that a headline begins with, and the rest of it; all of it where nothing would be left."""
    found = read_labels(title)
    return found.label, found.title


def read_labels(title: str) -> Labelled:
    """Return a headline without its labels, the weightiest of them and the number that one gives."""
    found = Labelled(title)
    for _ in range(_ROUNDS):
        more = _read_one(found)
        if more is None:
            break
        found = more
    return found


def _read_one(found: Labelled) -> Labelled | None:
    title = found.title
    for label, before_separator, before_space in _PREFIXES:
        match = before_separator.match(title) or (before_space and _match_word(before_space, title))
        if match is not None:
            return _with(found, match, label, title[match.end() :])
    for filed, pattern in _FILED:
        match = pattern.match(title)
        if match is not None:
            return _with(found, match, filed, title[match.end() :])
    match = _CYCLE.match(title)
    if match is not None:
        return _with(found, match, None, title[match.end() :])
    match = _WRITETHRU_BEHIND.search(title)
    return None if match is None else _with(found, match, Label.WRITETHRU, title[: match.start()])


def _with(found: Labelled, match: re.Match[str], label: Label | None, rest: str) -> Labelled | None:
    """Return the headline with one more label taken; None where no headline would be left of it."""
    title = rest.strip()
    if not title and found.words:
        return None
    digits = match.group(1) if match.re.groups else None
    return Labelled(
        title=title or found.title,
        label=_weightier(found.label, label),
        number=int(digits) if digits and found.number is None else found.number,
        words=f"{found.words} {match.group().strip()}".strip(),
    )


def _weightier(one: Label | None, other: Label | None) -> Label | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=_weight)


def _weight(label: Label) -> int:
    return 0 if label in STOPPING else _WEIGHTS.get(label, 9)


def _match_word(pattern: re.Pattern[str], title: str) -> re.Match[str] | None:
    # "KILL Mayor resigns" is a label; "KILL OR BE KILLED", all in capitals, is a headline
    match = pattern.match(title)
    return match if match is not None and not title[match.end() :].isupper() else None
