"""The Canadian Press's own `Publish` XML (Jimi) as raw entries: a text or a picture in each file."""

import html
from datetime import datetime
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfo

from aggregator.ingest.parse.appearance import describe, head
from aggregator.ingest.parse.elements import Element, text_of
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, part
from aggregator.ingest.parse.newscodes import without_repeats
from aggregator.ingest.parse.wirexml import (
    first_text,
    read_root,
    recognises_root,
    urgency_of,
    whole_number,
    within,
)
from aggregator.model.item import Category, Label, Picture, PubStatus, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

ROOTS = frozenset({"publish"})
_CONTENT = "<ContentItem"
"""What tells it from other documents whose root has that name."""
_DESK = ZoneInfo("America/Toronto")
"""Of `EmbargoTime`, which names no zone; its other hours are UTC or have their own."""
_NO_TIME = "0001-"
"""How .NET writes that there is no time."""
_LANGUAGES = {"1": "en", "2": "fr"}
_LISTS = ("Category", "SupplementalCategories", "IndexCode", "Keyword", "XmpKeywords")
_LIST_LENGTH = 150
"""Characters to which CP cuts its keywords, be it within a word."""
_NOTES = ("EditorNote", "UpdateNote", "Corrections", "SpecialInstructions")


def read_jimi(body: Body) -> ParseResult:
    """Return the texts and pictures of a body."""
    if not _recognises(body):
        return NotAFeed(describe(body))
    root = read_root(ROOTS, body)
    if isinstance(root, NotAFeed):
        return root
    entries, skipped = part(
        [_entry(item, body) for item in islice(within(root, "contentitem"), ENTRIES_LIMIT)]
    )
    return Parsed(format="jimi", entries=entries, skipped=skipped)


def _recognises(body: Body) -> bool:
    return recognises_root(ROOTS, body) and _CONTENT in head(body)


def _entry(item: Element, body: Body) -> RawEntry:
    said = partial(_said, item)
    title = said("Headline") or said("Headline2") or said("SlugProper")
    return RawEntry(
        guid=said("SystemSlug") or said("NewsCompID"),
        base_url=body.url,
        number=whole_number(said("WritethruValue")) or None,
        is_wire=True,
        status=_status(item),
        label=_label(item),
        title_text=title,
        title_html=_escaped(title),
        summary_html=_caption(item),  # DirectoryText is but the beginning of the text
        content_html=_content(item),
        published=_utc(said("CreatedDateTime")),
        updated=_time(said("UpdatedDateTime")),
        embargo=_embargo(item),
        urgency=urgency_of(said("RankingValue")),
        genre=said("VersionType"),
        slugline=said("SlugProper"),
        place=said("City"),
        editors_note="\n".join(note for name in _NOTES if (note := said(name))) or None,
        authors=tuple(name for name in [said("Byline")] if name),
        credit=said("Credit") or said("Source"),
        categories=_categories(item),
        pictures=_pictures(item),
        language=_LANGUAGES.get(said("Language") or ""),
        copyright=said("Copyright"),
    )


def _said(item: Element, name: str) -> str | None:
    return first_text(within(item, name.lower()))


def _escaped(words: str | None) -> str | None:
    return html.escape(words, quote=False) if words else None


def _caption(item: Element) -> str | None:
    return _escaped(_said(item, "EnglishCaption") or _said(item, "FrenchCaption"))


def _content(item: Element) -> str | None:
    markup = next((text_of(content) for content in within(item, "contenttext")), None)
    return (markup or "").strip() or None


def _status(item: Element) -> PubStatus | None:
    if _said(item, "TrashFlag") == "true":
        return PubStatus.CANCELED
    return PubStatus.WITHHELD if _said(item, "HoldFlag") == "true" else None


def _label(item: Element) -> Label | None:
    if _said(item, "Corrections"):
        return Label.CORRECTED
    # in French it is called a Lead
    return Label.WRITETHRU if _said(item, "WriteThruType") else None


def _time(words: str | None) -> str | None:
    return None if words is None or words.startswith(_NO_TIME) else words


def _utc(words: str | None) -> str | None:
    time = _time(words)
    return f"{time}Z" if time else None


def _embargo(item: Element) -> str | None:
    words = _time(_said(item, "EmbargoTime"))
    if words is None:
        return None
    try:
        time = datetime.fromisoformat(words)
    except ValueError:
        return words  # it is held until editors say more
    return time.replace(tzinfo=time.tzinfo or _DESK).isoformat()


def _categories(item: Element) -> tuple[Category, ...]:
    lists = (_whole(_said(item, name) or "") for name in _LISTS)
    terms = (term.strip() for listed in lists for term in listed.split(","))
    return without_repeats([Category(term=term) for term in terms if term])


def _whole(listed: str) -> str:
    """Return a list of words without its last one where the list was cut to its length."""
    return listed if len(listed) < _LIST_LENGTH else listed.rpartition(",")[0]


def _pictures(item: Element) -> tuple[Picture, ...]:
    """Return the picture that an item is; the photos that a text refers to come as files of their own."""
    url = _said(item, "ContentRef") or _said(item, "ViewFile")
    if url is None or _said(item, "ContentType") != "Photo":
        return ()
    names = [_said(item, "Byline"), _said(item, "Credit")]
    credit = "/".join(name for name in names if name) or None
    return (Picture(url=url, caption=_caption(item), credit=credit),)


JIMI = Format(name="jimi", recognises=_recognises, read=read_jimi)
