"""NewsML 1 as raw entries (https://iptc.org/std/NewsML/1.2/): many news items in one envelope."""

import html
from dataclasses import replace
from functools import partial
from itertools import islice

from aggregator.ingest.parse.elements import Element
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, is_blank
from aggregator.ingest.parse.newscodes import (
    STOPS,
    correction_among,
    status_of,
    subject_code,
    without_repeats,
)
from aggregator.ingest.parse.newsml1_content import abstract_of, body_of, own_lines, pictures_of, title_in
from aggregator.ingest.parse.nitf import completed
from aggregator.ingest.parse.wirexml import (
    attribute,
    below,
    dateline_in,
    first_attribute,
    first_text,
    language_of,
    local_name,
    read_root,
    recognises_root,
    text,
    texts,
    urgency_of,
    whole_number,
    within,
)
from aggregator.model.item import Category, PubStatus, RawEntry, Skip
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

ROOTS = frozenset({"newsml"})
_WRAPPED = "NewsML"
"""What stands inside the element of a server's own, as it is spelt."""
_OTHER_TYPES = {
    # NewsItemType, http://www.iptc.org/std/NewsML/topicsets/topicset.iptc-newsitemtype.xml, and what it means to us
    "data": "it is data and no news",
    "catalog": "it is a catalogue of vocabularies and no news",
    "controlledvocabulary": "it is a vocabulary and no news",
    "topicset": "it is a vocabulary and no news",
}
_SUBJECTS = ("subject", "subjectmatter", "subjectdetail", "subjectqualifier")


def read_newsml1(body: Body) -> ParseResult:
    """Return the news items of a body, and a skip for each that is none."""
    root = read_root(ROOTS, body, wrapped=_WRAPPED)
    if isinstance(root, NotAFeed):
        return root
    read = [_read(item, body) for item in _parted(root)]
    return Parsed(
        format="newsml1",
        entries=tuple(one for one in read if isinstance(one, RawEntry)),
        skipped=tuple(one for one in read if isinstance(one, Skip)),
    )


def _parted(root: Element) -> list[Element]:
    """Return the news items of a tree, those that stand inside another one taken out of it."""
    items = list(islice(below(root, "newsitem"), ENTRIES_LIMIT))
    for item in items:
        parent = item.getparent()
        if parent is not None and any(local_name(outer) == "newsitem" for outer in item.iterancestors()):
            parent.remove(item)
    return items


def _read(item: Element, body: Body) -> RawEntry | Skip:
    entry = replace(completed(_entry(item), item), base_url=body.url)
    kind = first_attribute(within(item, "newsmanagement", "newsitemtype"), "FormalName") or ""
    reason = _OTHER_TYPES.get(kind.lower().replace(" ", ""))
    if reason is not None:
        return Skip(reason, entry.guid or "")
    if is_blank(entry):
        return Skip("it has neither title nor text nor link nor guid", f"line {item.sourceline}")
    return entry


def _entry(item: Element) -> RawEntry:
    manage = partial(within, item, "newsmanagement")
    title = _title(item)
    status = status_of(first_attribute(manage("status"), "FormalName"))
    return RawEntry(
        guid=_guid(item),
        number=_revision(item),
        is_wire=True,
        label=correction_among(attribute(instruction, "FormalName") for instruction in manage("instruction")),
        title_text=title,
        title_html=html.escape(title, quote=False) if title else None,
        summary_html=abstract_of(item),
        content_html=body_of(item, headline=title),
        published=first_text(manage("firstcreated")) or first_text(manage("thisrevisioncreated")),
        updated=first_text(manage("thisrevisioncreated")),
        status=status,
        embargo=_embargo(item, status),
        urgency=urgency_of(first_attribute(manage("urgency"), "FormalName")),
        genre=first_attribute(below(item, "genre"), "FormalName"),
        slugline=first_text(own_lines(item, "slugline")),
        dateline=dateline_in(first_text(own_lines(item, "dateline"))),
        place=_place(item),
        editors_note=_editors_note(item),
        authors=texts(own_lines(item, "byline")),
        credit=_credit(item),
        categories=_categories(item),
        pictures=pictures_of(item),
        language=_language(item),
        copyright=first_text(own_lines(item, "copyrightline")),
    )


