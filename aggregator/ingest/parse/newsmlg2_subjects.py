"""What a NewsML-G2 item is about: names, codes and the vocabularies behind them."""

from collections.abc import Iterator, Mapping
from itertools import islice

from aggregator.ingest.parse.elements import Element
from aggregator.ingest.parse.newscodes import ALIASES, category_at, category_of, without_repeats
from aggregator.ingest.parse.wirexml import attribute, first_attribute, first_text, is_filler, text, within
from aggregator.model.item import Category

_PLACES_LIMIT = 20
"""Places that are looked at for the one that a dateline would name."""
_SHORT = "mnemonic"
"""The role of a name that is an abbreviation (`nrol:mnemonic`)."""


def name_of(element: Element) -> str | None:
    """Return what a property is called: its full name, else its literal, else the code of its QCode or address."""
    names = [*within(element, "name")]
    full = (name for name in names if _SHORT not in (attribute(name, "role") or ""))
    return first_text(full) or first_text(names) or attribute(element, "literal") or code_of(element)


def code_of(element: Element) -> str | None:
    """Return the code of a property, without its vocabulary."""
    qcode, uri = attribute(element, "qcode"), attribute(element, "uri")
    if qcode is not None:
        return qcode.rpartition(":")[2] or None
    return uri.rstrip("/").rpartition("/")[2] or None if uri is not None else None


def place_of(item: Element) -> str | None:
    """Return where an item says that its content comes from."""
    located = islice(within(item, "contentmeta", "located"), _PLACES_LIMIT)
    return next((place for one in located if (place := _place(one, item)) and not is_filler(place)), None)


def _schemes_in(item: Element) -> Mapping[str, str]:
    """Return the vocabularies' addresses by alias, as far as the item itself spells its catalogue out."""
    schemes = [*within(item, "catalog", "scheme")]
    named = ((attribute(scheme, "alias"), attribute(scheme, "uri")) for scheme in schemes)
    return {alias: uri for alias, uri in named if alias and uri}


def categories_of(item: Element) -> tuple[Category, ...]:
    """Return an item's subjects and keywords; what a subject is the same as or part of counts in IPTC's codes."""
    found: list[Category] = []
    # a literal that an assertion repeats is a number inside this document alone (dpa)
    schemes = _schemes_in(item)
    asserted = {attribute(one, "literal") for one in within(item, "assert")} - {None}
    subjects = [*within(item, "contentmeta", "subject")]
    for subject in subjects:
        found.extend(one for one in _subject(subject, schemes) if one.term not in asserted)
    for subject in subjects:
        found.extend(_related(subject, schemes))
    keywords = (text(keyword) for keyword in within(item, "contentmeta", "keyword"))
    found.extend(Category(term=keyword) for keyword in keywords if keyword)
    return without_repeats(found)


def _subject(subject: Element, schemes: Mapping[str, str]) -> Iterator[Category]:
    names = [*within(subject, "name")]
    label = first_text(name for name in names if _SHORT not in (attribute(name, "role") or ""))
    qcode, uri = attribute(subject, "qcode"), attribute(subject, "uri")
    literal = label or attribute(subject, "literal")
    if qcode is not None:
        yield category_of(qcode, schemes, label=label)
    elif uri is not None:
        yield category_at(uri, label=label)
    elif literal is not None:
        yield Category(term=literal)


def _related(subject: Element, schemes: Mapping[str, str]) -> Iterator[Category]:
    for related in (*within(subject, "sameas"), *within(subject, "broader")):
        category = next(_subject(related, schemes), None)
        if category is not None and category.scheme in _IPTC:
            yield category


_IPTC = frozenset(ALIASES.values())


def _place(located: Element, item: Element) -> str | None:
    named = first_text(within(located, "name"))
    literal = attribute(located, "literal")
    asserted = [one for one in within(item, "assert") if literal and attribute(one, "literal") == literal]
    if named or not asserted:
        return named or literal or code_of(located)
    localities = (within(one, "poidetails", "address", "locality", "name") for one in asserted)
    return next((found for names in localities if (found := first_text(names))), None)


def first_code(item: Element, *path: str) -> str | None:
    """Return the code of the first property on a path that has one."""
    codes = (code_of(element) for element in within(item, *path))
    return next((code for code in codes if code), None) or first_attribute(within(item, *path), "literal")
