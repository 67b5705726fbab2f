"""What the commands print of the store: its sources, its stories, one story with its past."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from aggregator.cli.screen import print_json
from aggregator.database.catalogue import StoryHistory
from aggregator.ingest.moves import adopted_address
from aggregator.model.item import Label
from aggregator.model.poll import PageCounts, SourceState
from aggregator.model.recalls import Outdated, find_outdated
from aggregator.model.source import Source
from aggregator.model.story import Story
from aggregator.service.contract import history_line, story_line, told_versions
from aggregator.service.installation import Installation
from aggregator.service.pushed import PushStatus, push_statuses
from aggregator.service.status import TROUBLED, name_state, open_troubles, quiet_sources
from aggregator.stories.lead import lead_reasons

_TAKEN_BACK = {Label.KILL: "killed", Label.WITHHOLD: "withheld"}
COLOURS: Final = {"failing": "red", "gone": "red", "in part": "yellow", "quiet": "yellow", "well": "green"}
"""Of a source's state."""


def show_sources(installation: Installation, *, as_json: bool) -> None:
    """Print the health of each source that the configuration names."""
    states = installation.polls.states()
    counts = installation.catalogue.items_per_source()
    pages = installation.pages.counts()
    quiet = quiet_sources(open_troubles(installation.problems.known()))
    pushed = push_statuses(installation.subscriptions.known(), now=installation.clock())
    rows = [
        _source_record(
            source,
            states.get(source.id) or SourceState(source=source.id),
            counts.get(source.id, 0),
            quiet=quiet.get(source.id),
        )
        | _pages_record(pages.get(source.id))
        | _push_record(pushed.get(source.id))
        for source in installation.settings.sources
    ]
    if as_json:
        for row in rows:
            print_json(row)
        return
    console = Console(highlight=False)
    console.print(_summary([row["state"] for row in rows]), soft_wrap=True)
    console.print(_sources_table(rows))


def show_stories(
    installation: Installation, *, section: str | None, since: datetime | None, as_json: bool
) -> None:
    """Print the stories, one line each."""
    stories = installation.catalogue.stories(section=section, since=since)
    if as_json:
        console = Console(highlight=False, soft_wrap=True)
        for story in stories:
            console.out(story_line(story, now=installation.clock()), highlight=False)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("story", "updated", "status"):
        table.add_column(name, no_wrap=True)
    table.add_column("carriers", justify="right", no_wrap=True)
    table.add_column("title")
    for story in stories:
        table.add_row(*_story_row(story))
    Console(highlight=False).print(table)


def show_story(history: StoryHistory, *, sources: Mapping[str, Source], now: datetime, as_json: bool) -> None:
    """Print one story with its carriers, what their versions changed, who leads and why they are one story."""
    console = Console(highlight=False)
    if as_json:
        console.out(history_line(history, now=now, sources=sources), highlight=False)
        return
    story = history.story
    console.print(f"[bold]{escape(_title(story))}[/bold]")
    console.print(f"{story.id}  {_status(story)}  in {', '.join(story.sections) or 'all only'}")
    console.print(
        f"agency {escape(story.agency or 'unknown')}; first published {_short(story.first_published)}, "
        f"updated {_short(story.updated)}\n"
    )
    console.print(_carriers_table(history, now))
    if reasons := lead_reasons(story, sources, now=now):
        console.print(
            f"{escape(story.lead.source if story.lead else '')} leads: {escape('; '.join(reasons))}"
        )
    names = {carrier.item: carrier.source for carrier in story.carriers}
    for proof in history.evidence:
        console.print(f"{names.get(proof.one)} and {names.get(proof.other)}: {proof.because}")
    for other in story.related:
        console.print(escape(f"related to {other}"))
    for outdated in find_outdated(story.carriers):
        console.print(escape(_still_runs(outdated)))


def _sources_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", no_wrap=True)
    table.add_column("state")
    table.add_column("items", justify="right")
    table.add_column("last success", no_wrap=True)
    table.add_column("next poll", no_wrap=True)
    table.add_column("why then")
    table.add_column("problem")
    for row in rows:
        shown = ("source", "state", "items", "last_success_at", "next_poll_at", "next_poll_because")
        colour = COLOURS.get(row["state"], "default")
        told = {name: escape(_short(row[name])) for name in shown} | {"problem": escape(_trouble(row))}
        table.add_row(*(told | {"state": f"[{colour}]{row['state']}[/{colour}]"}).values())
    return table


