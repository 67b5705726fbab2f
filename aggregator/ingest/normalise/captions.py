"""A picture's caption and its credit, told apart where one text holds both."""

import re
from collections.abc import Sequence

from aggregator.ingest.normalise.text import plain_or_none

_WORDS = (
    r"(?:picture|photo(?:graph|graphy)?|image|pic|illustration|file photo|handout|screengrab|crédit photo)s?"
)
_LABELLED = re.compile(
    # Darpan writes "Picture Courtesy: THE CANADIAN PRESS/Jane Doe", others "Photo:", "Photo by", "Image credit:"
    rf"(?:^|(?<=[.!?|”\"]\s)|(?<=[a-z][.!?])(?=(?-i:[A-Z]))|(?<=\()|(?<=\s)(?=\(?(?-i:[A-Z])))\(?(?:{_WORDS}\s*(?:courtesy|credits?|source|by|par)?(?:\s+of)?\s*[:|–—-]\s*"
    rf"|{_WORDS}\s+(?:courtesy(?:\s+of)?|credit|by|par)\s+|(?:credit|crédit|courtesy|source)\s*:\s*)"
    r"(?P<credit>[^()]{2,150}?)\)?[.\s]*$",
    re.IGNORECASE,
)
_PARENTHESISED = re.compile(
    # "(AP Photo/Jane Doe)", "(Reuters/John Roe)", "(Jane Doe/The Canadian Press via AP)": how agencies sign pictures
    r"\((?P<credit>[^()]{2,100}(?:/[^()]{2,100}|\bvia\b[^()]{2,60}|\bphoto\b[^()]{0,60}))\)[.\s]*$",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    # "THE CANADIAN PRESS/Christinne Muschi" at the end of the caption, after a full stop or alone
    r"(?:^|(?<=[.!?”\"]\s))(?P<credit>[A-Z][A-Z .'-]{1,40}/[^/.()]{2,60})\.?\s*$"
)

_NAMES_A_SOURCE = re.compile(
    # a line of its own in the caption's element: "Jane Doe/The Canadian Press", "AFP via Getty Images", "© Post 2026"
    r"©.{2,100}|[^.!?]{2,60}/[^/.!?]{2,60}|[^.!?]{2,60}\bvia\b[^.!?]{2,60}|(?:file|handout|supplied|courtesy)\b.{0,60}"
    r"|(?:the\s+)?(?:canadian press|associated press|ap|afp|reuters|getty images|agence france-presse)",
    re.IGNORECASE,
)


def split_credit(text: str | None) -> tuple[str | None, str | None]:
    """Return caption and credit of a picture as plain text, each None where there is none."""
    line = plain_or_none(text)
    if line is None:
        return None, None
    for pattern in (_LABELLED, _PARENTHESISED, _SLASHED):
        match = pattern.search(line)
        if match is not None:
            return line[: match.start()].strip(" |-–—") or None, match.group("credit").strip()
    return line, None


def split_lines(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Return caption and credit of a picture whose words stand in several lines."""
    told = [split_credit(line) for line in lines]
    credit = next((credit for _, credit in told if credit), None)
    if credit is not None:
        return " ".join(words for words, _ in told if words) or None, credit
    if len(lines) > 1 and _NAMES_A_SOURCE.fullmatch(lines[-1]):
        return " ".join(lines[:-1]), lines[-1]
    return split_credit(" ".join(lines))


def clean_credit(text: str | None) -> str | None:
    """Return a credit without the words that introduce it."""
    caption, credit = split_credit(text)
    return credit or caption
