"""Pieces of the HTML that goes into entries; every `*_html` taken is already sanitised and absolute."""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from aggregator.model.item import Picture

REMEMBERED = 256
"""Summaries and bodies of which it is remembered what a reader sees: each is asked for several times in a row."""

_BLOCK = "p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|figure|figcaption|table|tr|pre|section|article|hr"
_BLOCK_TAG = re.compile(rf"<(?:br|/?(?:{_BLOCK}))\b[^>]*>", re.IGNORECASE)
_STARTS_BLOCK = re.compile(rf"<(?:{_BLOCK})\b", re.IGNORECASE)
_ALONE = re.compile(r"<(?:img|br)\b[^>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_SIZE_IN_NAME = re.compile(r"-\d{2,4}x\d{2,4}(?=\.[a-z]+$)")  # WordPress: pier-1024x683.jpg is pier.jpg


@lru_cache(maxsize=REMEMBERED)
def plain_text(html: str) -> str:
    """Return what a reader sees of `html`, on one line; blocks and line breaks become spaces."""
    if "<" not in html:
        return " ".join(unescape(html).split())
    spaced = _BLOCK_TAG.sub(r" \g<0> ", html)
    body = LexborHTMLParser(spaced).body
    return " ".join(body.text().split()) if body is not None else ""


@lru_cache(maxsize=REMEMBERED)
def first_paragraph(html: str, *, words: int) -> str:
    """Return the plain text of the first paragraph that says something, cut after `words` words."""
    texts = (plain_text(node.html or "") for node in LexborHTMLParser(html).css("p"))
    return shorten(next(filter(None, texts), "") or plain_text(html), words=words)


def shorten(text: str, *, words: int) -> str:
    """Return the first `words` words of `text`, with an ellipsis where something was cut."""
    every = text.split()
    return " ".join(every) if len(every) <= words else " ".join(every[:words]).rstrip(",;:–—-") + " …"


def paragraph(text: str) -> str:
    """Return plain `text` as a paragraph of HTML."""
    return f"<p>{escape(text, quote=False)}</p>"


def said(text: str, kind: str, *, language: str | None = None) -> str:
    """Return what we say ourselves as a paragraph of HTML; `language` is ours where the copy is in another."""
    tag = f' lang="{language}"' if language else ""
    return f'<p class="{kind}"{tag}>{escape(text, quote=False)}</p>'


def as_block(html: str) -> str:
    """Return `html` as something that may stand below a figure: running text is put into a paragraph."""
    block = _STARTS_BLOCK.search(html)
    if block is None:
        return f"<p>{html.strip()}</p>"
    running = html[: block.start()].strip()
    if not running:
        return html
    # a paragraph holds no blocks: of "<img><p>..." it takes the image; where tags are open a division holds all
    has_open_tags = "<" in _ALONE.sub("", running)
    return f"<div>{html}</div>" if has_open_tags else f"<p>{running}</p>{html[block.start() :]}"


def shows_picture(html: str, picture: Picture) -> bool:
    """Tell whether `html` already shows the picture, in whatever size."""
    if not _IMAGE.search(html):
        return False
    sources = (node.attributes.get("src") for node in LexborHTMLParser(html).css("img"))
    return _identity(picture.url) in {_identity(source) for source in sources if source}


def figure(picture: Picture) -> str:
    """Return the picture as a figure with its caption and credit."""
    size = "".join(
        f' {name}="{value}"'
        for name, value in (("width", picture.width), ("height", picture.height))
        if value
    )
    image = f'<img src="{escape(picture.url)}" alt="{escape(picture.alt or "")}"{size}>'
    return f"<figure>{image}{_figcaption(picture)}</figure>"


def _figcaption(picture: Picture) -> str:
    caption = picture.caption or ""
    credit = picture.credit if picture.credit and picture.credit not in caption else ""
    said = " ".join(
        filter(
            None,
            (escape(caption, quote=False), f"<small>{escape(credit, quote=False)}</small>" if credit else ""),
        )
    )
    return f"<figcaption>{said}</figcaption>" if said else ""


def _identity(url: str) -> tuple[str, str]:
    """Return host and path: outlets ask for sizes in the query, or in the file's name."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no IPv6 address: a picture of its own
        return "", url
    return parts.netloc.casefold(), _SIZE_IN_NAME.sub("", parts.path)
