"""NITF 3 as raw entries (https://www.iptc.org/std/NITF/3.6/): one document is one story."""

import html
from dataclasses import replace
from functools import partial
from itertools import islice

from aggregator.ingest.parse.elements import Element, text_of
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, part
from aggregator.ingest.parse.newscodes import STOPS, status_of
from aggregator.ingest.parse.nitf_subjects import categories_of, docdata_of, genre_of, place_of, slugline_of
from aggregator.ingest.parse.wiremarkup import content_as_html, markup_within
from aggregator.ingest.parse.wirexml import (
    attribute,
    below,
    dateline_in,
    first_attribute,
    first_text,
    language_of,
    local_name,
    one_line,
    read_root,
    recognises_root,
    text,
    urgency_of,
    whole_number,
    within,
)
from aggregator.model.item import Picture, PubStatus, RawEntry
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

ROOTS = frozenset({"nitf"})
_WRAPPED = "nitf"
"""What stands inside the element of a server's own, as it is spelt."""


def read_nitf(body: Body) -> ParseResult:
    """Return the story of each NITF document in a body, or what the body looks like if there is none."""
    root = read_root(ROOTS, body, wrapped=_WRAPPED)
    if isinstance(root, NotAFeed):
        return root
    documents = [root] if local_name(root) in ROOTS else islice(below(root, *ROOTS), ENTRIES_LIMIT)
    entries, skipped = part([entry for document in documents for entry in _entries(document, body)])
    return Parsed(format="nitf", entries=entries, skipped=skipped)


def _entries(document: Element, body: Body) -> list[RawEntry]:
    story = replace(entry_of(document), base_url=body.url)
    return [story, *_stops(document, story)]


def entry_of(root: Element) -> RawEntry:
    """Return what an `nitf` element says, alone or inside another format."""
    title = _title(root)
    guid, number = _identity(root)
    status = status_of(first_attribute(within(root, "head", "docdata"), "management-status"))
    return RawEntry(
        guid=guid,
        number=number,
        is_wire=True,
        title_text=title,
        title_html=html.escape(title, quote=False) if title else None,
        summary_html=_abstract(root),
        content_html=_content(root, title),
        published=_issued(root),
        status=status,
        embargo=_embargo(root, status),
        urgency=urgency_of(docdata_of(root, "urgency", "ed-urg")),
        genre=genre_of(root),
        slugline=slugline_of(root),
        dateline=_dateline(root),
        place=place_of(root),
        editors_note=_editors_note(root),
        authors=_authors(root),
        contributors=_contributors(root),
        credit=_credit(root),
        categories=categories_of(root),
        pictures=tuple(picture for media in below(root, "media") if (picture := _picture(media))),
        language=language_of(root) or attribute(root, "baselang"),
        copyright=_copyright(root),
    )


def completed(entry: RawEntry, item: Element) -> RawEntry:
    """Return the entry of an item with what only the NITF document inside it says."""
    document = next(below(item, "nitf"), None)
    if document is None:
        return entry
    inner = entry_of(document)
    return replace(
        entry,
        title_text=entry.title_text or inner.title_text,
        title_html=entry.title_html or inner.title_html,
        summary_html=entry.summary_html or inner.summary_html,
        dateline=entry.dateline or inner.dateline,
        authors=entry.authors or inner.authors,
        contributors=entry.contributors or inner.contributors,
        credit=entry.credit or inner.credit,
        pictures=entry.pictures or inner.pictures,
    )


def _stops(root: Element, story: RawEntry) -> list[RawEntry]:
    """Return an entry for the earlier document that a cancelled one takes back with it."""
    docdata = next(within(root, "head", "docdata"), None)
    earlier = attribute(docdata, "management-doc-idref")
    status = status_of(attribute(docdata, "management-idref-status"))
    if earlier is None or earlier == story.guid or status not in STOPS or story.status not in STOPS:
        return []
    return [replace(story, guid=earlier, status=status)]


def _identity(root: Element) -> tuple[str | None, int | None]:
    # NTB writes the version behind the id, and the id alone into du-key: one guid has to hold over versions.
    # Elsewhere du-key is no id: Ritzau's says "NU-FLASH-K", the Press Association's is a slug.
    name = docdata_of(root, "doc-id", "id-string")
    key = docdata_of(root, "du-key", "key")
    number = whole_number(docdata_of(root, "du-key", "version"))
    if name and key and name.startswith(f"{key}_"):
        return key, number
    return name, number


