"""dpa's digitalwires (https://api-portal.dpa-newslab.com/) as raw entries: one entry a file, or a list of them."""

import re

from aggregator.ingest.parse.appearance import describe, head
from aggregator.ingest.parse.fields import Fields, fields_of, string_in
from aggregator.ingest.parse.format import Format, part
from aggregator.ingest.parse.newscodes import without_repeats
from aggregator.ingest.parse.renditions import pictures_of
from aggregator.ingest.parse.subjects import subject_of
from aggregator.ingest.parse.wirejson import (
    begins_as_json,
    first_in,
    items_in,
    label_in,
    line_html,
    number_in,
    objects_in,
    read_json,
    status_in,
    text_html,
    urgency_in,
    without_von,
)
from aggregator.model.item import Category, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

_MARKS = re.compile(r'"(?:format"\s*:\s*"digitalwires|article_html"|dpaurn"|rubric_names")')
_SUBJECTS = frozenset({"dpasubject", "subject", "geosubject", "keyword", "desk", "rubric", "person"})
"""Types of categories that say what an entry is about; the others repeat its fields or name its makers."""
_PLACES = ("located", "locationcreated")


def recognises_digitalwires(body: Body) -> bool:
    """Return whether a body looks like an entry of dpa's digitalwires."""
    return begins_as_json(body) and _MARKS.search(head(body)) is not None


def read_digitalwires(body: Body) -> ParseResult:
    """Return the body's entries, or what it looks like if it holds none."""
    items = [item for item in items_in(read_json(body)) if first_in(item, "urn", "dpaurn", "entryid")]
    if not items:
        return NotAFeed(f"{describe(body)}; no entry of digitalwires is in it")
    entries, skipped = part([_entry(item) for item in items])
    return Parsed(format="digitalwires", entries=entries, skipped=skipped)


def _entry(item: Fields) -> RawEntry:
    byline = string_in(item, "byline")
    return RawEntry(
        guid=first_in(item, "urn", "dpaurn", "entryid"),
        link=first_in(item, "url", "href"),
        title_html=line_html(string_in(item, "headline")),
        summary_html=text_html(string_in(item, "teaser") or _caption(item)),
        content_html="".join(text for key in ("articlehtml", "infoboxhtml") if (text := string_in(item, key)))
        or None,
        updated=first_in(item, "versioncreated", "updated"),
        authors=(without_von(byline, string_in(item, "language")),) if byline else (),
        credit=string_in(item, "creditline") or _named(item, "provider"),
        categories=_categories(item),
        pictures=tuple(picture for each in objects_in(item, "associations") for picture in pictures_of(each)),
        language=string_in(item, "language"),
        copyright=string_in(item, "copyrightnotice"),
        is_wire=True,
        number=number_in(item, "version"),
        status=status_in(item),
        label=label_in(item),
        embargo=string_in(item, "embargoed"),
        urgency=urgency_in(item),
        genre=_named(item, "genre"),
        slugline=string_in(item, "kicker"),
        dateline=string_in(item, "dateline"),
        place=next((name for kind in _PLACES if (name := _named(item, kind))), None),
        editors_note=_editors_note(item),
    )


def _kind(category: Fields) -> str:
    return (string_in(category, "type") or "").rpartition(":")[2]


def _named(item: Fields, kind: str) -> str | None:
    named = (
        string_in(category, "name") for category in objects_in(item, "categories") if _kind(category) == kind
    )
    return next((name for name in named if name), None)


def _categories(item: Fields) -> tuple[Category, ...]:
    told = [subject_of(each) for each in objects_in(item, "categories") if _kind(each) in _SUBJECTS]
    return without_repeats([category for category in told if category is not None])


def _caption(item: Fields) -> str | None:
    told = (first_in(each, "description", "value") for each in objects_in(item, "descriptions"))
    return next((text for text in told if text), None)


def _editors_note(item: Fields) -> str | None:
    notes = [string_in(fields_of(each), "ednote") for each in objects_in(item, "ednotes")]
    return "\n".join(note for note in notes if note) or None


DIGITALWIRES = Format(name="digitalwires", recognises=recognises_digitalwires, read=read_digitalwires)
