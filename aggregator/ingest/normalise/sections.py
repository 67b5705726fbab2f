"""Our sections for an item, each with the evidence that put it there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from aggregator.ingest.normalise.draft import Context, Draft, told
from aggregator.ingest.normalise.text import collapse, plain, plain_or_none
from aggregator.ingest.normalise.wellknown import (
    EDITORS_GENRES,
    WireCategory,
    read_category,
    well_known,
)
from aggregator.model.item import Category, RawEntry, Reason
from aggregator.model.source import Section, Source
from aggregator.model.topics import lineage, read_code, read_topic

CATEGORIES_LIMIT = 50
"""Categories of an item; some outlets send their whole index."""

Evidence = tuple[str, str]
"""A section of ours, and why an item is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clues:
    """What an item says of where it belongs."""

    wire: tuple[WireCategory, ...]
    topics: tuple[tuple[str, frozenset[str]], ...]
    """IPTC codes, each with those above it."""
    folders: tuple[str, ...]
    """Of its link."""


@dataclass(frozen=True, slots=True)
class _Holdings:
    """What a section of ours holds: by which names it goes, which topics belong into it."""

    names: frozenset[str]
    topics: tuple[str, ...]


def take_sections(draft: Draft, context: Context) -> Draft:
    """Return the draft with its categories, our sections, and whether it is for editors alone."""
    tidied = (_tidy(category) for category in draft.raw.categories)
    categories = tuple(dict.fromkeys(category for category in tidied if category.term))[:CATEGORIES_LIMIT]
    wire = _wire(categories, draft)
    found = [*_from_source(categories, context.source)]
    if context.source.section is None and context.sections:
        clues = _clues(categories, draft, wire=wire)
        found += [evidence for section in context.sections for evidence in _from_item(clues, section)]
    genre = _genre_for_editors(draft.version.genre or plain_or_none(draft.raw.genre), wire)
    return _placed(draft, found, genre, categories=categories, sections=context.sections)


def sections_of(categories: tuple[Category, ...], source: Source) -> tuple[str, ...]:
    """Return the sections that the source and its own labels give an item, in the order of the configuration."""
    return tuple(dict.fromkeys(section for section, _ in _from_source(categories, source)))


def _placed(
    draft: Draft,
    found: Sequence[Evidence],
    genre: str | None,
    *,
    categories: tuple[Category, ...],
    sections: Sequence[Section],
) -> Draft:
    """Return the draft in its sections; copy for editors is in those alone that ask for its genre."""
    version = draft.version
    names = {fold for name in (genre, version.genre) if name and (fold := name.casefold())}
    asking = [(each.id, f"genre {genre or version.genre}") for each in sections if _asks(each, names)]
    if genre is None:
        found = [*found, *asking]
    else:
        found = [evidence for evidence in found if evidence[0] in dict(asking)] or asking
    because = dict(reversed(found))  # of several reasons the first is told
    placed = tuple(dict.fromkeys(section for section, _ in found))
    reasons = [Reason("sections", f"{section}: {because[section]}") for section in placed]
    if genre is not None:
        reasons.append(Reason("sections", f"for editors only: {genre}"))
    return told(
        draft,
        categories=categories or version.categories,
        sections=placed,
        is_for_editors=genre is not None,
        reasons=(*version.reasons, *reasons),
    )


def _asks(section: Section, genres: set[str]) -> bool:
    return any(genre.casefold() in genres for genre in section.genres)


def _from_source(categories: Sequence[Category], source: Source) -> Iterator[Evidence]:
    if source.section:
        yield source.section, "the source's section"
    texts = (text for category in categories for text in (category.term, category.label or ""))
    given = {text.casefold() for text in texts if text}
    for label, section in source.sections.items():
        if collapse(label).casefold() in given:
            yield section, f"label {collapse(label)}"


def _from_item(clues: _Clues, section: Section) -> Iterator[Evidence]:
    """Yield what the item itself says for a section: wire categories, topics, the folders of its link."""
    held = _holdings(section)
    for each in clues.wire:
        if held.names.intersection(each.sections):
            yield section.id, f"wire category {each.letters}"
    for code, line in clues.topics:
        if not line.isdisjoint(held.topics):
            yield section.id, f"topic {code}"
    for folder in clues.folders:
        if folder in held.names:
            yield section.id, f"link below /{folder}/"


@cache  # as many as the configuration has
def _holdings(section: Section) -> _Holdings:
    known = well_known(section.id)
    topics = tuple(code for topic in section.topics if (code := read_topic(topic)))
    return _Holdings(frozenset({section.id, *known.ids, *known.paths}), topics or known.topics)


def _wire(categories: Sequence[Category], draft: Draft) -> tuple[WireCategory, ...]:
    agency, is_wire = draft.version.agency, draft.raw.is_wire
    letters = (_wire_category(category, agency, is_wire=is_wire) for category in categories)
    return tuple(each for each in letters if each is not None)


def _clues(categories: Sequence[Category], draft: Draft, *, wire: tuple[WireCategory, ...]) -> _Clues:
    codes = (_topic(category, draft.raw) for category in categories)
    return _Clues(
        wire=wire,
        topics=tuple((code, lineage(code)) for code in dict.fromkeys(codes) if code),
        folders=_folders(draft.version.url),
    )


def _topic(category: Category, raw: RawEntry) -> str | None:
    """Return the IPTC code of a category; eight digits alone are one in wire copy, elsewhere anybody's number."""
    if category.term.isdigit() and category.scheme:
        return read_code(f"{category.scheme.rstrip(':/')}/{category.term}")
    return read_code(category.term) if raw.is_wire or not category.term.isdigit() else None


def _wire_category(category: Category, agency: str | None, *, is_wire: bool) -> WireCategory | None:
    """Return the wire category that a category is; a letter of another vocabulary, or an outlet's tag, is none."""
    scheme = category.scheme.lower() if category.scheme else None
    is_one = is_wire if scheme is None else ("categor" in scheme or "anpa" in scheme)
    return read_category(category.term, agency) if is_one else None


def _folders(url: str | None) -> tuple[str, ...]:
    """Return the folders of a link in small letters; its last part is the article."""
    return tuple(part.lower() for part in urlsplit(url or "").path.split("/")[:-1] if part)


def _genre_for_editors(genre: str | None, wire: Sequence[WireCategory]) -> str | None:
    """Return the short name of a genre that is for editors: advisories, budgets, agate, audio; None for news."""
    named = EDITORS_GENRES.get((genre or "").casefold())
    return named or next((each.genre for each in wire if each.genre), None)


def _tidy(category: Category) -> Category:
    return Category(
        term=plain(category.term),
        scheme=collapse(category.scheme or "") or None,
        label=plain_or_none(category.label),
    )
