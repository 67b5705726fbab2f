"""The pictures of an article page: those that its metadata names, with the captions that its figures give them."""

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from aggregator.ingest.parse.webpage import WebPage, address, attribute, text_of
from aggregator.model.item import Picture

FIGURES_LIMIT = 100
"""Figures of a page that are looked at."""
_SIZE = re.compile(r"[-_]\d{2,5}x\d{2,5}$")


def illustrate(page: WebPage, named: Iterable[Picture]) -> tuple[Picture, ...]:
    """Return the named pictures, absolute, each with the words of the figure that shows it."""
    pictures = [
        replace(picture, url=url) for picture in named if (url := address(page, picture.url)) is not None
    ]
    shown = {_file(picture.url): picture for picture in reversed(_figures(page))}
    return tuple(_described(picture, shown.get(_file(picture.url))) for picture in pictures) or _first(page)


def _first(page: WebPage) -> tuple[Picture, ...]:
    """Return the first picture with a caption, for pages whose metadata names none."""
    return tuple(picture for picture in _figures(page) if picture.caption)[:1]


def _figures(page: WebPage) -> list[Picture]:
    found = (_figure(page, figure) for figure in page.tree.css("figure")[:FIGURES_LIMIT])
    return [picture for picture in found if picture is not None]


def _figure(page: WebPage, figure: LexborNode) -> Picture | None:
    image = figure.css_first("img")
    # lazy loading keeps the address of the picture aside
    url = address(page, attribute(image, "data-src") or attribute(image, "src"))
    if url is None:
        return None
    caption = text_of(figure.css_first("figcaption"))
    return Picture(
        url=url, caption=html.escape(caption, quote=False) if caption else None, alt=attribute(image, "alt")
    )


def _described(picture: Picture, shown: Picture | None) -> Picture:
    if shown is None:
        return picture
    # a figure's caption often goes on with the credit, which metadata leave out
    goes_on = not picture.credit and (shown.caption or "").startswith(picture.caption or "")
    caption = shown.caption if shown.caption and goes_on else picture.caption or shown.caption
    return replace(picture, caption=caption, alt=picture.alt or shown.alt)


def _file(url: str) -> str:
    """Return the name of a picture's file, which its sizes on different servers have in common."""
    name = urlsplit(url).path.rpartition("/")[2]
    stem, _, _ = name.rpartition(".")
    return _SIZE.sub("", stem or name).lower()
