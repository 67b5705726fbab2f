"""The text and the pictures of a NewsML 1 item, from components that hold components."""

import html

from aggregator.ingest.parse.elements import Element
from aggregator.ingest.parse.wiremarkup import content_as_html, markup_within
from aggregator.ingest.parse.wirexml import (
    attribute,
    below,
    first_attribute,
    first_text,
    local_name,
    whole_number,
    within,
)
from aggregator.model.item import Picture

_ABSTRACTS = frozenset({"abstract", "summary", "lead", "teaser"})
_ASIDE = frozenset(
    # roles whose text is not the story (topicset.iptc-role.xml; then Belga's, and Business Wire's last four)
    {"caption", "sidebar", "headline", "dateline", "byline", "copyright", "credit", "slugline"}
    | {
        "title",
        "city",
        "country",
        "person",
        "keyword",
        "source",
        "editor",
        "stylesheet",
        "logo",
        "contact",
        "ticker",
    }
)
_PICTURES = frozenset({"picture", "photo", "image", "graphic"})
_IMAGE_FORMATS = ("jpeg", "jpg", "png", "gif", "webp")
_TEXT_TYPES = ("text", "")
_Roles = dict[Element, str]
"""The roles of components that have one; asked for once an item, for a component may hold thousands of others."""


def own_lines(item: Element, name: str) -> list[Element]:
    """Return an item's news lines of one name, outermost first; its pictures' where it has none of its own at all."""
    roles = _roles_in(item)
    blocks = [*below(item, "newslines")]
    own = [block for block in blocks if not _is_of_picture(block, roles)]
    lines = [line for block in own or blocks for line in within(block, name)]
    return sorted(lines, key=lambda line: _depth(line, item))


def abstract_of(item: Element) -> str | None:
    """Return the abstract of an item as HTML."""
    roles = _roles_in(item)
    abstracts = (one for one in below(item, "contentitem") if _role(one, roles) in _ABSTRACTS)
    found = (_markup(content, None) for content in abstracts)
    return next((markup for markup in found if markup), None)


def title_in(item: Element) -> str | None:
    """Return the headline that stands in a component of its own (Belga)."""
    roles = _roles_in(item)
    titled = (one for one in below(item, "contentitem") if _role(one, roles) in {"title", "headline"})
    return first_text(data for content in titled for data in within(content, "datacontent"))


def body_of(item: Element, *, headline: str | None) -> str | None:
    """Return the text of an item as HTML: that of its main component, else the first text that is no aside."""
    roles = _roles_in(item)
    contents = [(one, _role(one, roles)) for one in below(item, "contentitem")]
    texts = [(one, role) for one, role in contents if _is_text(one) and role not in _ABSTRACTS | _ASIDE]
    # a component may offer the same text marked up and plain
    ordered = sorted(texts, key=lambda told: (told[1] not in {"main", "body"}, not _is_marked_up(told[0])))
    markups = (_markup(content, headline) for content, _ in ordered)
    return next((markup for markup in markups if markup), None)


def pictures_of(item: Element) -> tuple[Picture, ...]:
    """Return the pictures of an item, each in its best rendition, with the caption of its component."""
    roles = _roles_in(item)
    captions = _captions(item, roles)
    renditions: dict[Element, list[Element]] = {}
    for content in below(item, "contentitem"):
        if _is_image(content):
            group = _group(content, captions, roles=roles)
            renditions.setdefault(group, []).append(content)
    return tuple(
        _picture(group, max(found, key=_width), caption=captions.get(group))
        for group, found in renditions.items()
    )


def _markup(content: Element, headline: str | None) -> str | None:
    # what stands in an Encoding is Base64
    data = [*within(content, "datacontent")]
    for one in data:
        documents = [*below(one, "body.content")] or [
            body for page in below(one, "html") for body in within(page, "body")
        ]
        parts = [markup_within(document, headline=headline) for document in documents]
        markup = "".join(part for part in parts if part) or content_as_html(one, headline=headline)
        if markup and (documents == [] or any(parts)):
            return markup
    return None


