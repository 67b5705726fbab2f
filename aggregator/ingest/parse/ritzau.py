"""Ritzau's own XML as raw entries: one `RBNews`, or a queue of them in its server's envelope."""

import html
import re
from datetime import datetime
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfo

from aggregator.ingest.parse.elements import Element, text_of
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, part
from aggregator.ingest.parse.newscodes import subject_code, without_repeats
from aggregator.ingest.parse.wirexml import (
    below,
    first_text,
    local_name,
    one_line,
    read_root,
    recognises_root,
    text,
    urgency_of,
    whole_number,
    within,
)
from aggregator.model.item import Category, Label, PubStatus, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

_NEWS = "rbnews"
ROOTS = frozenset({_NEWS})
_WRAPPED = "RBNews"
"""What stands inside the element of its server, as it is spelt."""
_DESK = ZoneInfo("Europe/Copenhagen")
"""Of its times, which name no zone."""
_TAG = re.compile(r"<[^<>]*>")
_CODE_LENGTH = 8
"""Digits of an IPTC subject code, whose leading zeros numbers lose."""


def read_ritzau(body: Body) -> ParseResult:
    """Return the news of a body."""
    root = read_root(ROOTS, body, wrapped=_WRAPPED)
    if isinstance(root, NotAFeed):
        return root
    news = iter([root]) if local_name(root) == _NEWS else below(root, _NEWS)
    entries, skipped = part([_entry(item, body) for item in islice(news, ENTRIES_LIMIT)])
    return Parsed(format="ritzau", entries=entries, skipped=skipped)


def _entry(item: Element, body: Body) -> RawEntry:
    said = partial(_said, item)
    title = said("headline")
    return RawEntry(
        guid=said("NewsID"),
        base_url=body.url,
        number=whole_number(said("version")),
        is_wire=True,
        status=PubStatus.CANCELED if said("Annuleret") == "true" else None,
        label=Label.CORRECTED if said("Korrektion") == "true" else None,
        title_text=title,
        title_html=html.escape(title, quote=False) if title else None,
        summary_html=_markup(item, "subtitle"),
        content_html=_markup(item, "content"),
        published=_moment(said("PublishDate")),
        urgency=urgency_of(said("Priority")),
        slugline=said("strapline"),
        place=said("town"),
        editors_note=one_line(_TAG.sub(" ", _markup(item, "TilRedaktionen") or "")),
        authors=tuple(name for name in [said("byLine")] if name),
        credit=(said("origin") or "").strip("/ ") or None,
        categories=_categories(item),
        language="da",
    )


def _said(item: Element, name: str) -> str | None:
    return first_text(within(item, name.lower()))


def _markup(item: Element, name: str) -> str | None:
    words = next((text_of(found) for found in within(item, name.lower())), None)
    return (words or "").strip() or None


def _moment(words: str | None) -> str | None:
    try:
        moment = datetime.fromisoformat(words or "")
    except ValueError:
        return words
    return moment.replace(tzinfo=moment.tzinfo or _DESK).isoformat()


def _categories(item: Element) -> tuple[Category, ...]:
    codes = [code for number in within(item, "iptclist", "int") if (code := text(number))]
    named = [name for name in [_said(item, "section")] if name]
    return without_repeats(
        [
            *(subject_code(code.zfill(_CODE_LENGTH)) for code in codes),
            *(Category(term=name) for name in named),
        ]
    )


RITZAU = Format(name="ritzau", recognises=partial(recognises_root, ROOTS, wrapped=_WRAPPED), read=read_ritzau)
