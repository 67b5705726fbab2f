"""Plain text as HTML, so that every text behind parsing is markup."""

import html
import re

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|mark|p|q|s|small|span|strong|sub|sup|tt|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def escape_paragraphs(text: str) -> str:
    """Return plain text as escaped HTML paragraphs: a blank line parts two of them, a line end is `<br>`."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = [block.strip() for block in _BLANK_LINES.split(unified)]
    return "".join(f"<p>{_escape_lines(block)}</p>" for block in blocks if block)


def escape_unless_markup(text: str) -> str:
    """Return a text that may be plain or HTML as HTML.

    RSS does not say which one a title is (RSS Best Practices Profile, "Character data"): it is taken for
    HTML if it has an entity or a tag that belongs into a line; "Profits <10%" is plain.
    """
    if _ENTITY.search(text) or _INLINE_TAG.search(text):
        return text
    return html.escape(text, quote=False)


def unescape_references(text: str) -> str:
    """Return a text with its whole references (`&#8217;`) as characters; a mere `&` and tags stay as they are."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def _escape_lines(block: str) -> str:
    return html.escape(block, quote=False).replace("\n", "<br>\n")
