"""No field of an entry is longer than any outlet has a use for: what comes in as 30 MB must not be stored as such."""

from dataclasses import replace
from itertools import chain
from operator import attrgetter

from aggregator.ingest.normalise.draft import Context, Draft
from aggregator.model.item import Category, Picture, RawEntry

LINE_LIMIT = 4_000
"""Characters of what is one line: a title, a credit, a place, a caption. The longest real ones have some hundreds."""
MANY_LIMIT = 200
"""Authors, categories, pictures of one entry; each kind has a smaller limit of its own where it is read."""

_LINES = attrgetter(
    *("title_html", "title_text", "published", "updated", "credit", "language", "copyright"),
    *("embargo", "genre", "slugline", "dateline", "place"),
)
_GROUPS = attrgetter("authors", "categories", "pictures", "contributors")
_OF_CATEGORY = attrgetter("term", "scheme", "label")
_OF_PICTURE = attrgetter("caption", "credit", "alt", "media_type")


def take_bounds(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with its fields cut; texts have limits of their own (`markup.HTML_LIMIT`, `wire.NOTE_LIMIT`)."""
    raw = draft.raw
    if _is_within(raw):
        return draft
    cut = replace(
        raw,
        title_html=_cut(raw.title_html),
        title_text=_cut(raw.title_text),
        published=_cut(raw.published),
        updated=_cut(raw.updated),
        authors=_cut_all(raw.authors),
        credit=_cut(raw.credit),
        categories=tuple(_cut_category(each) for each in raw.categories[:MANY_LIMIT]),
        pictures=tuple(_cut_picture(each) for each in raw.pictures[:MANY_LIMIT]),
        language=_cut(raw.language),
        copyright=_cut(raw.copyright),
    )
    return replace(draft, raw=_cut_wire(cut))


def _is_within(raw: RawEntry) -> bool:
    """Return whether there is nothing to be cut, as in nearly all entries."""
    parts = chain(map(_OF_CATEGORY, raw.categories), map(_OF_PICTURE, raw.pictures))
    lines = chain(_LINES(raw), raw.authors, raw.contributors, chain.from_iterable(parts))
    longest = max(map(len, filter(None, lines)), default=0)
    return longest <= LINE_LIMIT and max(map(len, _GROUPS(raw))) <= MANY_LIMIT


def _cut_wire(raw: RawEntry) -> RawEntry:
    return replace(
        raw,
        embargo=_cut(raw.embargo),
        genre=_cut(raw.genre),
        slugline=_cut(raw.slugline),
        dateline=_cut(raw.dateline),
        place=_cut(raw.place),
        contributors=_cut_all(raw.contributors),
    )


def _cut_category(category: Category) -> Category:
    return Category(term=category.term[:LINE_LIMIT], scheme=_cut(category.scheme), label=_cut(category.label))


def _cut_picture(picture: Picture) -> Picture:
    return replace(
        picture,
        caption=_cut(picture.caption),
        credit=_cut(picture.credit),
        alt=_cut(picture.alt),
        media_type=_cut(picture.media_type),
    )


def _cut_all(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line[:LINE_LIMIT] for line in lines[:MANY_LIMIT])


def _cut(line: str | None) -> str | None:
    return None if line is None else line[:LINE_LIMIT]
