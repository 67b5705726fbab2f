"""NewsML-G2 as raw entries (https://iptc.org/std/NewsML-G2/): a news item alone, or many in a message."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice

from lxml import etree

from aggregator.ingest.parse.elements import Element
from aggregator.ingest.parse.format import ENTRIES_LIMIT, Format, is_blank
from aggregator.ingest.parse.newscodes import STOPS, correction_among, status_of
from aggregator.ingest.parse.newsmlg2_content import body_of, is_text, pictures_of, summary_of
from aggregator.ingest.parse.newsmlg2_subjects import (
    categories_of,
    code_of,
    first_code,
    name_of,
    place_of,
)
from aggregator.ingest.parse.nitf import completed
from aggregator.ingest.parse.wirexml import (
    attribute,
    below,
    dateline_in,
    first_attribute,
    first_text,
    is_filler,
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
from aggregator.model.item import PubStatus, RawEntry, Skip
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

_NEWS = "newsitem"
_OTHERS = {
    # the other kinds of items, and why none of them is a story (NewsML-G2 2.35, "Item types")
    "packageitem": "a package only points to other items",
    "conceptitem": "it explains a concept and is no news",
    "knowledgeitem": "it is a vocabulary and no news",
    "planningitem": "it plans coverage and is no news",
    "catalogitem": "it is a catalogue of vocabularies and no news",
}
_FRAGMENT = "contentset"
ROOTS = frozenset({_NEWS, "newsmessage", _FRAGMENT, *_OTHERS})
_WRAPPED = "newsItem"
"""What stands inside the element of a server's own, as it is spelt."""
_DASHES = " -–—"
"""STT's credit line is followed by the text: "STT–"."""


def read_newsmlg2(body: Body) -> ParseResult:
    """Return the news items of a body, and a skip for each item of another kind."""
    root = read_root(ROOTS, body, wrapped=_WRAPPED)
    if isinstance(root, NotAFeed):
        return root
    headlines = _package_headlines(root)
    read = [_read(item, headlines, body) for item in islice(_items(root), ENTRIES_LIMIT)]
    return Parsed(
        format="newsmlg2",
        entries=tuple(one for one in read if isinstance(one, RawEntry)),
        skipped=tuple(one for one in read if isinstance(one, Skip)),
    )


def _items(root: Element) -> Iterator[Element]:
    if local_name(root) == _FRAGMENT:
        alone = etree.Element("newsItem")
        alone.append(root)
        return iter([alone])
    kinds = (_NEWS, *_OTHERS)
    if local_name(root) in kinds:
        return iter([root])
    # an item set may hold item sets of other agencies, an item holds no item
    return below(root, *kinds)


def _package_headlines(root: Element) -> Mapping[str, str]:
    """Return the headlines of packages by the items that they point to: Reuters' parts of a story have none."""
    found: dict[str, str] = {}
    for package in below(root, "packageitem"):
        headline = _title(package)
        references = [attribute(reference, "residref") for reference in below(package, "itemref")]
        found.update({reference: headline for reference in references if reference and headline})
    return found


def _read(item: Element, headlines: Mapping[str, str], body: Body) -> RawEntry | Skip:
    guid = attribute(item, "guid") or ""
    reason = _OTHERS.get(local_name(item))
    if reason is not None:
        return Skip(reason, guid)
    read = completed(_entry(item), item)
    entry = replace(_titled(read, read.title_text or headlines.get(guid)), base_url=body.url)
    if is_blank(entry):
        return Skip("it has neither title nor text nor link nor guid", f"line {item.sourceline}")
    return entry


def _entry(item: Element) -> RawEntry:
    meta = partial(within, item, "itemmeta")
    content = partial(within, item, "contentmeta")
    title = _title(item)
    return RawEntry(
        guid=attribute(item, "guid"),
        number=whole_number(attribute(item, "version")),
        is_wire=True,
        label=correction_among(code_of(signal) for signal in meta("signal")),
        title_text=title,
        summary_html=summary_of(item),
        content_html=body_of(item, headline=title),
        published=_published(item),
        updated=first_text(meta("versioncreated")),
        status=_status(item),
        embargo=first_text(meta("embargoed")),
        urgency=urgency_of(first_text(content("urgency"))),
        genre=_genre(item),
        slugline=first_text(content("slugline")),
        dateline=dateline_in(first_text(content("dateline"))),
        place=place_of(item),
        editors_note="\n".join(texts([*meta("ednote")])) or None,
        authors=_authors(item),
        contributors=_contributors(item),
        credit=_credit(item),
        categories=categories_of(item),
        pictures=pictures_of(item, credit=first_text(content("creditline"))),
        language=_language(item),
        copyright=_copyright(item),
    )


