"""ninjs 1 to 3 as raw entries (https://iptc.org/standards/ninjs/), and the dialects that grew from it.

Superdesk, AP's Media API, Reuters, TT and the BBC write the same words in their own spellings and wrappers;
`wirejson` tells them alike. Guids are the agency's own; a `uri` is a name and no address of a page.
"""

import re

from aggregator.ingest.parse.appearance import describe, head
from aggregator.ingest.parse.escape import escape_paragraphs
from aggregator.ingest.parse.fields import Fields, fields_of, string_in
from aggregator.ingest.parse.format import Format, part
from aggregator.ingest.parse.renditions import creditline_of, pictures_of
from aggregator.ingest.parse.subjects import categories_of
from aggregator.ingest.parse.wirejson import (
    begins_as_json,
    first_in,
    inner_html,
    items_in,
    label_in,
    line_html,
    number_in,
    objects_in,
    read_json,
    status_in,
    text_html,
    texts_in,
    urgency_in,
    without_von,
)
from aggregator.model.item import RawEntry, Skip
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

_WORDS = re.compile(
    r'"(?:version_?created|pub_?status|headlines?|body_(?:x?html5?|text)|bodies|body_?xhtml|alt_?ids|descriptions'
    r'|description_(?:text|x?html))"\s*:',
    re.IGNORECASE,
)
_AP_ITEM = re.compile(r"https?://[\w.]*ap\.org/media/v/content/([0-9a-f]{32})(?=[?/.]|$)")
"""AP's address of an item: what follows the id is the subscriber's and changes from answer to answer."""
_VIGNETTE = re.compile(r'<div class="dat">.{0,1000}?</div>', re.DOTALL)
_DESCRIPTION_ROLES = ("lead", "summary", "text", "main", "caption")
_NOT_DESCRIPTIONS = ("creditline", "credit", "writer")
_WRITERS = ("writer", "author", "reporter", "journalist", "")
_CALENDAR = ("eventdetails", "plannedcoverage")
_SELF_EVIDENT = (
    "text-only",
    "text-photo",
    "text",
    "picture",
    "story",
    "standard",
    "publ",
    "asset",
    "article",
)
"""Profiles that say how an item is made, and nothing of its genre."""


def recognises_ninjs(body: Body) -> bool:
    """Return whether a body looks like an agency's JSON: it begins as JSON does and uses the words of ninjs."""
    text = head(body)
    return begins_as_json(body) and "jsonfeed.org/version/" not in text and _WORDS.search(text) is not None


def read_ninjs(body: Body) -> ParseResult:
    """Return the body's items, or what it looks like if it holds none."""
    document = read_json(body)
    if document is None:
        is_cut = begins_as_json(body)
        return NotAFeed(f"{describe(body)}; it cannot be read to its end" if is_cut else describe(body))
    items = [item for item in items_in(document) if _is_news(item)]
    if not items:
        return NotAFeed(f"{describe(body)}; no item of ninjs is in it")
    planned = tuple(
        Skip("it is an event of the calendar", first_in(item, "title", "uri") or "")
        for item in items
        if _is_event(item)
    )
    entries, skipped = part([_entry(item) for item in items if not _is_event(item)])
    return Parsed(format="ninjs", entries=entries, skipped=(*skipped, *planned))


def _is_news(item: Fields) -> bool:
    return first_in(item, "uri", "guid") is not None or (
        _headline(item) is not None and _body(item) is not None
    )


def _is_event(item: Fields) -> bool:
    return string_in(item, "type") in {"event", "planning"} or any(key in item for key in _CALENDAR)


def _entry(item: Fields) -> RawEntry:
    located = string_in(item, "located")
    return RawEntry(
        guid=_guid(item),
        link=_link(item),
        title_html=line_html(_headline(item)),
        summary_html=_description(item),
        content_html=_body(item),
        published=first_in(item, "firstpublished", "firstcreated"),
        updated=first_in(item, "versioncreated", "datetime", "firstpublished"),
        authors=_authors(item),
        credit=_credit(item),
        categories=categories_of(item),
        pictures=pictures_of(item),
        language=string_in(item, "language"),
        copyright=first_in(item, "copyrightnotice", "copyrightholder"),
        is_wire=True,
        number=number_in(item, "version"),
        status=status_in(item),
        label=label_in(item),
        embargo=_embargo(item),
        urgency=urgency_in(item),
        genre=_genre(item),
        slugline=first_in(item, "slugline", "slug"),
        dateline=string_in(item, "dateline") or located,
        place=_city(item) or located or _desk_place(item),
        editors_note="\n".join(texts_in(item, "ednote")) or None,
    )


def _guid(item: Fields) -> str | None:
    # Superdesk's uri is the address in its API, its guid the item's name; AP's uri changes with each answer
    own = string_in(fields_of(item.get("altids")), "itemid") if string_in(item, "provider") else None
    uri = first_in(item, "guid", "uri", "id")
    of_ap = _AP_ITEM.match(uri or "")
    return own or (of_ap.group(1) if of_ap else uri)


def _link(item: Fields) -> str | None:
    canonical = [each for each in objects_in(item, "links") if string_in(each, "rel") == "canonical"]
    return next((string_in(each, "href") for each in canonical), None) or first_in(
        item, "url", "canonicalurl"
    )


