"""What an NITF document is about: subjects, genre, slugline and place."""

from aggregator.ingest.parse.elements import Element
from aggregator.ingest.parse.newscodes import ANPA_CATEGORIES, subject_code, without_repeats
from aggregator.ingest.parse.wirexml import (
    attribute,
    below,
    first_attribute,
    first_text,
    one_line,
    text,
    within,
)
from aggregator.model.item import Category

_KEYWORD_METAS = ("anpa-keyword", "ntbstikkord")
"""Where AAP and NTB put the slugline, for which NITF has no element."""


def docdata_of(root: Element, name: str, *attributes: str) -> str | None:
    """Return the first of these attributes that an element of a document's `docdata` has."""
    return first_attribute(within(root, "head", "docdata", name), *attributes)


def genre_of(root: Element) -> str | None:
    """Return what kind of text a document is."""
    named = first_attribute(within(root, "head", "tobject", "tobject.property"), "tobject.property.type")
    return named or docdata_of(root, "fixture", "fix-id")


def slugline_of(root: Element) -> str | None:
    """Return the slugline that a document carries beside NITF's own elements."""
    metas = {(attribute(meta, "name") or "").lower(): meta for meta in within(root, "head", "meta")}
    named = (attribute(metas.get(name), "content") for name in _KEYWORD_METAS)
    return one_line(next((slug for slug in named if slug), None) or docdata_of(root, "du-key", "key"))


def place_of(root: Element) -> str | None:
    """Return where a document says that it was written, else where its event was."""
    location = next(within(root, "body", "body.head", "dateline", "location"), None)
    city = first_text(within(location, "city")) if location is not None else None
    return city or text(location) or docdata_of(root, "evloc", "city", "county-dist", "state-prov")


def categories_of(root: Element) -> tuple[Category, ...]:
    """Return a document's subjects, wire category, keywords, scopes and classifiers."""
    subjects = [_subject(subject) for subject in within(root, "head", "tobject", "tobject.subject")]
    metas = [meta for meta in within(root, "head", "meta") if attribute(meta, "content")]
    wire = [meta for meta in metas if attribute(meta, "name") == "anpa-category"]
    classed = [*below(root, "classifier")]
    named = [
        *(attribute(keyword, "key") for keyword in within(root, "head", "docdata", "key-list", "keyword")),
        *(attribute(scope, "scope") for scope in within(root, "head", "docdata", "doc-scope")),
        *(attribute(meta, "content") for meta in metas if attribute(meta, "name") == "category"),
    ]
    return without_repeats(
        [
            *(subject for subject in subjects if subject),
            *(Category(term=attribute(meta, "content") or "", scheme=ANPA_CATEGORIES) for meta in wire),
            *(Category(term=name) for name in named if name),
            *(_classified(classifier) for classifier in classed),
        ]
    )


def _subject(subject: Element) -> Category | None:
    code = attribute(subject, "tobject.subject.refnum", "tobject.subject.code")
    names = ("tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type")
    label = attribute(subject, *names)
    if code is None:
        return Category(term=label) if label else None
    owner = attribute(subject, "tobject.subject.ipr")
    return subject_code(code, label=label, scheme=owner)


def _classified(classifier: Element) -> Category:
    words = text(classifier)
    return Category(term=attribute(classifier, "value") or words or "", label=words)
