"""Character references that parsers would lose, or die of, mended before any of them meets the document."""

import re
from html.entities import html5

_SURROGATES = re.compile(rb"(?:&#(?:0*5[5-7]\d{3}|[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2});)+")
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_HEAD_BYTES = 4_096


def mend_references(content: bytes) -> bytes:
    """Return the body with references that every parser reads as the characters that they mean.

    JavaScript publishing tools write an emoji as two references (`&#55357;&#56832;`), which XML 1.0 forbids
    and which make feedparser lose the whole feed. Below a document type (RSS 0.91 has Netscape's, which names
    the entities of HTML) feedparser drops every named reference: `caf&eacute;` would be `caf`.
    """
    joined = _SURROGATES.sub(_join, content) if b"&#" in content else content
    if b"<!DOCTYPE" not in joined[:_HEAD_BYTES]:
        return joined
    return _NAMED.sub(_number, joined)


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