def _headline(item: Fields) -> str | None:
    told = objects_in(item, "headlines")
    main = [each for each in told if string_in(each, "role") in {None, "main"}]
    listed = next((text for each in (*main, *told) if (text := string_in(each, "value"))), None)
    return string_in(item, "headline") or listed or first_in(item, "title") or _extended(item, "headline")


def _extended(item: Fields, prefix: str) -> str | None:
    """Return the first text whose key begins so: ninjs 1 lets agencies add `headline_x` and `body_x`."""
    return next((text for key in item if key.startswith(prefix) and (text := string_in(item, key))), None)


def _body(item: Fields) -> str | None:
    markup = first_in(item, "bodyhtml", "bodyxhtml", "bodyhtml5") or _listed_body(item, "html")
    if markup:
        return _without_head(inner_html(markup), _headline(item) or "")
    plain = string_in(item, "bodytext") or _listed_body(item, "plain") or _listed_body(item, "text/")
    if plain and "<body.content" not in plain:
        return escape_paragraphs(plain)
    nitf = plain or _listed_body(item, "nitf")
    return inner_html(nitf) if nitf else text_html(_extended(item, "body"))


def _without_head(markup: str, headline: str) -> str:
    # TT repeats the headline above the text, with the vignette and its own name below it
    return _VIGNETTE.sub("", markup.replace(f"<h1>{headline}</h1>", "", 1), count=1)


def _listed_body(item: Fields, kind: str) -> str | None:
    for body in objects_in(item, "bodies"):
        media_type = string_in(body, "contenttype") or f"text/{string_in(body, 'role') or 'plain'}"
        if kind in media_type.lower() and (text := string_in(body, "value")):
            return text
    return None


def _description(item: Fields) -> str | None:
    markup = first_in(item, "descriptionhtml", "descriptionxhtml")
    if markup:
        return markup
    plain = first_in(item, "descriptiontext") or _listed_description(item)
    other = first_in(
        item, "descriptionsummary", "descriptioncaption", "abstract", "headlineextended", "caption"
    )
    return text_html(plain or other or _described(item))


def _described(item: Fields) -> str | None:
    others = {key: value for key, value in item.items() if not key.endswith(_NOT_DESCRIPTIONS)}
    return _extended(others, "description")


def _listed_description(item: Fields) -> str | None:
    told = {
        string_in(each, "role") or "text": text
        for each in reversed(objects_in(item, "descriptions"))
        if (text := string_in(each, "value"))
    }
    known = next((told[role] for role in _DESCRIPTION_ROLES if role in told), None)
    return known or next((text for role, text in told.items() if role not in _NOT_DESCRIPTIONS), None)


def _authors(item: Fields) -> tuple[str, ...]:
    line = first_in(item, "byline", "by")
    if line:
        return (without_von(line, string_in(item, "language")),)
    signed = [_signature(each) for each in objects_in(item, "bylines") if not string_in(each, "internal")]
    if any(signed):
        return tuple(dict.fromkeys(name for name in signed if name))
    people = objects_in(item, "authors")
    writers = [each for each in people if (string_in(each, "role") or "") in _WRITERS]
    named = [*(writers or people), *objects_in(item, "photographer")]
    return tuple(dict.fromkeys(name for each in named if (name := _name(each))))


def _signature(byline: Fields) -> str:
    # AP keeps what the writer is apart: "By JANE DOE" and "AP Business Writer"
    return ", ".join(text for text in (first_in(byline, "by", "byline"), string_in(byline, "title")) if text)


def _credit(item: Fields) -> str | None:
    sources = [_name(each) for key in ("infosources", "infosource") for each in objects_in(item, key)]
    named = next((name for name in sources if name), None)
    is_reuters = (string_in(item, "uri") or "").startswith("tag:reuters.com,")
    credit = creditline_of(item) or named or first_in(item, "source", "provider", "copyrightholder")
    return credit or ("Reuters" if is_reuters else None)


def _embargo(item: Fields) -> str | None:
    scheduled = string_in(fields_of(item.get("schedulesettings")), "utcembargo")
    return first_in(item, "embargoed", "embargoeduntil") or scheduled


def _genre(item: Fields) -> str | None:
    named = [_name(each) for key in ("genre", "genres") for each in objects_in(item, key)]
    if string_in(item, "type") == "advisory":
        return "Advisory"
    profile = string_in(item, "profile")
    is_ours = profile is not None and profile.lower() not in _SELF_EVIDENT and "altids" in item
    return next((name for name in named if name), None) or (profile if is_ours else None)


def _city(item: Fields) -> str | None:
    place = fields_of(item.get("datelinelocation"))
    named = (string_in(place, "city"), first_in(place, "countryareaname", "countryname"))
    return ", ".join(name for name in named if name) or None


def _desk_place(item: Fields) -> str | None:
    # Superdesk's `place` is the desk's; elsewhere places are what the text mentions
    named = (_name(each) for each in objects_in(item, "place")) if "guid" in item else ()
    return next((name for name in named if name), None)


def _name(fields: Fields) -> str | None:
    return first_in(fields, "name", "literal", "code")


NINJS = Format(name="ninjs", recognises=recognises_ninjs, read=read_ninjs)
