"""JSON as agencies send it: read once, with the keys of every dialect told alike."""

import html
import json
import re
from collections.abc import Iterator
from itertools import islice

from aggregator.ingest.parse.appearance import head
from aggregator.ingest.parse.escape import escape_paragraphs, escape_unless_markup
from aggregator.ingest.parse.fields import Fields, fields_of, list_in, string_in
from aggregator.ingest.parse.format import ENTRIES_LIMIT
from aggregator.ingest.parse.newscodes import status_of
from aggregator.model.item import Label, PubStatus
from aggregator.model.poll import Body

DEPTH_LIMIT = 6
"""Wrappers in one another around the items of a document."""
_WRAPPERS = ("data", "response", "items", "item", "newsitems", "results", "docs", "entries")
"""Keys that hold items: AP's `data.items[].item`, the BBC's `item`, Superdesk's `_items`."""
_DIGITS = 9
_BLOCK = re.compile(r"</?(?:p|br|div|ul|ol|li|section|h[1-6]|strong|em|b|i|a)\b[^<>]{0,2000}>", re.IGNORECASE)
_VON = re.compile(r"^Von\s+(?=[A-ZÄÖÜ])")
_CORRECTIONS = frozenset({"correction", "corrected", "corrective"})
"""IPTC's signals (http://cv.iptc.org/newscodes/signal/), and AP's `editorialtypes`."""
_STOPPING = {"kill": PubStatus.CANCELED, "withhold": PubStatus.WITHHELD, "recalled": PubStatus.CANCELED}
"""AP's `editorialtypes`, and the states of Superdesk that are no status of the IPTC."""


def begins_as_json(body: Body) -> bool:
    """Return whether a body begins as JSON does."""
    return head(body).lstrip().startswith(("{", "["))


def read_json(body: Body) -> object:
    """Return a document with its keys in small letters without underscores, None if it cannot be read.

    ninjs 1 writes `body_html`, 2 `versioncreated`, 3 `versionCreated`, Reuters `headLine`: they are one word each.
    Numbers stay as they were written.
    """
    try:
        text = body.content.decode(json.detect_encoding(body.content), "replace").lstrip("\ufeff")
        return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_fold)
    except (ValueError, RecursionError):
        return None


def items_in(document: object) -> list[Fields]:
    """Return the items of a document: itself, the members of a list, or what its wrappers hold."""
    return list(islice(_unwrap(document, 0), ENTRIES_LIMIT))


def first_in(fields: Fields, *keys: str) -> str | None:
    """Return the first string under one of these keys."""
    return next((text for key in keys if (text := string_in(fields, key))), None)


def objects_in(fields: Fields, key: str) -> list[Fields]:
    """Return the objects under a key: those of a list, those that a mapping names, or the one that stands there."""
    value = fields.get(key)
    if isinstance(value, list):
        return [fields_of(each) for each in value]
    single = fields_of(value)
    named = [fields_of(each) for each in single.values() if isinstance(each, dict)]
    if named and not any(isinstance(each, str) for each in single.values()):
        return named
    return [single] if single else []


def texts_in(fields: Fields, key: str) -> tuple[str, ...]:
    """Return the texts under a key, of which there may be one or a list."""
    single = string_in(fields, key)
    listed = (each.strip() for each in list_in(fields, key) if isinstance(each, str))
    return (single,) if single else tuple(text for text in listed if text)


def number_in(fields: Fields, key: str) -> int | None:
    """Return the whole number under a key; nothing negative, nothing absurd."""
    text = string_in(fields, key) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def urgency_in(fields: Fields) -> int | None:
    """Return the urgency on the scale of the IPTC, 1 to 9."""
    number = number_in(fields, "urgency")
    return number if number in range(1, 10) else None


def status_in(fields: Fields) -> PubStatus | None:
    """Return what the agency says of the transmission: its status, else a signal or a state that takes it back."""
    own = status_of(string_in(fields, "pubstatus"))
    stops = (_STOPPING.get(signal) for signal in (*signals_in(fields), _code(string_in(fields, "state"))))
    taken_back = next((stop for stop in stops if stop is not None), None)
    return taken_back if own in {None, PubStatus.USABLE} and taken_back is not None else own


def label_in(fields: Fields) -> Label | None:
    """Return what the item's signals say has become of the copy."""
    return Label.CORRECTED if any(signal in _CORRECTIONS for signal in signals_in(fields)) else None


def signals_in(fields: Fields) -> list[str]:
    """Return the codes of the item's signals, in small letters."""
    keys = ("signal", "signals", "editorialtypes")
    return [_code(text) for key in keys for text in texts_in(fields, key)]


def line_html(text: str | None) -> str | None:
    """Return a headline, which may be plain or marked up, as HTML."""
    return escape_unless_markup(text) if text else None


def text_html(text: str | None) -> str | None:
    """Return a text, which may be plain or marked up, as HTML: Superdesk writes markup into `description_text`."""
    if not text:
        return None
    return text if _BLOCK.search(text) else escape_paragraphs(html.unescape(text))


def without_von(byline: str, language: str | None) -> str:
    """Return a German byline without the word for "By" ("Von Jane Doe, dpa"); in other languages it is a name."""
    return _VON.sub("", byline) if (language or "").lower().startswith("de") else byline


def inner_html(markup: str) -> str:
    """Return what an HTML or NITF document holds as its text, without its head."""
    for name in ("body.content", "body"):
        start = markup.find(f"<{name}")
        if start < 0:
            continue
        begin, end = markup.find(">", start) + 1, markup.rfind(f"</{name}>")
        return markup[begin:end] if end > begin else markup[begin:]
    return markup


def _fold(pairs: list[tuple[str, object]]) -> dict[str, object]:
    folded: dict[str, object] = {}
    for key, value in pairs:
        folded.setdefault(key.lower().replace("_", ""), value)
    return folded


def _unwrap(value: object, depth: int) -> Iterator[Fields]:
    if isinstance(value, list):
        for each in value:
            yield from _unwrap(each, depth + 1) if depth < DEPTH_LIMIT else ()
        return
    fields = fields_of(value)
    inner = next((fields[key] for key in _WRAPPERS if isinstance(fields.get(key), dict | list)), None)
    if inner is None or depth >= DEPTH_LIMIT or string_in(fields, "uri") or string_in(fields, "guid"):
        yield fields
        return
    # Superdesk keeps the text that AP's answer only links to beside the answer
    body = string_in(fields_of(fields.get("nitf")), "bodyhtml")
    for item in _unwrap(inner, depth + 1):
        yield {"bodyhtml": body, **item} if body else item


def _code(text: str | None) -> str:
    """Return the code of a qualified one: `sig:correction`, `stat:usable`, `http://.../signal/correction`."""
    return re.split(r"[:/]", text or "")[-1].strip().lower()