def _title(root: Element) -> str | None:
    head = next(within(root, "body", "body.head"), None)
    hedlines = [*within(head, "hedline", "hl1"), *within(head, "headline", "hl1")] if head is not None else []
    return first_text(hedlines) or first_text(within(root, "head", "title"))


def _abstract(root: Element) -> str | None:
    abstracts = within(root, "body", "body.head", "abstract")
    return next((markup for abstract in abstracts if (markup := content_as_html(abstract))), None)


def _content(root: Element, title: str | None) -> str | None:
    parts = (markup_within(content, headline=title) for content in within(root, "body", "body.content"))
    return "".join(markup for markup in parts if markup) or None


def _issued(root: Element) -> str | None:
    return (
        docdata_of(root, "date.issue", "norm")
        or first_attribute(within(root, "head", "pubdata"), "date.publication")
        or first_attribute(below(root, "story.date"), "norm")
        or docdata_of(root, "date.release", "norm")
    )


def _embargo(root: Element, status: PubStatus | None) -> str | None:
    release = docdata_of(root, "date.release", "norm")
    # date.release says when it may be published: where that is the hour of issue, nothing is embargoed
    is_later = release != docdata_of(root, "date.issue", "norm")
    return release if is_later or status is PubStatus.EMBARGOED else None


def _dateline(root: Element) -> str | None:
    for dateline in within(root, "body", "body.head", "dateline"):
        # EFE's holds nothing but a date, and calls it a mistake itself
        dates = {text_of(date) for date in below(dateline, "story.date")}
        words = "".join(piece for piece in map(str, dateline.itertext()) if piece not in dates)
        if line := dateline_in(one_line(words)):
            return line
    return None


def _editors_note(root: Element) -> str | None:
    said = [attribute(message, "info") for message in within(root, "head", "docdata", "ed-msg")]
    notes = [text(note) for note in below(root, "note") if local_name(note) == "note"]
    return "\n".join(line for line in (*said, *notes) if line) or None


def _authors(root: Element) -> tuple[str, ...]:
    lines = [_byline(byline) for byline in within(root, "body", "body.head", "byline")]
    # "gr/bp" are the initials of EFE's desk
    return tuple(dict.fromkeys(line for line in lines if line and (" " in line or not line.islower())))


def _byline(byline: Element) -> str | None:
    # <byline>By Jane Doe<byttl>AP Writer</byttl></byline> has no space between the two
    title = first_text(within(byline, "byttl"))
    parts = [byline.text or ""]
    for child in byline:
        parts += ["" if local_name(child) == "byttl" else f" {text(child) or ''}", child.tail or ""]
    name = one_line("".join(parts))
    return f"{name}, {title}" if name and title else name or title


def _contributors(root: Element) -> tuple[str, ...]:
    line = first_text(within(root, "body", "body.end", "tagline"))
    return (line,) if line else ()


def _credit(root: Element) -> str | None:
    return (
        first_text(within(root, "body", "body.head", "distributor"))
        or docdata_of(root, "del-list", "src-name")
        or first_attribute(within(root, "head", "docdata", "del-list", "from-src"), "src-name")
        or docdata_of(root, "doc.copyright", "holder")
        or docdata_of(root, "doc-id", "regsrc")
    )


def _copyright(root: Element) -> str | None:
    year, holder = docdata_of(root, "doc.copyright", "year"), docdata_of(root, "doc.copyright", "holder")
    return f"© {year} {holder}" if year and holder else holder


def _picture(media: Element) -> Picture | None:
    kind = (attribute(media, "media-type") or "image").lower()
    if kind not in {"image", "photo", "picture"}:
        return None
    found = [reference for reference in within(media, "media-reference") if attribute(reference, "source")]
    best = max(found, key=lambda one: whole_number(attribute(one, "width")) or 0, default=None)
    if best is None:
        return None
    return Picture(
        url=attribute(best, "source") or "",
        caption=_words(media, "media-caption"),
        credit=first_text(within(media, "media-producer")) or attribute(best, "copyright"),
        alt=attribute(best, "alternate-text"),
        media_type=attribute(best, "mime-type"),
        width=whole_number(attribute(best, "width")),
        height=whole_number(attribute(best, "height")),
    )


def _words(media: Element, name: str) -> str | None:
    # captions are markup as everywhere behind parsing
    words = first_text(within(media, name))
    return html.escape(words, quote=False) if words else None


NITF = Format(name="nitf", recognises=partial(recognises_root, ROOTS, wrapped=_WRAPPED), read=read_nitf)
