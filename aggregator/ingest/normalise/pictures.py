"""Pictures with caption, credit and alternative text: from the metadata, else the first one in the text."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.ingest.normalise.captions import clean_credit, split_credit
from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.ingest.normalise.links import absolute
from aggregator.ingest.normalise.text import collapse, plain_or_none
from aggregator.model.item import Picture, Version

PICTURES_LIMIT = 20
"""Pictures of an item; galleries are left to the article."""
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
_SIZE = re.compile(r"[-_]\d{2,5}x\d{2,5}(?=\.\w{3,4}$)")
"""WordPress names renditions NAME-300x200.jpg (developer.wordpress.org/apis/responsive-images)."""
_ICON = 60
"""Width up to which an image in the text is an icon."""
_HEAD_LINES = 4
"""Lines of a text among which a picture's caption and credit are looked for."""


def take_pictures(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with its pictures, the best rendition of each."""
    base = draft.raw.base_url or draft.raw.link or ""
    given = (_settled(picture, base, draft.version) for picture in draft.raw.pictures)
    usable = [picture for picture in given if picture is not None]
    version = draft.version
    shown = first_in_text(version.body_html or version.summary_html or "")
    settled = _settled(shown, base, version) if shown else None
    if settled is None or (usable and not _is_among(settled, usable)):
        return replace(draft, version=replace(version, pictures=best_renditions(usable)[:PICTURES_LIMIT]))
    # metadata often names the picture alone, while its caption and credit stand in the text
    pictures = best_renditions([*usable, settled])[:PICTURES_LIMIT]
    return replace(
        draft, version=replace(version, pictures=pictures, text=without_words_of(settled, version.text))
    )


def without_words_of(picture: Picture, text: str) -> str:
    """Return a text without the caption and credit lines at its head: every outlet has its own picture."""
    if picture.credit is None:
        return text
    lines = text.split("\n")
    own = {(picture.caption, picture.credit), (picture.caption, None), (None, picture.credit)}
    head = [line for line in lines[:_HEAD_LINES] if split_credit(line) not in own]
    return "\n".join(head + lines[_HEAD_LINES:])


def best_renditions(pictures: list[Picture]) -> tuple[Picture, ...]:
    """Return each picture once, in the order of first mention: the widest, with all that any says of it."""
    merged: dict[str, Picture] = {}
    for picture in pictures:
        key = rendition_key(picture.url)
        merged[key] = _merge(merged[key], picture) if key in merged else picture
    return tuple(merged.values())


def rendition_key(url: str) -> str:
    """Return what the addresses of one picture in several sizes have in common."""
    parts = urlsplit(url)
    # a file's name tells the picture; without one the arguments do (image.php?id=7)
    query = "" if re.search(r"\.\w{3,4}$", parts.path) else f"?{parts.query}"
    return f"{parts.netloc}{_SIZE.sub('', parts.path)}{query}"


def first_in_text(markup: str) -> Picture | None:
    """Return the first picture in sanitised HTML, with the caption and the credit that stand by it."""
    if "<img" not in markup:
        return None
    tree = LexborHTMLParser(markup)
    image = next((node for node in tree.css("img") if _is_shown(node)), None)
    if image is None:
        return None
    attributes = image.attributes
    caption, credit = _words_by(image)
    return Picture(
        url=attributes.get("src") or "",
        caption=caption,
        credit=credit,
        alt=attributes.get("alt"),
        width=_number(attributes.get("width")),
        height=_number(attributes.get("height")),
    )


def _is_shown(image: LexborNode) -> bool:
    width, url = _number(image.attributes.get("width")), image.attributes.get("src") or ""
    return (width is None or width > _ICON) and not any(part in url for part in _NOT_PICTURES)


def _words_by(image: LexborNode) -> tuple[str | None, str | None]:
    figure = _above(image, "figure")
    captions = figure.css("figcaption") if figure else []
    if captions:
        return split_credit(captions[0].text())
    return _words_after(_above(image, "p") or image)


def _words_after(block: LexborNode) -> tuple[str | None, str | None]:
    """Return caption and credit from the one or two paragraphs after a picture, if a credit shows that they are."""
    texts = [block.text().strip(), *(node.text().strip() for node in _following(block, 2))]
    caption: str | None = None
    for text in texts:
        words, credit = split_credit(text)
        if credit is not None:
            return words or caption, credit
        caption = words or caption
        if caption is not None and text != texts[0] and words is None:
            break
    return None, None


def _following(node: LexborNode, count: int) -> list[LexborNode]:
    found: list[LexborNode] = []
    after = node.next
    while after is not None and len(found) < count:
        if after.tag == "p" or (after.tag == "-text" and after.text().strip()):
            found.append(after)
        after = after.next
    return found


def _above(node: LexborNode, tag: str) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag not in {tag, "body"}:
        parent = parent.parent
    return parent if parent is not None and parent.tag == tag else None


def _is_among(picture: Picture, pictures: list[Picture]) -> bool:
    return rendition_key(picture.url) in {rendition_key(other.url) for other in pictures}


def _settled(picture: Picture, base: str, version: Version) -> Picture | None:
    url = absolute(picture.url, base)
    if url is None or any(part in url for part in _NOT_PICTURES) or 1 in {picture.width, picture.height}:
        return None
    caption, credit = split_credit(picture.caption)
    return replace(
        picture,
        url=url,
        caption=_unless_repeated(caption, version),
        credit=clean_credit(picture.credit) or credit,
        alt=_unless_repeated(plain_or_none(picture.alt), version),
    )


def _unless_repeated(words: str | None, version: Version) -> str | None:
    # a media:title that repeats the headline and a media:description that is the text (YouTube) are no captions
    is_other = words != version.title and words != collapse(version.text)
    return words if is_other else None


def _merge(one: Picture, other: Picture) -> Picture:
    best = other if (other.width or 0) > (one.width or 0) else one
    return replace(
        best,
        caption=one.caption or other.caption,
        credit=one.credit or other.credit,
        alt=one.alt or other.alt,
    )


def _number(text: str | None) -> int | None:
    digits = (text or "").removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None  # noqa: PLR2004