def _guid(item: Element) -> str | None:
    """Return the identifier that all revisions of an item share."""
    identifier = partial(within, item, "identification", "newsidentifier")
    public = first_text(identifier("publicidentifier"))
    parts = [first_text(identifier(name)) for name in ("providerid", "dateid", "newsitemid")]
    # Belga's public identifier is the same for all items
    if public is None or (all(parts) and (parts[-1] or "") not in public):
        return ":".join(["urn:newsml", *(part or "" for part in parts)]) if all(parts) else None
    # urn:newsml:PROVIDER:DATE:ID:REVISION and U, N or A behind it (RFC 3085)
    revision = first_text(identifier("revisionid"))
    update = first_attribute(identifier("revisionid"), "Update") or ""
    for ending in (f":{revision}{update}", f":{revision}"):
        if revision is not None and public.endswith(ending):
            return public.removesuffix(ending)
    return public


def _revision(item: Element) -> int | None:
    return whole_number(first_text(within(item, "identification", "newsidentifier", "revisionid")))


def _title(item: Element) -> str | None:
    return (
        first_text(own_lines(item, "headline"))
        or title_in(item)
        or first_text(own_lines(item, "subheadline"))
        or first_text(within(item, "identification", "namelabel"))
    )


def _embargo(item: Element, status: PubStatus | None) -> str | None:
    if status is not PubStatus.EMBARGOED:
        return None
    changes = (*within(item, "newsmanagement", "statuswillchange"),)
    to_usable = [
        change
        for change in changes
        if status_of(first_attribute(within(change, "futurestatus"), "FormalName")) not in STOPS
    ]
    return next(
        (moment for change in to_usable if (moment := first_text(within(change, "dateandtime")))), None
    )


def _place(item: Element) -> str | None:
    for location in below(item, "location"):
        if (attribute(location, "HowPresent") or "Origin").lower() != "origin":
            continue
        properties = {
            attribute(one, "FormalName"): attribute(one, "Value") for one in within(location, "property")
        }
        found = properties.get("City") or properties.get("CountryArea") or properties.get("Country")
        if found:
            return found
    cities = (one for one in below(item, "property") if attribute(one, "FormalName") == "City")
    return first_attribute(cities, "Value")


def _editors_note(item: Element) -> str | None:
    notes = [
        *(text(instruction) for instruction in within(item, "newsmanagement", "instruction")),
        *(text(line) for line in own_lines(item, "editorsnote")),
        *(text(note) for note in within(item, "newsmanagement", "editorialnote")),
    ]
    return "\n".join(note for note in notes if note) or None


def _credit(item: Element) -> str | None:
    line = first_text(own_lines(item, "creditline"))
    administrative = [*below(item, "administrativemetadata")]
    parties = [
        party
        for name in ("source", "provider", "creator")
        for one in administrative
        for party in within(one, name, "party")
    ]
    provider = first_text(within(item, "identification", "newsidentifier", "providerid"))
    return line or first_attribute(parties, "FormalName") or provider


def _categories(item: Element) -> tuple[Category, ...]:
    topics = {first_text(within(topic, "formalname")): topic for topic in below(item, "topic")}
    found: list[Category] = []
    for subject in below(item, *_SUBJECTS):
        code = attribute(subject, "FormalName")
        if code is not None:
            scheme = attribute(subject, "Vocabulary", "Scheme")
            found.append(subject_code(code, label=_label(topics.get(code)), scheme=scheme))
    keywords = (one for one in below(item, "property") if attribute(one, "FormalName") == "Keyword")
    found.extend(Category(term=word) for keyword in keywords if (word := attribute(keyword, "Value")))
    return without_repeats([*found, *_lines(item)])


def _lines(item: Element) -> list[Category]:
    return [Category(term=keyword) for keyword in texts(own_lines(item, "keywordline"))]


def _label(topic: Element | None) -> str | None:
    if topic is None:
        return None
    named = [one for one in within(topic, "description") if attribute(one, "Variant") in {"Name", None}]
    english = (one for one in named if (language_of(one) or "").startswith("en"))
    return first_text(english) or first_text(named)


def _language(item: Element) -> str | None:
    written = first_attribute(below(item, "language"), "FormalName")
    return written or language_of(item)


NEWSML1 = Format(
    name="newsml1", recognises=partial(recognises_root, ROOTS, wrapped=_WRAPPED), read=read_newsml1
)
