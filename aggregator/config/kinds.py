"""What each key of `config.toml` accepts: read off the settings' dataclasses, with the limits of single keys."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

from aggregator.config import conditions, scalars, urls
from aggregator.config.mistakes import quote, suggest
from aggregator.config.scalars import Scalar
from aggregator.config.settings import (
    Editors,
    Publish,
    Retention,
    SectionAccess,
    Service,
    Settings,
    Webhook,
)
from aggregator.model.push import PushEvent
from aggregator.model.rule import Conditions, DeskRule
from aggregator.model.savedfeed import SavedFeed
from aggregator.model.source import Section, Source
from aggregator.model.topics import read_topic, topic_names

RESERVED_SECTIONS = frozenset(
    {"all", "story", "agency", "source", "feeds", "search", "status", "metrics", "problems"}
)
"""Folders and pages of our own beside the sections'."""

FORMATS = (
    "anpa",
    "article-page",
    "atom",
    "digitalwires",
    "iptc7901",
    "jimi",
    "jsonfeed",
    "newsml1",
    "newsmlg2",
    "newssitemap",
    "ninjs",
    "nitf",
    "rdf",
    "ritzau",
    "rss",
    "section-page",
)
"""The names in `ingest.parse.FORMATS`, which stands above this room; a test keeps them alike."""

IDENTIFIER = "[a-z0-9][a-z0-9-]{0,99}"  # it names a folder: file systems stop at 255 bytes
IDENTIFIER_WORDS = 'lower-case letters, digits and hyphens such as "local-news"'
# RFC 5646, 2.1, in the shape that people write: language, script, region, variants; private use aside.
LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
LANGUAGE_WORDS = 'a language tag such as "en-CA"'
HEADER_NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+"  # RFC 9110, 5.1
CREDENTIAL_NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*"


@dataclass(frozen=True, slots=True)
class Names:
    """A table whose keys the operator chooses, such as `headers` or `access`."""

    key: Scalar
    value: "Scalar | Table"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with keys of ours."""

    type: type
    keys: Mapping[str, "Key"]


@dataclass(frozen=True, slots=True)
class Tables:
    """A list of tables; `least` is how many there must be."""

    table: Table
    least: int = 0


Kind = Scalar | Names | Table | Tables


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what it accepts, and whether the file must have it."""

    kind: Kind
    is_required: bool
    default: object = None


def _find_section_problem(value: str) -> str | None:
    if value in RESERVED_SECTIONS:
        return f"{quote(value)} is reserved for pages of our own; choose another id"
    if re.fullmatch(IDENTIFIER, value):
        return None
    return f"expected {IDENTIFIER_WORDS}, not {quote(value)}"


def _find_zone_problem(value: str) -> str | None:
    try:
        ZoneInfo(value)
    except (LookupError, OSError, ValueError):  # an unknown name, a folder of zones, a path
        nearest = suggest(value, available_timezones())
        return f'expected a time zone such as "America/Vancouver", not {quote(value)}{nearest}'
    return None


def _find_topic_problem(value: str) -> str | None:
    if read_topic(value) is not None:
        return None
    expected = 'expected an IPTC code such as "medtop:15000000" or the name of a top topic such as "sport"'
    return f"{expected}, not {quote(value)}{suggest(value, topic_names())}"


def is_secret_name(value: str) -> bool:
    """Return whether this can name a secret: an environment variable, or a file in the credentials' folder."""
    return re.fullmatch(CREDENTIAL_NAME, value) is not None


def _find_secret_problem(value: str) -> str | None:
    # Someone may have written the secret itself: it is not echoed.
    expected = "expected the name of an environment variable or systemd credential"
    return None if is_secret_name(value) else expected


def _find_header_value_problem(value: str) -> str | None:
    # RFC 9110, 5.5: outside ASCII, recipients disagree on what was meant.
    return None if value.isascii() else "expected a header value in ASCII"


def _find_event_problem(value: str) -> str | None:
    known = [event.value for event in PushEvent]
    expected = "expected one of " + ", ".join(quote(event) for event in known)
    return None if value in known else f"{expected}, not {quote(value)}{suggest(value, known)}"


CONDITIONS_ON_TEXT = ("title", "text", "agency", "source", "category", "language", "genre", "place")
_ZONE = scalars.text(_find_zone_problem)
_LANGUAGE = scalars.matching(LANGUAGE, LANGUAGE_WORDS)
_ADDRESS = scalars.text(urls.find_listen_problem, pattern=":[0-9]{1,5}$")
_SECRET = scalars.text(_find_secret_problem, pattern=f"^{CREDENTIAL_NAME}$")
_NOT_RESERVED = {"not": {"enum": sorted(RESERVED_SECTIONS)}}

