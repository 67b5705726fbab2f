"""What a body looks like, in plain words, for an operator whose source is no feed."""

import re

from aggregator.model.poll import Body

HEAD_BYTES = 65_536
"""How far into a body we look for its root element."""
_NAME = re.compile(r"[A-Za-z_][\w.:-]*")
_ASIDES = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WITHOUT_MARK = (
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
_MAGIC = (
    # the first bytes of files that servers send by mistake: https://en.wikipedia.org/wiki/List_of_file_signatures
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip data that the server did not declare"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
)
_ROOTS = {
    # roots and what they are: feeds that turn out to be unreadable, and what operators paste by mistake
    "rss": "an RSS feed",
    "feed": "an Atom feed",
    "rdf": "an RSS 1.0 feed",
    "urlset": "a sitemap",
    "sitemapindex": "an index of sitemaps",
    "newsml": "NewsML 1",
    "newsmessage": "NewsML-G2",
    "newsitem": "NewsML-G2",
    "packageitem": "NewsML-G2",
    "nitf": "NITF",
    "rbnews": "Ritzau's XML",
    "opml": "an OPML subscription list",
    "error": "an error message",
}
_HTML_ROOTS = {"html", "head", "body", "meta", "title", "script", "div"}


def head(body: Body) -> str:
    """Return the first characters of a body, decoded well enough to find markup in them."""
    content = body.content[:HEAD_BYTES].lstrip(b" \t\r\n")
    for mark, encoding in (*_BYTE_ORDER_MARKS, *_WITHOUT_MARK):
        if content.startswith(mark):
            return content.decode(encoding, "replace").lstrip("\ufeff")
    return content.decode("latin-1").removeprefix("\u00ef\u00bb\u00bf")


def root_name(text: str) -> str | None:
    """Return the lower-case name of the first element, prefix included; comments and declarations are passed over."""
    position = text.find("<")
    while position >= 0:
        name = _NAME.match(text, position + 1)
        if name is not None:
            return name.group().lower()
        position = text.find("<", _end_of_aside(text, position))
    return None


def is_html(text: str) -> bool:
    """Return whether a text begins as an HTML page does."""
    return "<!doctype html" in text[:1024].lower() or root_name(text) in _HTML_ROOTS


def describe(body: Body) -> str:
    """Return in plain words what a body looks like."""
    if not body.content.strip():
        return "it is empty"
    for magic, words in _MAGIC:
        if body.content.startswith(magic):
            return f"it looks like {words}"
    text = head(body).lstrip()
    if "\x00" in text:
        return "it looks like binary data"
    if text.startswith(("{", "[")):
        return "it looks like JSON that is no JSON Feed"
    return _describe_markup(text)


def _describe_markup(text: str) -> str:
    if is_html(text):
        return "it looks like an HTML page"
    if not text.startswith("<"):
        return "it looks like plain text"
    root = root_name(text)
    if root is None:
        return "it looks like XML without any element"
    local = root.rpartition(":")[2]
    return f"it looks like {_ROOTS.get(local, 'XML that is no feed')} (<{root[:40]}>)"


def _end_of_aside(text: str, position: int) -> int:
    for opening, closing in _ASIDES:
        if text.startswith(opening, position):
            end = text.find(closing, position + len(opening))
            return len(text) if end < 0 else end + len(closing)
    return position + 1
