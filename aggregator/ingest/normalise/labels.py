"""What a desk puts before a headline to say what has become of the copy."""

import re
from dataclasses import replace

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.model.item import Label

_SEPARATOR = r"\s*(?::|\s-+|-+\s|--+|-(?=[A-Z])|–|—)\s*"
_SEPARATOR_OF_CAPITALS = rf"(?:{_SEPARATOR}|\s*(?:[;/|]|[.,]+(?=\s|$))\s*)"
"""Behind a word in capitals also what parts the words of a headline; "Corrected, he left" has no label."""
_URGENT = r"(?:(?:BULLETIN|MANDATORY|URGENT)[\s:–—-]+)*"


def _before_separator(word: str) -> re.Pattern[str]:
    in_brackets = rf"\[\s*{_URGENT}{word}\s*\]|\(\s*{_URGENT}{word}\s*\)"
    return re.compile(rf"(?:{in_brackets})(?:{_SEPARATOR}|\s*)|{_URGENT}{word}(?:{_SEPARATOR_OF_CAPITALS}|$)")


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
)


def take_label(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with the label of its headline, and the headline without it."""
    label, title = split_label(draft.version.title)
    return replace(draft, version=replace(draft.version, label=label, title=title))


def split_label(title: str) -> tuple[Label | None, str]:
    """Return the label that a headline begins with, and the rest of it; all of it where nothing would be left."""
    for label, before_separator, before_space in _PREFIXES:
        match = before_separator.match(title) or (before_space and _match_word(before_space, title))
        if match is not None:
            return label, title[match.end() :].strip() or title
    return None, title


def _match_word(pattern: re.Pattern[str], title: str) -> re.Match[str] | None:
    # "KILL Mayor resigns" is a label; "KILL OR BE KILLED", all in capitals, is a headline
    match = pattern.match(title)
    return match if match is not None and not title[match.end() :].isupper() else None
