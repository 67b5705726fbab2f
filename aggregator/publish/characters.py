"""Text and addresses that every published format can carry.

XML 1.0 forbids most control characters and every surrogate (section 2.2), and lxml raises on one: a single
vertical tab from a word processor would take a whole feed down.
"""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

REMEMBERED = 2_048
"""Names, headlines and addresses whose clean form is remembered: the same ones are published again and again."""

_FORBIDDEN = re.compile("[^\t\n -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_ESCAPED = re.compile("%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile("[A-Za-z0-9._~-]")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_URL_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


def clean(text: str) -> str:
    """Return `text` with a space for every character that XML forbids, and with plain line ends.

    A space and not nothing: deleting could join `java` and `script:` into an address that was never sanitised.
    """
    return _FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=REMEMBERED)
def one_line(text: str | None) -> str | None:
    """Return `text` cleaned, on one line and trimmed; None where nothing is left."""
    return " ".join(clean(text or "").split()) or None


@lru_cache(maxsize=REMEMBERED)
def web_address(url: str | None) -> str | None:
    """Return `url` as a URI if it leads to the web; None for every other scheme, `javascript:` first of all."""
    if url is None or not _WEB.match(url):
        return None
    try:
        urlsplit(url)
    except ValueError:  # brackets that hold no IPv6 address
        return None
    return quote(clean(url.strip()), safe=_URL_CHARACTERS)


@lru_cache(maxsize=REMEMBERED)
def uri(text: str | None) -> str | None:
    """Return `text` if it is an absolute URI, as Atom's `scheme` must be (RFC 4287, section 4.2.2.2)."""
    return text if text and _URI.fullmatch(text) else None


@lru_cache(maxsize=REMEMBERED)
def canonical(url: str) -> str:
    """Return a web address as ids compare it, letter for letter (RFC 4287, 4.2.6.1; RFC 3986, 6.2.2 and 6.2.3)."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    user, _, host = parts.netloc.rpartition("@")
    host = host.lower().removesuffix(_DEFAULT_PORTS.get(scheme, "\0"))
    netloc = f"{user}@{host}" if user else host
    plain = urlunsplit((scheme, netloc, parts.path or "/", parts.query, parts.fragment))
    return _ESCAPED.sub(_plainest, plain)


def _plainest(escaped: re.Match[str]) -> str:
    """Return the letter or digit that needs no escape, else the escape in capitals."""
    character = chr(int(escaped[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escaped[0].upper()


@lru_cache(maxsize=REMEMBERED)
def language_tag(text: str | None) -> str | None:
    """Return `text` if it has the form of a language tag (BCP 47)."""
    return text if text and _LANGUAGE.fullmatch(text) else None