def _roles_in(item: Element) -> _Roles:
    named = ((role.getparent(), attribute(role, "FormalName")) for role in below(item, "role"))
    return {
        component: role.lower().replace(" ", "")
        for component, role in named
        if component is not None and role
    }


def _role(element: Element, roles: _Roles) -> str:
    """Return the role of the nearest component that has one."""
    return next((roles[component] for component in element.iterancestors() if component in roles), "")


def _is_text(content: Element) -> bool:
    kind = (first_attribute(within(content, "mediatype"), "FormalName") or "").lower()
    mime = (first_attribute(within(content, "mimetype"), "FormalName") or "").lower()
    return (
        kind in _TEXT_TYPES
        and (mime == "" or mime.startswith("text/") or "xml" in mime)
        and mime != "text/css"
    )


def _is_marked_up(content: Element) -> bool:
    return any(local_name(child) for data in within(content, "datacontent") for child in data)


def _is_image(content: Element) -> bool:
    if attribute(content, "Href") is None:
        return False
    kinds = [
        (first_attribute(within(content, name), "FormalName") or "").lower()
        for name in ("mediatype", "mimetype", "format")
    ]
    return kinds[0] in _PICTURES or any(name in kind for kind in kinds[1:] for name in _IMAGE_FORMATS)


def _captions(item: Element, roles: _Roles) -> dict[Element, str]:
    """Return the captions of an item by the component that holds picture and caption."""
    found: dict[Element, str] = {}
    for content in below(item, "contentitem"):
        if _role(content, roles) != "caption" or _is_image(content):
            continue
        caption = first_text(within(content, "datacontent"))
        components = _components(content)
        if caption and components:
            found.setdefault(components[min(1, len(components) - 1)], caption)
    return found


def _group(content: Element, captions: dict[Element, str], *, roles: _Roles) -> Element:
    """Return the component of a picture: the one that has its caption or is a picture's, else the nearest."""
    components = _components(content)
    for component in components:
        if component in captions or roles.get(component) in _PICTURES:
            return component
    return next(iter(components), content)


def _components(element: Element) -> list[Element]:
    return [one for one in element.iterancestors() if local_name(one) == "newscomponent"]


def _picture(group: Element, best: Element, *, caption: str | None) -> Picture:
    # the credit line of a component that holds the text as well is the text's
    has_text = next(
        (one for one in below(group, "contentitem") if _is_text(one) and _is_marked_up(one)), None
    )
    is_own = has_text is None or caption is not None
    return Picture(
        url=attribute(best, "Href") or "",
        caption=html.escape(caption, quote=False) if caption else None,
        credit=first_text(within(group, "newslines", "creditline")) if is_own else None,
        media_type=first_attribute(within(best, "mimetype"), "FormalName"),
        width=_property(best, "width"),
        height=_property(best, "height"),
        length=whole_number(first_text(within(best, "characteristics", "sizeinbytes"))),
    )


def _width(content: Element) -> tuple[int, int]:
    size = whole_number(first_text(within(content, "characteristics", "sizeinbytes")))
    return _property(content, "width") or 0, size or 0


def _property(content: Element, name: str) -> int | None:
    """Return a size in pixels; agencies call it Width, PixelWidth or ImageWidth."""
    for one in within(content, "characteristics", "property"):
        if (attribute(one, "FormalName") or "").lower().endswith(name):
            return whole_number(attribute(one, "Value"))
    return None


def _is_of_picture(element: Element, roles: _Roles) -> bool:
    return any(roles.get(component) in _PICTURES | {"caption"} for component in element.iterancestors())


def _depth(line: Element, item: Element) -> int:
    depth = 0
    for ancestor in line.iterancestors():
        if ancestor is item:
            break
        depth += 1
    return depth
