"""Sanitised HTML that is told apart without a parser: paragraphs of running text, as most of news is.

nh3 has written it, so a tag ends where it seems to, and a `<` or an `&` begins what it seems to begin. What is anything
but simple is no plain markup and goes to the parser; laws hold both to one outcome.
"""

import re

# possessive throughout: what does not match is told so in one pass
_TEXT = r"(?:[^<>&\xa0\r\0]++|&(?:amp|lt|gt|nbsp);)"
_WORDS = rf"[^<>&\s\0]{_TEXT}*+"
_VALUE = r"(?:[^\"<>&\xa0\r\0]++|&(?:amp|nbsp);)*+"
_HOST = r"(?:(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_ADDRESS = rf"https?://{_HOST}(?:[/?#](?:[!#-%'-;=?-~]++|&amp;)*+)?"
_SIZE = r'(?: width="[0-9]++")?(?: height="[0-9]++")?'
_IMAGE = rf'<img src="{_ADDRESS}" alt="{_VALUE}"{_SIZE}>'
_LINK = rf'<a href="{_ADDRESS}" rel="noopener">{_WORDS}</a>'
_STRESS = rf"<(?:b>{_TEXT}++</b|strong>{_TEXT}++</strong|i>{_TEXT}++</i|em>{_TEXT}++</em)>"
_RUNNING = rf"(?:{_TEXT}|<br>|{_LINK}|{_STRESS})"
_CAPTION = rf"<figcaption>(?:{_TEXT}|<small>{_TEXT}++</small>)++</figcaption>"
_PARAGRAPH = rf"<p>{_RUNNING}++</p>"
_QUOTATION = rf"<blockquote>\n?(?:{_PARAGRAPH}\n?)++</blockquote>"
_FIGURE = rf"<figure>{_IMAGE}(?:{_CAPTION})?</figure>"
_PLAIN = re.compile(rf"(?:{_PARAGRAPH}|{_QUOTATION}|{_FIGURE}|[ \n]++)*+")
_END_OF_IMAGE = re.compile(r"(<img [^>]*+)>")

_INLINE = "a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|img|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr"
_BLOCK = "article|blockquote|div|dd|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|ul"
"""Whose text stands where they stand; tables are not among them, whose text HTML moves."""
_TAG = re.compile(rf'</?(?:{_INLINE})(?:\s(?:[^<>"]++|"[^"]*+")*+)?>')
_PARTING_TAG = re.compile(rf'<(?:br|/?(?:{_BLOCK}))(?:\s(?:[^<>"]++|"[^"]*+")*+)?>')
_OTHERS = re.compile(r"[<\0]|&(?!(?:amp|lt|gt|nbsp|quot);)")


def is_plain(html: str) -> bool:
    """Return whether HTML is paragraphs, quotations and figures alone, links with words, pictures with `alt`."""
    return _PLAIN.fullmatch(html) is not None


def with_late_pictures(html: str) -> str:
    """Return plain markup whose pictures are loaded when they are near."""
    return _END_OF_IMAGE.sub(r'\1 loading="lazy" decoding="async">', html)


def plain_words(html: str) -> str | None:
    """Return what a reader sees of sanitised HTML, on one line; None where it takes a parser to tell."""
    text = _TAG.sub("", _PARTING_TAG.sub(" ", html)) if "<" in html else html
    if _OTHERS.search(text):
        return None
    return " ".join(_unescaped(text).split())


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    plain = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return plain.replace("&amp;", "&")
