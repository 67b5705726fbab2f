"""Pictures of an RSS or Atom entry: Media RSS (https://www.rssboard.org/media-rss), enclosures, podcast covers.

feedparser mixes their titles, captions and credits into the entry's own; here each stays with its picture.
"""

import re
from collections.abc import Iterable, Mapping

from aggregator.ingest.parse.elements import (
    Element,
    Family,
    children,
    family_of,
    first_text,
    name_of,
    text_of,
)
from aggregator.model.item import Picture

_IMAGE_PATH = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:$|[?#&])", re.IGNORECASE)
_PLAIN_NAMES = ("image", "bigimage", "fullimage", "storyimage", "thumbimage", "thumbnail", "smallimage")
"""Elements without a namespace that outlets put a picture's address into (Times of India, Zee, NDTV)."""


def pictures_in(entry: Family) -> tuple[Picture, ...]:
    """Return the entry's pictures in the order of the document, one for each group of renditions."""
    media = [*_grouped(entry), *_contents(entry)] or _thumbnails(entry)
    return (*media, *_enclosures(entry), *(_plain_images(entry) if not media else ()))


def picture_of(attributes: Mapping[str, str], *, is_picture: bool = False) -> Picture | None:
    """Return the picture that an element's attributes describe, None if they describe none."""
    url = (attributes.get("url") or attributes.get("href") or "").strip()
    media_type = (attributes.get("type") or "").strip().lower()
    if not url or not (is_picture or _is_picture(url, media_type, attributes.get("medium") or "")):
        return None
    return Picture(
        url=url,
        media_type=media_type if media_type.startswith("image/") else None,
        width=_number(attributes.get("width")),
        height=_number(attributes.get("height")),
        length=_number(attributes.get("filesize") or attributes.get("fileSize") or attributes.get("length")),
    )


def largest(pictures: Iterable[Picture]) -> list[Picture]:
    """Return the widest of several renditions of one picture, as a list of one or none."""
    known = list(pictures)
    return [max(known, key=lambda picture: picture.width or 0)] if known else []


def _is_picture(url: str, media_type: str, medium: str) -> bool:
    if medium.lower() == "image" or media_type.startswith("image/"):
        return True
    says_nothing = not medium and media_type in {"", "application/octet-stream"}
    return says_nothing and _IMAGE_PATH.search(url) is not None


def _grouped(entry: Family) -> list[Picture]:
    # "allows grouping of media:content elements that are effectively the same content" (Media RSS, media:group)
    found: list[Picture] = []
    for group in map(family_of, entry.of("media:group")):
        found += largest(_contents(group)) or _thumbnails(group)
    return found


def _contents(container: Family) -> list[Picture]:
    found: list[Picture] = []
    for content in map(family_of, container.of("media:content")):
        picture = picture_of(_attributes(content.element))
        own = _described(picture, content) if picture else next(iter(_thumbnails(content)), None)
        if own is not None:
            found.append(_described(own, container) if not found else own)
    return found


def _thumbnails(container: Family) -> list[Picture]:
    thumbnails = (_thumbnail(element) for element in container.of("media:thumbnail"))
    best = largest(picture for picture in thumbnails if picture is not None)
    return [_described(picture, container) for picture in best]


def _thumbnail(element: Element) -> Picture | None:
    # some write the address as text (RSS.NET, The Star): feedparser knows both
    return picture_of({"url": text_of(element), **_attributes(element)}, is_picture=True)


def _described(picture: Picture, holder: Family) -> Picture:
    if not holder.members:
        return picture
    caption = picture.caption or holder.first(text_of, "media:description", "media:text")
    is_media = name_of(holder.element).startswith("media:")
    title = holder.first(text_of, "media:title") if is_media else None
    return Picture(
        url=picture.url,
        caption=caption or title,
        credit=picture.credit or _credit(holder),
        alt=picture.alt or (title if caption else None),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        length=picture.length,
    )


def _credit(holder: Family) -> str | None:
    credits_given = (text_of(credit).strip() for credit in holder.of("media:credit"))
    return ", ".join(dict.fromkeys(name for name in credits_given if name)) or None


def _enclosures(entry: Family) -> list[Picture]:
    links = [
        element
        for element in children(entry.element, "enclosure", "atom:link", "link")
        if name_of(element) == "enclosure" or element.get("rel") == "enclosure"
    ]
    covers = [picture_of(_attributes(cover), is_picture=True) for cover in entry.of("itunes:image")]
    found = [*(picture_of(_attributes(link)) for link in links), *covers]
    return [picture for picture in found if picture is not None]


def _plain_images(entry: Family) -> list[Picture]:
    named = (_plain_image(element) for element in entry.of(*_PLAIN_NAMES))
    return [picture for picture in named if picture is not None][:1]


def _plain_image(element: Element) -> Picture | None:
    url = (first_text(element, "url") or text_of(element)).strip()
    picture = picture_of({"url": url, **_attributes(element)}, is_picture=True)
    return None if picture is None or " " in picture.url else _described(picture, family_of(element))


def _attributes(element: Element) -> dict[str, str]:
    return {str(key).lower(): str(value) for key, value in element.attrib.items()}


def _number(text: str | None) -> int | None:
    digits = (text or "").strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None  # noqa: PLR2004
