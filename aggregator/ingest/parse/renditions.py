"""Pictures of an agency's JSON item: one for each picture, in its widest rendition."""

from collections.abc import Iterator

from aggregator.ingest.parse.fields import Fields, fields_of, string_in
from aggregator.ingest.parse.wirejson import first_in, number_in, objects_in, text_html
from aggregator.model.item import Picture

_TYPES = frozenset({"picture", "graphic", "image", "photo"})


def pictures_of(item: Fields) -> tuple[Picture, ...]:
    """Return the pictures of an item: itself if it is one, then what goes with it."""
    associated = (_unwrapped(each) for each in objects_in(item, "associations"))
    found = [_picture(each) for each in (item, *associated)]
    return tuple(picture for picture in found if picture is not None)


def creditline_of(item: Fields) -> str | None:
    """Return the credit that an agency wants to be printed with an item."""
    line = first_in(item, "descriptioncreditline", "creditline")
    return line or dict(_described(item)).get("creditline")


def _unwrapped(association: Fields) -> Fields:
    # Superdesk keeps AP's answers whole: {"data": {"item": {...}}}
    return fields_of(fields_of(association.get("data")).get("item")) or association


def _picture(item: Fields) -> Picture | None:
    is_picture = (string_in(item, "type") or "").lower() in _TYPES
    usable = [each for each in objects_in(item, "renditions") if _is_image(each, of_picture=is_picture)]
    if not usable:
        return None
    best = max(usable, key=lambda each: number_in(each, "width") or 0)
    return Picture(
        url=first_in(best, "href", "url") or "",
        caption=text_html(_caption(item)),
        credit=_credit(item),
        media_type=_media_type(best) or None,
        width=number_in(best, "width"),
        height=number_in(best, "height"),
        length=number_in(best, "sizeinbytes"),
    )


def _is_image(rendition: Fields, *, of_picture: bool) -> bool:
    media_type = _media_type(rendition)
    is_image = media_type.startswith("image/") if media_type else of_picture
    return is_image and first_in(rendition, "href", "url") is not None


def _media_type(rendition: Fields) -> str:
    return (first_in(rendition, "mimetype", "contenttype") or "").lower()


def _caption(item: Fields) -> str | None:
    listed = dict(_described(item))
    told = next((listed[role] for role in ("caption", "text", "main", "") if role in listed), None)
    return first_in(item, "descriptiontext", "descriptioncaption", "caption", "bodytext") or told


def _credit(item: Fields) -> str | None:
    photographer = string_in(fields_of(item.get("photographer")), "name")
    line = first_in(item, "descriptioncreditline", "creditline") or dict(_described(item)).get("creditline")
    return (
        line or first_in(item, "byline", "by") or photographer or first_in(item, "copyrightholder", "source")
    )


def _described(item: Fields) -> Iterator[tuple[str, str]]:
    for each in objects_in(item, "descriptions"):
        text = first_in(each, "value", "description")
        if text:
            yield (string_in(each, "role") or "").rpartition(":")[2], text
