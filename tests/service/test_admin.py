"""The address of the people who run the service: status, metrics, health."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from selectolax.lexbor import LexborHTMLParser

from aggregator.config.load import load
from aggregator.errors import DatabaseError
from aggregator.ingest.poll import PollReport
from aggregator.model.decision import MatchCounts
from aggregator.model.poll import PollCounts, SourceState
from aggregator.model.problem import ProblemKind, Severity, Trouble
from aggregator.model.source import Source
from aggregator.service.installation import open_installation
from aggregator.service.metrics import Metrics
from aggregator.service.status import (
    STATES,
    Activity,
    StatusSnapshot,
    make_status,
    read_snapshot,
    status_json,
    with_problems,
)
from aggregator.service.status_page import distance, render_status
from aggregator.service.targets import TargetStatus
from aggregator.service.web import make_admin_app
from tests.service.asking import Asker, asking

NOW = datetime(2026, 1, 7, 18, 31, 7, 250_000, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=3)
LATER = NOW + timedelta(minutes=5)

SOURCES = tuple(
    Source(id=name, url=f"https://{name}.example/rss.xml?key=s3cret", enabled=name != "ended")
    for name in ("fine", "new", "broken", "half", "gone", "silent", "ended")
)
STATES_OF = {
    "fine": SourceState(
        source="fine",
        outlet="Fine & <Daily>",
        last_poll_at=EARLIER,
        last_success_at=EARLIER,
        next_poll_at=LATER,
    ),
    "broken": SourceState(
        source="broken", last_poll_at=EARLIER, failures=4, problem="no answer <in> 30 s", next_poll_at=LATER
    ),
    "half": SourceState(
        source="half",
        last_poll_at=EARLIER,
        last_success_at=EARLIER,
        problem="https://half.example/k3y/rss.xml?key=s3cret is no feed",
        next_poll_at=EARLIER,
    ),
    "silent": SourceState(source="silent", last_poll_at=EARLIER, last_success_at=EARLIER, next_poll_at=LATER),
    "gone": SourceState(source="gone", last_poll_at=EARLIER, failures=1, is_gone=True, next_poll_at=LATER),
    "ended": SourceState(source="ended", last_poll_at=EARLIER, failures=9, problem="old", next_poll_at=LATER),
}

SILENCE = Trouble(
    kind=ProblemKind.QUIET,
    subject="silent",
    severity=Severity.WARNING,
    title="silent is <quiet>",
    text="Quiet since Monday 5 January, 14:05 UTC; usually something new every 2 h.",
    since=NOW - timedelta(days=2),
)
BLOCKED = TargetStatus(
    target="webhook cms", waiting=7, failures=4, problem="cms.example answers 500", given_up=2, next_at=LATER
)


def status_of(*sources: Source, activity: Activity | None = None) -> StatusSnapshot:
    """Return the status of these sources at one fixed moment."""
    doing = activity or Activity(
        doing="polling 2 sources", started_at=EARLIER, last_progress_at=NOW, stories=1234
    )
    status = make_status(
        "Example & Wire", sources, states=STATES_OF, items={"fine": 42}, activity=doing, now=NOW
    )
    return with_problems(status, [SILENCE] if sources else [], pushes=[BLOCKED] if sources else [])


Answering = Callable[[], Awaitable[StatusSnapshot]]


async def snapshot() -> StatusSnapshot:
    """Return the status of every kind of source."""
    return status_of(*SOURCES)


async def no_snapshot() -> StatusSnapshot:
    """Fail as a store does that is away."""
    raise DatabaseError("postgresql://wire@db.example/wire: connection refused")


@pytest.fixture
async def ask() -> AsyncIterator[Asker]:
    """A client of the admin address of a service that is well."""
    app = make_admin_app(snapshot=snapshot, metrics=Metrics(), is_ready=lambda: None)
    async with asking(app) as asker:
        yield asker


def test_every_source_has_its_state() -> None:
    """A source is in one state, named as `aggregator sources` names it; trouble comes first."""
    rows = [(row.source, row.state) for row in status_of(*SOURCES).sources]
    assert rows == [
        ("broken", "failing"),
        ("gone", "gone"),
        ("half", "in part"),
        ("silent", "quiet"),
        ("fine", "well"),
        ("new", "not polled yet"),
        ("ended", "disabled"),
    ]
    assert {state for _, state in rows} == set(STATES)


def test_source_that_is_not_asked_has_no_next_poll() -> None:
    """What is gone or disabled is not promised a poll, and an old problem is no problem."""
    rows = {row.source: row for row in status_of(*SOURCES).sources}
    assert rows["gone"].next_poll_at is rows["ended"].next_poll_at is None
    assert (rows["ended"].problem, rows["ended"].failures) == (None, 0)
    assert rows["broken"].next_poll_at == LATER


async def test_status_is_a_page_for_people(ask: Asker) -> None:
    """One glance: what it is doing, and each source with its items, times and problem."""
    answer = await ask("/status")
    page = LexborHTMLParser(answer.body)
    cells = [[cell.text(strip=True) for cell in row.css("td")] for row in page.css("tbody tr")]
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert ["broken", "failing", "0", "never", "in 5 min", "no answer <in> 30 s4 times in a row"] in cells
    assert ["fineFine & <Daily>", "well", "42", "3 min ago", "in 5 min", ""] in cells
    assert ["new", "not polled yet", "0", "never", "at once", ""] in cells
    assert ["half", "in part", "0", "3 min ago", "at once", "https://half.example/… is no feed"] in cells
    assert ["gone", "gone", "0", "never", "–", ""] in cells
    assert page.body is not None
    assert "polling 2 sources" in page.body.text()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script" not in answer.headers["Content-Security-Policy"]


async def test_status_is_json_for_programs(ask: Asker) -> None:
    """The same in RFC 3339 and null."""
    answer = await ask("/status.json")
    told = json.loads(answer.body)
    assert answer.headers["Content-Type"] == "application/json"
    assert told["activity"]["doing"] == "polling 2 sources"
    assert told["now"] == "2026-01-07T18:31:07.250000Z"
    [new] = [row for row in told["sources"] if row["source"] == "new"]
    assert (new["state"], new["last_success_at"], new["items"]) == ("not polled yet", None, 0)


@pytest.mark.parametrize("path", ["/status", "/status.json", "/metrics", "/readyz", "/healthz", "/"])
async def test_of_addresses_the_host_alone_is_told(ask: Asker, path: str) -> None:
    """An address may hold a key, whatever the reference says."""
    answer = await ask(path)
    assert not any(secret in answer.body for secret in (b"s3cret", b"k3y"))
    assert b"rss.xml" not in answer.body


async def test_front_of_the_admin_address_is_its_status(ask: Asker) -> None:
    """Whoever types host and port finds the page; what is not there says what is."""
    assert (await ask("/")).headers["Location"] == "./status"
    nowhere = await ask("/nowhere")
    assert nowhere.status == 404
    assert b"/status" in nowhere.body
    assert (await ask("/status", "POST")).status == 405


async def test_ready_service_says_so(ask: Asker) -> None:
    """Both words for load balancers stand here, too."""
    assert (await ask("/healthz")).status == (await ask("/readyz")).status == 200


@pytest.mark.parametrize(
    ("reason", "answering", "body"),
    [
        ("it is starting", snapshot, b"not ready: it is starting\n"),
        ("it is stopping", no_snapshot, b"not ready: it is stopping\n"),
        (None, no_snapshot, b"not ready: the store does not answer; the log says why\n"),
    ],
)
async def test_service_that_is_not_ready_says_why(
    reason: str | None, answering: Answering, body: bytes
) -> None:
    """Alive is not ready: the first publication, the store and the end of the service count."""
    app = make_admin_app(snapshot=answering, metrics=Metrics(), is_ready=lambda: reason)
    async with asking(app) as ask:
        ready, health = await ask("/readyz"), await ask("/healthz")
    assert (ready.status, ready.body, health.status) == (503, body, 200)


async def test_store_that_is_away_is_told_in_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    """The page says that it cannot know; where the store is, is for the operator. Counts are still told."""
    caplog.set_level(logging.WARNING)
    metrics = Metrics()
    metrics.published(files=3, seconds=0.02)
    async with asking(make_admin_app(snapshot=no_snapshot, metrics=metrics, is_ready=lambda: None)) as ask:
        page, counts = await ask("/status"), await ask("/metrics")
    assert page.status == 503
    assert b"db.example" not in page.body
    assert "db.example" in caplog.text
    assert (counts.status, samples(counts.body)["aggregator_files_written_total"]) == (200, 3)


def samples(rendered: bytes) -> dict[str, float]:
    """Return what Prometheus reads: name, with its labels if it has any, and value."""
    families = text_string_to_metric_families(rendered.decode())
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_polls_are_counted_by_what_came_of_them() -> None:
    """Each poll has one outcome, and what it brought is added up."""
    metrics = Metrics()
    for report in (
        PollReport(source="a", counts=PollCounts(entries=30, new_items=2, new_versions=1, skipped=1)),
        PollReport(source="a", counts=PollCounts(entries=30)),
        PollReport(source="a", is_unchanged=True),
        PollReport(source="b", problems=("no answer",)),
        PollReport(source="c", counts=PollCounts(entries=5, new_items=1), problems=("b.xml is no feed",)),
    ):
        metrics.polled(report)
    told = samples(metrics.render())
    assert {name: told[f"aggregator_polls_total {name}"] for name in ("new", "nothing_new", "unchanged")} == {
        "new": 1,
        "nothing_new": 1,
        "unchanged": 1,
    }
    assert told["aggregator_polls_total failed"] == told["aggregator_polls_total in_part"] == 1
    assert told["aggregator_entries_total"] == 65
    assert (told["aggregator_new_items_total"], told["aggregator_new_versions_total"]) == (3, 1)
    assert told["aggregator_skipped_entries_total"] == 1


def test_stages_are_timed() -> None:
    """How long matching and publishing take is told as a distribution."""
    metrics = Metrics()
    metrics.matched(MatchCounts(items=5, stories=2), 0.03)
    metrics.matched(MatchCounts(items=1, stories=1), 3.0)
    metrics.published(12, 0.4)
    metrics.lagged(0.25)
    metrics.progressed(NOW)
    told = samples(metrics.render())
    assert (told["aggregator_match_seconds_count"], told["aggregator_match_seconds_sum"]) == (2, 3.03)
    assert (told["aggregator_match_seconds_bucket 0.05"], told["aggregator_match_seconds_bucket 5.0"]) == (
        1,
        2,
    )
    assert (told["aggregator_matched_items_total"], told["aggregator_matched_stories_total"]) == (6, 3)
    assert (told["aggregator_files_written_total"], told["aggregator_publish_seconds_count"]) == (12, 1)
    assert told["aggregator_loop_lag_seconds"] == 0.25
    assert told["aggregator_last_progress_timestamp_seconds"] == NOW.timestamp()


async def test_sources_are_counted_by_state_at_each_look(ask: Asker) -> None:
    """An alert on sources that fail needs no page to be open."""
    answer = await ask("/metrics")
    told = samples(answer.body)
    assert {state: told[f"aggregator_sources {state}"] for state in STATES} == dict.fromkeys(STATES, 1)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")


def test_two_services_do_not_mix_their_counts() -> None:
    """Nothing is global: a test, a second service and a reload begin at zero."""
    one, other = Metrics(), Metrics()
    one.published(3, 0.1)
    assert samples(other.render())["aggregator_files_written_total"] == 0


def test_failures_are_zero_before_the_first() -> None:
    """A rate needs the zero it starts from."""
    assert samples(Metrics().render())["aggregator_polls_total failed"] == 0


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(milliseconds=400), "now"),
        (timedelta(seconds=1), "1 s"),
        (timedelta(seconds=119), "119 s"),
        (timedelta(seconds=120), "2 min"),
        (timedelta(hours=1, minutes=59), "119 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=300), "300 d"),
    ],
)
def test_distance_is_told_as_people_say_it(length: timedelta, words: str) -> None:
    """Two of a unit at least, so that a number always says enough."""
    ago, to_come = (words, words) if words == "now" else (f"{words} ago", f"in {words}")
    assert (distance(NOW - length, NOW), distance(NOW + length, NOW)) == (ago, to_come)


def test_service_without_sources_has_a_page() -> None:
    """The first minute of an installation: nothing is known, and nothing breaks."""
    bare = status_of(activity=Activity(problem="it is starting"))
    page = render_status(bare).decode()
    assert "None is configured yet" in page
    assert "Not ready: it is starting" in page
    assert json.loads(status_json(replace(bare, title="x")))["sources"] == []


def test_snapshot_of_a_store_tells_its_sources_and_stories(tmp_path: Path) -> None:
    """A new store has sources that wait for their first poll, and no story."""
    file = tmp_path / "config.toml"
    file.write_text(
        '[service]\ntitle = "Desk"\nbase_url = "http://desk.example/"\ncontact = "desk@example.org"\n'
        '[[sections]]\nid = "national"\ntitle = "National"\n'
        '[[sources]]\nid = "one"\nurl = "drop/*.xml"\n',
        encoding="utf-8",
    )
    with open_installation(load(file, {}), clock=lambda: NOW) as installation:
        taken = read_snapshot(installation, activity=Activity(doing="starting"))
    assert [(row.source, row.state) for row in taken.sources] == [("one", "not polled yet")]
    assert (taken.title, taken.now, taken.activity) == ("Desk", NOW, Activity(doing="starting", stories=0))