LIMITS: Mapping[tuple[type, str], Scalar | Names] = {
    (Service, "base_url"): scalars.text(urls.find_base_problem, pattern="^[Hh][Tt][Tt][Pp][Ss]?://"),
    (Service, "listen"): _ADDRESS,
    (Service, "admin"): _ADDRESS,
    (Service, "database"): scalars.text(urls.find_database_problem, pattern="^(sqlite:///|postgresql://)"),
    (Section, "id"): scalars.text(_find_section_problem, pattern=f"^{IDENTIFIER}$", **_NOT_RESERVED),
    (Section, "language"): _LANGUAGE,
    (Section, "timezone"): _ZONE,
    (Section, "topics"): scalars.several(_find_topic_problem),
    (Section, "genres"): scalars.several(),
    (Source, "id"): scalars.matching(IDENTIFIER, IDENTIFIER_WORDS),
    (Source, "url"): scalars.text(urls.find_source_problem),
    (Source, "every"): scalars.duration(timedelta(seconds=1), timedelta(days=30)),
    (Source, "timezone"): _ZONE,
    (Source, "priority"): scalars.whole_number(-1_000_000, 1_000_000),
    (Source, "language"): _LANGUAGE,
    (Source, "format"): scalars.choice(FORMATS),
    (Source, "boilerplate"): scalars.several(),
    (Source, "headers"): Names(
        key=scalars.matching(HEADER_NAME, "the name of a header"),
        value=scalars.text(_find_header_value_problem),
    ),
    (Source, "secret"): _SECRET,
    (Settings, "agencies"): Names(key=scalars.text(), value=scalars.several()),
    **{(Conditions, name): conditions.words() for name in CONDITIONS_ON_TEXT},
    (Conditions, "urgency"): conditions.urgency(),
    (Conditions, "age"): conditions.age(),
    (SavedFeed, "id"): scalars.matching(IDENTIFIER, IDENTIFIER_WORDS),
    (SavedFeed, "language"): _LANGUAGE,
    (SavedFeed, "timezone"): _ZONE,
    (DeskRule, "priority"): scalars.whole_number(-1_000_000, 1_000_000),
    (SectionAccess, "tokens"): _SECRET,
    (SectionAccess, "users"): _SECRET,
    (Editors, "users"): _SECRET,
    (Retention, "days"): scalars.whole_number(0, 36_500),
    (Service, "polls_per_hour"): scalars.whole_number(1, 1_000_000),
    (Publish, "entries"): scalars.whole_number(1, 10_000),
    (Publish, "hub"): scalars.text(urls.find_push_problem, pattern="^[Hh][Tt][Tt][Pp][Ss]?://"),
    (Webhook, "id"): scalars.matching(IDENTIFIER, IDENTIFIER_WORDS),
    (Webhook, "url"): scalars.text(urls.find_push_problem, pattern="^[Hh][Tt][Tt][Pp][Ss]?://"),
    (Webhook, "secret"): _SECRET,
    (Webhook, "sections"): scalars.several(),
    (Webhook, "rules"): scalars.several(),
    (Webhook, "events"): scalars.several(_find_event_problem, enum=[event.value for event in PushEvent]),
}
"""What is narrower than its type says: bounds, formats, names that must exist."""

LEAST: Mapping[tuple[type, str], int] = {(Settings, "sections"): 1}
"""How many tables a list must have."""


@cache
def table_of(type_: type) -> Table:
    """Return the keys of a table in the order of its dataclass."""
    hints = get_type_hints(type_)
    keys = [field for field in fields(type_) if field.metadata.get("is_key", True)]
    return Table(type_, {field.name: _key(type_, field, hints[field.name]) for field in keys})


def _key(owner: type, field: Field[Any], annotation: object) -> Key:
    kind = LIMITS.get((owner, field.name)) or _kind(annotation, LEAST.get((owner, field.name), 0))
    if field.default_factory is not MISSING:
        return Key(kind, is_required=False, default=field.default_factory())
    if field.default is not MISSING:
        return Key(kind, is_required=False, default=field.default)
    return Key(kind, is_required=True)


def _kind(annotation: object, least: int) -> Kind:
    """Return the kind of value that an annotation stands for; TOML has no null, so `| None` says nothing."""
    match get_origin(annotation), *get_args(annotation):
        case type() as origin, element, _ if origin is tuple:
            return Tables(table_of(element), least)
        case type() as origin, _, value if issubclass(origin, Mapping):
            return Names(key=scalars.text(), value=_value(value))
        case _, inner, none if none is NoneType:
            return _kind(inner, least)
    if not isinstance(annotation, type):
        raise TypeError(f"no key of config.toml can be of type {annotation}")
    return table_of(annotation) if is_dataclass(annotation) else _scalar(annotation)


def _value(annotation: object) -> Scalar | Table:
    is_table = isinstance(annotation, type) and is_dataclass(annotation)
    return table_of(annotation) if is_table else scalars.text()


def _scalar(annotation: type) -> Scalar:
    if issubclass(annotation, StrEnum):
        return scalars.choice([option.value for option in annotation], annotation)
    plain: Mapping[type, Callable[[], Scalar]] = {
        str: scalars.text,
        bool: scalars.flag,
        Path: scalars.file_path,
    }
    return plain[annotation]()
