"""The first picture that a text shows, and the lines beside it that are its caption and its credit."""

import html
import re
from dataclasses import dataclass

from aggregator.ingest.normalise.captions import split_credit, split_lines
from aggregator.ingest.normalise.lines import Image, Piece, Words, is_within, pieces, tidy, without
from aggregator.model.item import Picture

CAPTION_LIMIT = 600
"""Characters of a caption whose credit stands in a line of its own; what is longer is prose."""
_NOT_PICTURES = (
    # a part of the address -> nothing to show a reader
    "gravatar.com/avatar",  # WordPress.com puts the author's face into media:content
    "feeds.feedburner.com/~",  # FeedBurner's counters and buttons
    "stats.wordpress.com",  # WordPress.com's counter
    "pixel.wp.com",  # the same
    "doubleclick.net",  # advertising
    "scorecardresearch.com",  # Comscore's counter
    "pixel.quantserve.com",  # Quantcast's counter
    "google-analytics.com",  # a counter
    "counter.theconversation.com",  # The Conversation's counter in every republished piece
    "feedsportal.com",  # Mediafed's buttons, closed in 2016, still in archives
)
_ICON = 60
"""Width up to which an image in the text is an icon."""
_ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
Said = tuple[str | None, str | None]
"""Caption and credit."""
_CONTAINERS = frozenset({"article", "aside", "blockquote", "div", "figure", "li", "section", "td", "th"})
"""Elements that a figure may stand in; from a paragraph or a link it is lifted out."""


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture of a text, and the text with the picture's words in its figure."""

    picture: Picture
    markup: str


def first_in_text(markup: str) -> Illustration | None:
    """Return the first picture in sanitised HTML, with the caption and the credit that stand by it."""
    if "<img" not in markup:
        return None
    found = pieces(markup)
    place = next((place for place, piece in enumerate(found) if _is_shown(piece, markup)), None)
    image = None if place is None else found[place]
    if place is None or not isinstance(image, Image):
        return None
    captions = _in_figure(image, found)
    if captions:
        return Illustration(_picture(image, markup, split_lines(captions)), markup)
    lines, words = _words_beside(found[place + 1 : place + 3])
    if not lines and 0 < place <= 2:  # noqa: PLR2004  # a caption and a credit
        lines, words = _words_above(found[:place])
    framed = _in_a_figure(markup, image, lines, words=words) if lines else markup
    return Illustration(_picture(image, markup, words), framed)


def shows_nothing(url: str) -> bool:
    """Return whether an address is known to be a counter, a button or a face."""
    return any(part in url for part in _NOT_PICTURES)


def figcaption(caption: str | None, credit: str | None) -> str:
    """Return caption and credit as the words below a picture, nothing if there are none."""
    small = f"<small>{html.escape(credit, quote=False)}</small>" if credit else ""
    said = " ".join(part for part in (html.escape(caption or "", quote=False), small) if part)
    return f"<figcaption>{said}</figcaption>" if said else ""


def _in_figure(image: Image, found: list[Piece]) -> list[str]:
    figures = [element for element in image.within if element.name == "figure"]
    return [
        piece.text
        for piece in found
        if isinstance(piece, Words)
        and figures
        and figures[-1] in piece.within
        and is_within(piece, "figcaption")
    ]


def _words_beside(beside: list[Piece]) -> tuple[list[Words], Said]:
    """Return the one or two lines from a picture on that are its words, if a credit shows that they are."""
    lines = _lines_of(beside)
    if not lines or lines != beside[: len(lines)]:
        return [], (None, None)
    first = split_credit(lines[0].text)
    if first[1] is not None:
        return lines[:1], first
    second = split_credit(lines[1].text) if len(lines) > 1 else (None, None)
    if second[0] is None and second[1] is not None and len(lines[0].text) <= CAPTION_LIMIT:
        return lines, (lines[0].text, second[1])
    return [], (None, None)


def _words_above(above: list[Piece]) -> tuple[list[Words], Said]:
    """Return the lines between the beginning of a text and its picture if all of them are its words."""
    lines, said = _words_beside(above)
    return (lines, said) if lines == above else ([], (None, None))


def _lines_of(found: list[Piece]) -> list[Words]:
    return [
        piece for piece in found if isinstance(piece, Words) and not is_within(piece, "figure", *_HEADINGS)
    ]


def _in_a_figure(markup: str, image: Image, lines: list[Words], *, words: Said) -> str:
    """Return the text with the picture and its words in one figure, where the picture stood."""
    open_names = [element.name for element in image.within]
    below = next(
        (place for place in range(len(open_names), 0, -1) if open_names[place - 1] in _CONTAINERS), 0
    )
    lifted = image.within[below:]
    place = lifted[0].start if lifted else image.span[0]
    tag, said = markup[slice(*image.span)], figcaption(*words)
    shown = f"{tag}{said}" if "figure" in open_names else f"<figure>{tag}{said}</figure>"
    cuts = [image.span, *(span for line in lines for span in line.spans)]
    before = without(markup[:place], [cut for cut in cuts if cut[1] <= place])
    behind = without(markup[place:], [(start - place, end - place) for start, end in cuts if start >= place])
    return tidy(before + shown + behind)


def _picture(image: Image, markup: str, words: Said) -> Picture:
    attributes = _attributes(image, markup)
    caption, credit = words
    return Picture(
        url=attributes.get("src", ""),
        caption=caption,
        credit=credit,
        alt=attributes.get("alt"),
        width=_number(attributes.get("width")),
        height=_number(attributes.get("height")),
    )


def _is_shown(piece: Piece, markup: str) -> bool:
    if not isinstance(piece, Image):
        return False
    attributes = _attributes(piece, markup)
    width = _number(attributes.get("width"))
    return (width is None or width > _ICON) and not shows_nothing(attributes.get("src", ""))


def _attributes(image: Image, markup: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(markup[slice(*image.span)])
    return {name: html.unescape(value) for name, value in found}


def _number(text: str | None) -> int | None:
    digits = (text or "").removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None  # noqa: PLR2004
