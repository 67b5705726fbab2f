"""The problems as an Atom feed: one entry each, under an id that it keeps from its beginning to its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from aggregator.model.item import Category
from aggregator.model.problem import RESOLVED_LASTS, Problem, Trouble
from aggregator.model.story import Status
from aggregator.publish import atom
from aggregator.publish.characters import clean, one_line
from aggregator.publish.dates import in_words, whole_seconds
from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.site import Site, feed_id

PATH = "problems"
SEVERITY_SCHEME = "urn:wire-aggregator:severity"
KIND_SCHEME = "urn:wire-aggregator:problem"
MOST = 200
"""Entries that the feed shows: the problems that changed last."""


@dataclass(frozen=True, slots=True)
class NamedProblem:
    """A problem with the id of its entry."""

    id: str
    problem: Problem


def render_problems(problems: Sequence[NamedProblem], site: Site, *, admin_url: str, now: datetime) -> bytes:
    """Return the feed; what is over says so for a week, and then leaves it."""
    told = [named for named in problems if not _is_past(named.problem, now)]
    entries = sorted((_entry(named, admin_url) for named in told), key=_by_time, reverse=True)[:MOST]
    feed = Feed(
        path=PATH,
        id=feed_id(site, PATH),
        title=f"Problems – {site.name}",
        language="en",
        home_url=f"{admin_url}{PATH}/",
        updated=max((entry.updated for entry in entries), default=whole_seconds(site.created_at)),
        entries=tuple(entries),
    )
    return atom.render(feed, site)


def _entry(named: NamedProblem, admin_url: str) -> Entry:
    problem, trouble = named.problem, named.problem.trouble
    html = f"<p>{escape(clean(_words(problem)), quote=False)}</p>"
    since = whole_seconds(trouble.since)
    return Entry(
        id=named.id,
        status=Status.USABLE,
        title=one_line(trouble.title if problem.is_open else f"Resolved: {trouble.title}") or "Problem",
        url=f"{admin_url}status",
        published=since,
        updated=max(since, whole_seconds(problem.changed_at)),
        summary_html=html,
        content_html=html,
        categories=_categories(trouble, is_open=problem.is_open),
        language="en",
    )


def _words(problem: Problem) -> str:
    if problem.resolved_at is None:
        return problem.trouble.text
    lasted = f"from {in_words(problem.trouble.since)} to {in_words(problem.resolved_at)}"
    return f"This is over; it lasted {lasted}."


def _categories(trouble: Trouble, *, is_open: bool) -> tuple[Category, ...]:
    severity = trouble.severity.value if is_open else "resolved"
    return (
        Category(term=severity, scheme=SEVERITY_SCHEME, label=severity),
        Category(term=trouble.kind.value, scheme=KIND_SCHEME, label=trouble.kind.value),
    )


def _is_past(problem: Problem, now: datetime) -> bool:
    return problem.resolved_at is not None and problem.resolved_at + RESOLVED_LASTS <= now


def _by_time(entry: Entry) -> tuple[datetime, str]:
    return entry.updated, entry.id