def _titled(entry: RawEntry, title: str | None) -> RawEntry:
    return replace(entry, title_text=title, title_html=html.escape(title, quote=False) if title else None)


def _title(item: Element) -> str | None:
    headlines = [*within(item, "contentmeta", "headline")]
    # dpa ranks its headlines, ANSA gives the lesser ones a role
    plain = [headline for headline in headlines if not attribute(headline, "role")]
    ranked = sorted(plain, key=lambda headline: whole_number(attribute(headline, "rank")) or 0)
    document = [*below(item, "html")]
    return (
        first_text(ranked)
        or first_text(headlines)
        or first_text(within(item, "itemmeta", "title"))
        or next((found for page in document if (found := first_text(within(page, "head", "title")))), None)
    )


def _published(item: Element) -> str | None:
    first = first_text(within(item, "itemmeta", "firstcreated"))
    # a picture's content may be decades older than the news about it
    created = first_text(within(item, "contentmeta", "contentcreated")) if is_text(item) else None
    return first or created or first_text(within(item, "itemmeta", "versioncreated"))


def _status(item: Element) -> PubStatus | None:
    status = status_of(first_code(item, "itemmeta", "pubstatus"))
    embargoed = next(within(item, "itemmeta", "embargoed"), None)
    # one without a date is in force until the agency says more (NewsML-G2 2.35, `embargoed`)
    is_open = embargoed is not None and text(embargoed) is None
    return PubStatus.EMBARGOED if is_open and status not in STOPS else status


def _genre(item: Element) -> str | None:
    genres = [*within(item, "contentmeta", "genre")]
    named = (name_of(genre) for genre in genres)
    return next((name for name in named if name), None)


def _authors(item: Element) -> tuple[str, ...]:
    lines = tuple(line for line in texts(within(item, "contentmeta", "by")) if not is_filler(line))
    if lines:
        return lines
    # agencies name themselves as creators too, by code; people have their name written out
    credit = _credit(item)
    names = [first_text(within(creator, "name")) for creator in within(item, "contentmeta", "creator")]
    people = [name for name in names if name and _is_person(name) and name != credit]
    return tuple(dict.fromkeys(people))


def _is_person(name: str) -> bool:
    # "MDJ/" and "fis tba" are the initials of desks
    return " " in name and not name.islower()


def _contributors(item: Element) -> tuple[str, ...]:
    found = [first_text(within(one, "name")) for one in within(item, "contentmeta", "contributor")]
    return tuple(dict.fromkeys(name for name in found if name and _is_person(name)))


def _credit(item: Element) -> str | None:
    sources = within(item, "contentmeta", "infosource")
    named = [
        first_text(within(item, "contentmeta", "creditline")),
        *(name_of(source) for source in sources if "phot" not in (attribute(source, "role") or "")),
        *(name_of(holder) for holder in within(item, "rightsinfo", "copyrightholder")),
        *(name_of(provider) for provider in within(item, "itemmeta", "provider")),
    ]
    known = [line for name in named if name and (line := name.strip(_DASHES))]
    # "reuters.com" and "nprov:dpa" are names for machines, taken where there is no other
    return next((name for name in known if "." not in name or " " in name), next(iter(known), None))


def _language(item: Element) -> str | None:
    return first_attribute(within(item, "contentmeta", "language"), "tag") or language_of(item)


def _copyright(item: Element) -> str | None:
    holders = (name_of(holder) for holder in within(item, "rightsinfo", "copyrightholder"))
    return first_text(within(item, "rightsinfo", "copyrightnotice")) or next(
        (name for name in holders if name), None
    )


NEWSMLG2 = Format(
    name="newsmlg2", recognises=partial(recognises_root, ROOTS, wrapped=_WRAPPED), read=read_newsmlg2
)
