"""Character references that name no character, made harmless before any parser meets them."""

import re

_SURROGATES = re.compile(rb"(?:&#(?:0*5[5-7]\d{3}|[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2});)+")
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


def mend_references(content: bytes) -> bytes:
    """Return the body with surrogate references joined to the characters that they mean, or replaced.

    JavaScript publishing tools write an emoji as two references (`&#55357;&#56832;`), which XML 1.0 forbids
    and which make feedparser lose the whole feed.
    """
    return _SURROGATES.sub(_join, content) if b"&#" in content else content


def _join(match: re.Match[bytes]) -> bytes:
    numbers = (
        int(hexadecimal, 16) if hexadecimal else int(decimal)
        for hexadecimal, decimal in _NUMBER.findall(match.group().decode("ascii"))
    )
    units = "".join(map(chr, numbers))
    joined = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(f"&#{ord(character)};" for character in joined).encode("ascii")
