"""What one value alone cannot show: ids used twice, sections that no one defined, secrets in plain sight."""

from collections.abc import Iterable, Iterator, Sequence

from aggregator.config.access import find_access_mistakes
from aggregator.config.feeds import find_feed_mistakes
from aggregator.config.mistakes import KeyPath, Mistake, quote, suggest
from aggregator.config.places import Locate
from aggregator.config.rules import find_rule_mistakes
from aggregator.config.settings import Settings, Webhook
from aggregator.config.urls import SECRETS_BELONG, is_same_address
from aggregator.config.webhooks import find_webhook_mistakes
from aggregator.model.savedfeed import SavedFeed
from aggregator.model.source import Section, Source

PLACEHOLDER = "{secret}"
"""What stands for the secret in a header's value."""

SECRET_HEADERS = frozenset(
    {
        "authorization",  # RFC 9110, 11.6.2
        "cookie",  # RFC 6265, 5.4
        "proxy-authorization",  # RFC 9110, 11.7.2
        "api-key",  # Azure
        "x-api-key",  # AWS API Gateway, and most newsrooms' own interfaces
        "x-auth-token",  # OpenStack
    }
)
"""Headers whose whole purpose is a secret, in lower case."""


def find_mistakes(draft: Settings, find_places: Locate) -> Iterator[Mistake]:
    """Yield what is wrong between the values of a draft; empty values have been reported already."""
    yield from _find_repeated_ids("sections", draft.sections, find_places)
    yield from _find_repeated_ids("sources", draft.sources, find_places)
    yield from _find_repeated_ids("feeds", draft.feeds, find_places)
    yield from _find_repeated_ids("webhooks", draft.webhooks, find_places)
    known = [section.id for section in draft.sections if section.id]
    for index, source in enumerate(draft.sources):
        yield from _find_unknown_sections(source, known, ("sources", index))
        yield from _find_secret_mistakes(source, ("sources", index))
    yield from find_rule_mistakes(draft, find_places)
    yield from find_feed_mistakes(draft, find_places)
    yield from find_access_mistakes(draft)
    yield from find_webhook_mistakes(draft)
    if draft.service.admin and is_same_address(draft.service.admin, draft.service.listen):
        yield Mistake(("service", "admin"), "`listen` is the same address: choose another port")


def _find_repeated_ids(
    name: str, tables: Sequence[Section | Source | SavedFeed | Webhook], find_places: Locate
) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for index, table in enumerate(tables):
        earlier = first.setdefault(table.id, index)
        if table.id and earlier != index:
            line = find_places().line((name, earlier, "id"))
            where = f"{name}[{earlier}]" + (f" on line {line}" if line else "")
            yield Mistake((name, index, "id"), f"{quote(table.id)} is already the id of {where}")


def _find_unknown_sections(source: Source, known: Sequence[str], path: KeyPath) -> Iterator[Mistake]:
    if not known:  # that no section could be read has been reported
        return
    named: Iterable[tuple[KeyPath, str]] = (
        (("section",), source.section or ""),
        *((("sections", label), section) for label, section in source.sections.items()),
    )
    for place, section in named:
        if section and section not in known:
            problem = f"no section has the id {quote(section)}{suggest(section, known)}"
            yield Mistake((*path, *place), problem)


def _find_secret_mistakes(source: Source, path: KeyPath) -> Iterator[Mistake]:
    if PLACEHOLDER in source.url:
        yield Mistake((*path, "url"), f"addresses are logged: {PLACEHOLDER} goes into one of the `headers`")
    for name, value in source.headers.items():
        place = (*path, "headers", name)
        if PLACEHOLDER in value and source.secret is None:
            yield Mistake(place, f"{PLACEHOLDER} stands here, but the source names no `secret`")
        if PLACEHOLDER not in value and value and name.lower() in SECRET_HEADERS:
            yield Mistake(place, f"a secret is written here; {SECRETS_BELONG}, and write {PLACEHOLDER}")
