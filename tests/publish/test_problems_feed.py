"""The feed of problems: valid, with one entry each, and quiet while nothing changes."""

import io
from dataclasses import replace
from datetime import timedelta

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.problem import RESOLVED_LASTS, Problem, ProblemKind, Severity, Trouble
from aggregator.publish.problems import MOST, NamedProblem, render_problems
from tests.publish.newsroom import NOW, SITE
from tests.publish.validity import check_atom

ADMIN = "http://127.0.0.1:8081/"
HOUR = timedelta(hours=1)
TROUBLE = Trouble(
    kind=ProblemKind.FAILING,
    subject="harbour",
    severity=Severity.ERROR,
    title="harbour is failing",
    text="harbour.example answers <500> & nothing else.",
    since=NOW - 2 * HOUR,
)
OPEN = NamedProblem(
    "urn:uuid:7b1c1f0e-2a4e-4c7e-9d7f-0d6a3f1f6f22", Problem(trouble=TROUBLE, changed_at=NOW - HOUR)
)
OVER = replace(OPEN, problem=replace(OPEN.problem, changed_at=NOW, resolved_at=NOW))


def render(*problems: NamedProblem, later: timedelta = timedelta()) -> bytes:
    """Return the feed of these problems."""
    return render_problems(problems, SITE, admin_url=ADMIN, now=NOW + later)


def test_problem_is_an_entry_with_its_words() -> None:
    """What, since when, how bad, and where to look."""
    feed = render(OPEN)
    assert check_atom(feed) == []
    read = feedparser.parse(io.BytesIO(feed))
    [entry] = read.entries
    assert (read.feed.title, entry.title, entry.id) == (
        "Problems – Example Wire",
        "harbour is failing",
        OPEN.id,
    )
    assert entry.summary == "<p>harbour.example answers &lt;500&gt; &amp; nothing else.</p>"
    assert (entry.published, entry.updated) == ("2026-01-08T07:00:00+00:00", "2026-01-08T08:00:00+00:00")
    assert entry.link == f"{ADMIN}status"
    assert [tag.term for tag in entry.tags] == ["error", "failing"]


def test_feed_without_problems_is_valid_and_still() -> None:
    """A reader can subscribe on the best of days."""
    assert check_atom(render()) == []
    assert render() == render(later=HOUR)


def test_feed_moves_only_when_a_problem_does() -> None:
    """Time alone changes no byte."""
    assert render(OPEN) == render(OPEN, later=HOUR)


def test_problem_that_is_over_says_so_for_a_week() -> None:
    """Under the same id; then it leaves the feed."""
    read = feedparser.parse(io.BytesIO(render(OVER)))
    [entry] = read.entries
    assert (entry.id, entry.title, entry.updated) == (
        OPEN.id,
        "Resolved: harbour is failing",
        "2026-01-08T09:00:00+00:00",
    )
    assert "500" not in entry.summary
    assert [tag.term for tag in entry.tags] == ["resolved", "failing"]
    assert feedparser.parse(io.BytesIO(render(OVER, later=RESOLVED_LASTS))).entries == []


def test_newest_problems_are_shown_first_and_no_more_than_a_reader_takes() -> None:
    """On the worst of days the feed stays small."""
    many = [
        NamedProblem(f"urn:uuid:{n}", replace(OPEN.problem, changed_at=NOW - n * HOUR / 100))
        for n in range(MOST + 50)
    ]
    read = feedparser.parse(io.BytesIO(render(*reversed(many))))
    assert [entry.id for entry in read.entries] == [named.id for named in many[:MOST]]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_make_a_valid_feed(title: str, text: str) -> None:
    """A server's answer stands in them: control characters, markup, lone surrogates."""
    named = replace(OPEN, problem=replace(OPEN.problem, trouble=replace(TROUBLE, title=title, text=text)))
    assert check_atom(render(named)) == []
