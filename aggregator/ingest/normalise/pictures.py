"""Pictures with caption, credit and alternative text: from the metadata, else the first one in the text."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from aggregator.ingest.normalise.captions import clean_credit, split_credit
from aggregator.ingest.normalise.draft import Context, Draft, told
from aggregator.ingest.normalise.illustrations import first_in_text, shows_nothing
from aggregator.ingest.normalise.links import absolute
from aggregator.ingest.normalise.markup import text_of
from aggregator.ingest.normalise.text import collapse, plain_or_none
from aggregator.model.item import Picture, Version

PICTURES_LIMIT = 20
"""Pictures of an item; galleries are left to the article."""
_SIZE = re.compile(r"[-_]\d{2,5}x\d{2,5}(?=\.\w{3,4}$)")
"""WordPress names renditions NAME-300x200.jpg (developer.wordpress.org/apis/responsive-images)."""


def take_pictures(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with its pictures, the best rendition of each."""
    base = draft.raw.base_url or draft.raw.link or ""
    given = (_settled(picture, base, draft.version) for picture in draft.raw.pictures)
    usable = [picture for picture in given if picture is not None]
    version, shown = _framed(draft.version)
    settled = _settled(shown, base, version) if shown else None
    if settled is not None and (not usable or _is_among(settled, usable)):
        # metadata often names the picture alone, while its caption and credit stand in the text
        usable = [*usable, settled]
    if not usable and version is draft.version:
        return draft
    return told(replace(draft, version=version), pictures=best_renditions(usable)[:PICTURES_LIMIT])


def _framed(version: Version) -> tuple[Version, Picture | None]:
    """Return the version with its first picture's words in a figure, apart from the text, and that picture."""
    body, summary = first_in_text(version.body_html or ""), first_in_text(version.summary_html or "")
    illustration = body if version.body_html else summary
    shown = illustration.picture if illustration else None
    body_html = body.markup if body else version.body_html
    summary_html = summary.markup if summary else version.summary_html
    if (body_html, summary_html) == (version.body_html, version.summary_html):
        return version, shown
    # every outlet has its own picture: its words are no part of the text that is compared
    text = text_of(body_html or "") or text_of(summary_html or "")
    return replace(version, body_html=body_html, summary_html=summary_html, text=text), shown


def best_renditions(pictures: list[Picture]) -> tuple[Picture, ...]:
    """Return each picture once, in the order of first mention: the widest, with all that any says of it."""
    if len(pictures) < 2:  # noqa: PLR2004  # there is nothing to be merged
        return tuple(pictures)
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


def _is_among(picture: Picture, pictures: list[Picture]) -> bool:
    return rendition_key(picture.url) in {rendition_key(other.url) for other in pictures}


def _settled(picture: Picture, base: str, version: Version) -> Picture | None:
    url = absolute(picture.url, base)
    if url is None or shows_nothing(url) or 1 in {picture.width, picture.height}:
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
    is_repeated = words is None or words == version.title or words == collapse(version.text)
    return None if is_repeated else words


def _merge(one: Picture, other: Picture) -> Picture:
    best = other if (other.width or 0) > (one.width or 0) else one
    return replace(
        best,
        caption=one.caption or other.caption,
        credit=one.credit or other.credit,
        alt=one.alt or other.alt,
    )
