"""Character references that parsers would lose, or die of, mended before any of them meets the document."""

import re
from html.entities import html5

_SURROGATES = re.compile(rb"(?:&#(?:0*5[5-7]\d{3}|[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2});)+")
_LARGE = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]{6,})|0*([0-9]{7,}));?")
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_HEAD_BYTES = 4_096
_LAST = 0x10FFFF
_REPLACEMENT = b"&#65533;"
"""What HTML makes of a reference to no character (html.spec.whatwg.org, numeric character reference end state)."""


def mend_references(content: bytes) -> bytes:
    """Return the body with references that every parser reads as the characters that they mean.

    JavaScript publishing tools write an emoji as two references (`&#55357;&#56832;`), which XML 1.0 forbids
    and which make feedparser lose the whole feed, as one beyond the last character (`&#x110000;`) does. Below a
    document type (RSS 0.91 has Netscape's, which names the entities of HTML) feedparser drops every named
    reference: `caf&eacute;` would be `caf`.
    """
    joined = _LARGE.sub(_bound, _SURROGATES.sub(_join, content)) if b"&#" in content else content
    if b"<!DOCTYPE" not in joined[:_HEAD_BYTES]:
        return joined
    return _NAMED.sub(_number, joined)


def _bound(match: re.Match[bytes]) -> bytes:
    hexadecimal, decimal = match.groups()
    digits, base = (hexadecimal, 16) if hexadecimal else (decimal, 10)
    is_character = len(digits) <= len(str(_LAST)) and int(digits, base) <= _LAST
    return match.group() if is_character else _REPLACEMENT


def _number(match: re.Match[bytes]) -> bytes:
    name = match.group(1).decode("ascii")
    characters = html5.get(f"{name};", "")
    if name in _XML_NAMES or not characters:
        return match.group()
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")


def _join(match: re.Match[bytes]) -> bytes:
    numbers = (
        int(hexadecimal, 16) if hexadecimal else int(decimal)
        for hexadecimal, decimal in _NUMBER.findall(match.group().decode("ascii"))
    )
    units = "".join(map(chr, numbers))
    joined = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(f"&#{ord(character)};" for character in joined).encode("ascii")
