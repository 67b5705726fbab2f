"""What an agency's JSON says that an item is about, as categories with their vocabulary."""

import re

from aggregator.ingest.parse.fields import Fields
from aggregator.ingest.parse.newscodes import (
    ANPA_CATEGORIES,
    MEDIA_TOPICS,
    category_at,
    category_of,
    subject_code,
    without_repeats,
)
from aggregator.ingest.parse.wirejson import first_in, objects_in, texts_in
from aggregator.model.item import Category

_KEYS = ("subject", "subjects", "service", "services", "place", "places", "person", "people", "organisation")
"""ninjs 1 has singular, 2 and 3 plural words; Superdesk keeps the wire's own categories in `service`."""
_MEDIA_TOPIC = re.compile(r"20\d{6}")
_LETTER = re.compile(r"[a-z]")


def categories_of(item: Fields) -> tuple[Category, ...]:
    """Return the subjects of an item, its wire categories, and the places, people and organisations it names."""
    told = [subject_of(each) for key in (*_KEYS, "organisations") for each in objects_in(item, key)]
    keywords = [Category(term=word) for word in texts_in(item, "keywords")]
    return without_repeats([each for each in (*told, *keywords) if each is not None])


def subject_of(subject: Fields) -> Category | None:
    """Return one subject: its code in its vocabulary, with its name as the label."""
    uri, qcode = first_in(subject, "uri"), first_in(subject, "qcode")
    name, code = first_in(subject, "name", "title"), first_in(subject, "code", "literal")
    if uri:
        return category_at(uri, label=name)
    if qcode and not code:
        return category_of(qcode, {}, label=name)
    term = code or name
    return _coded(term, first_in(subject, "scheme"), name if name != term else None) if term else None


def _coded(code: str, scheme: str | None, label: str | None) -> Category:
    is_address = scheme is not None and scheme.startswith(("http://", "https://"))
    if is_address:
        return Category(term=code, scheme=scheme, label=label)
    if _LETTER.fullmatch(code):  # AP's and CP's wire categories
        return Category(term=code, scheme=ANPA_CATEGORIES, label=label)
    if _MEDIA_TOPIC.fullmatch(code):  # Superdesk's own vocabularies have names such as "subject_custom"
        return Category(term=code, scheme=MEDIA_TOPICS, label=label)
    return subject_code(code, label=label)
