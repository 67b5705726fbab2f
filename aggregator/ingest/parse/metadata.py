"""What a page's metadata says of its article, whichever vocabulary it uses."""

from dataclasses import dataclass, replace

from aggregator.model.item import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """One vocabulary's word on an article; every text is plain, and as the page has it."""

    title: str | None = None
    summary: str | None = None
    text: str | None = None
    """The whole article (JSON-LD `articleBody`)."""
    link: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    """Who the outlet says it has the copy from; never the outlet itself."""
    copyright: str | None = None
    categories: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    language: str | None = None
    outlet: str | None = None


def first_of(*said: Metadata) -> Metadata:
    """Return for each field the first word that is one."""
    told = Metadata()
    for one in said:
        missing = {name: getattr(one, name) for name in Metadata.__slots__ if not getattr(told, name)}
        told = replace(told, **missing)
    return told