def _summary(states: Sequence[str]) -> str:
    """Return how many sources somebody should look at, by state."""
    counts = [
        f"{states.count(state)} [{COLOURS[state]}]{state}[/{COLOURS[state]}]"
        for state in TROUBLED
        if state in states
    ]
    return f"{len(states)} sources: {', '.join(counts) or 'none needs a look'}"


def _source_record(source: Source, state: SourceState, count: int, *, quiet: str | None) -> dict[str, Any]:
    named = name_state(source, state)
    is_quiet = named == "well" and quiet is not None
    return {
        "source": source.id,
        "state": "quiet" if is_quiet else named,
        "items": count,
        "last_poll_at": _rfc3339(state.last_poll_at),
        "last_success_at": _rfc3339(state.last_success_at),
        "next_poll_at": _rfc3339(state.next_poll_at),
        "next_poll_because": state.next_poll_because,
        "failures": state.failures,
        "problem": quiet if is_quiet else state.problem,
        "moved_to": adopted_address(state),
        "moved_at": _rfc3339(state.move.adopted_at if state.move else None),
    }


def _pages_record(pages: PageCounts | None) -> dict[str, Any]:
    """Return what is said of a source that lists articles; nothing of one that lists none."""
    return {} if pages is None else {"pages_waiting": pages.waiting, "pages_failed": pages.failed}


def _push_record(push: PushStatus | None) -> dict[str, Any]:
    """Return what is said of a source that has a hub; nothing of one that has none."""
    if push is None:
        return {}
    times = {"pushed_until": _rfc3339(push.until), "push_delivered_at": _rfc3339(push.delivered_at)}
    return {"push": push.state, **times, "push_problem": push.problem}


def _trouble(row: Mapping[str, Any]) -> str:
    pages = [f"{count} {word}" for word in ("waiting", "failed") if (count := row.get(f"pages_{word}"))]
    problems = [problem for name in ("problem", "push_problem") if (problem := row.get(name))]
    if row["moved_to"]:
        problems.append(f"moved for good: asked at {row['moved_to']} since {_short(row['moved_at'])}")
    return "; ".join([*problems, *([f"pages: {', '.join(pages)}"] if pages else [])])


def _rfc3339(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat().replace("+00:00", "Z")


def _short(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%MZ")
    text = "" if value is None else str(value)
    is_time = len(text) > len("2026-01-01T00:00") and text[4:5] == "-" and text.endswith("Z")
    return text[:16].replace("T", " ") + "Z" if is_time else text


def _story_row(story: Story) -> tuple[RenderableType, ...]:
    return (
        story.id.removeprefix("urn:uuid:")[:8],
        _short(story.updated),
        _status(story),
        str(len(story.carriers)),
        Text(_title(story), no_wrap=True, overflow="ellipsis"),  # the one column that gives way
    )


def _status(story: Story) -> str:
    return f"{story.status} ({story.held_because})" if story.held_because else str(story.status)


def _title(story: Story) -> str:
    return story.lead.version.title if story.lead else "–"


def _still_runs(outdated: Outdated) -> str:
    carrier, done = outdated.carrier, _TAKEN_BACK.get(outdated.recall.label, "corrected")
    return f"still runs the version {done} at {_short(outdated.since)}: {carrier.outlet} ({carrier.guid})"


def _carriers_table(history: StoryHistory, now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("item", justify="right")
    table.add_column("carrier", no_wrap=True)
    table.add_column("version", justify="right")
    table.add_column("seen", no_wrap=True)
    table.add_column("label")
    table.add_column("title", overflow="fold")
    table.add_column("changed", overflow="fold")
    story = history.story
    for carrier in story.carriers:
        lead = " (lead)" if story.lead and story.lead.item == carrier.item else ""
        for told in told_versions(history, carrier, now=now):
            past, change = told.past, told.change
            title = past.version.title if told.may_be_read else "–"
            name = f"{carrier.source}{lead}" if past.ordinal == 1 else ""
            number = str(carrier.item) if past.ordinal == 1 else ""
            label = str(past.version.label or "")
            cells = (number, name, str(past.ordinal), _short(past.seen_at), label, title, change)
            table.add_row(*map(escape, cells))
    return table
