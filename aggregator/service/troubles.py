"""What is wrong now, in plain words and with its remedy: decided from the sources, what waits, and what is not sent."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from aggregator.database.problems import HeldStory
from aggregator.model.move import Move
from aggregator.model.poll import SourceState
from aggregator.model.problem import ProblemKind, Severity, Trouble
from aggregator.model.push import Lane
from aggregator.model.source import Source
from aggregator.model.story import HeldBecause
from aggregator.model.websub import Standing, Subscription
from aggregator.publish.words import ENGLISH
from aggregator.service.plainly import hosts_only, spell_length
from aggregator.service.rhythm import Quiet

FAILURES_TOLD: Final = 3
"""Failures in a row from which a source is a problem: one that fails once is as a rule back a moment later."""

LONG_WITHOUT: Final = timedelta(days=1)
"""Without a success for so long, one failure is enough."""

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

WAITS: Final[Mapping[HeldBecause, str]] = {
    HeldBecause.KILL: "A kill by {sources} found no story, or comes from one who may not kill it.",
    HeldBecause.EMBARGO: "Copy of {sources} is under an embargo whose hour cannot be read.",
    HeldBecause.RULE: "A rule holds copy of {sources}.",
    HeldBecause.WITHHOLD: "{sources} withholds a story.",
    HeldBecause.CORRECTION: "A corrective of {sources} found no story: merge it with the one that it corrects.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that the look for problems goes by."""

    sources: Sequence[Source]
    states: Mapping[str, SourceState]
    quiet: Mapping[str, Quiet]
    """Of the sources that are quiet, by id."""
    held: Sequence[HeldStory]
    lanes: Sequence[Lane]
    now: datetime
    subscriptions: Sequence[Subscription] = ()


def find_troubles(findings: Findings) -> tuple[Trouble, ...]:
    """Return what is wrong now: sources, their hubs, stories that wait for editors, pushes that do not arrive."""
    asked = (source for source in findings.sources if source.enabled)
    of_sources = (_look_at_source(source, findings) for source in asked)
    return (
        *(trouble for trouble in of_sources if trouble is not None),
        *_find_unpushed(findings.subscriptions, findings.now),
        *_find_waiting(findings.held),
        *_find_unsent(findings.lanes, findings.now),
    )


def in_day_words(time: datetime) -> str:
    """Return a time as people say it, such as `Monday 5 January, 14:05 UTC`."""
    utc = time.astimezone(UTC)
    return f"{DAYS[utc.weekday()]} {utc.day} {ENGLISH.months[utc.month - 1]}, {utc:%H:%M} UTC"


def _look_at_source(source: Source, findings: Findings) -> Trouble | None:
    state = findings.states.get(source.id) or SourceState(source=source.id)
    quiet = findings.quiet.get(source.id)
    said = hosts_only(state.problem)
    if state.is_gone:
        remedy = "It is not asked any more: give it its new address, or take it out of config.toml."
        return _of_source(source, ProblemKind.GONE, "is gone", _sentence(said, remedy), state, findings)
    if state.failures:
        is_told = _is_told(state, findings.now)
        words = _sentence(said, _last_success(state))
        return (
            _of_source(source, ProblemKind.FAILING, "is failing", words, state, findings) if is_told else None
        )
    if said:
        words = _sentence(said, "What could be read is published.")
        return _of_source(source, ProblemKind.PARTLY, "is read in part", words, state, findings)
    return _quiet(source, quiet) if quiet else _moved(source, state.move)


def _quiet(source: Source, quiet: Quiet) -> Trouble:
    return Trouble(
        kind=ProblemKind.QUIET,
        subject=source.id,
        severity=Severity.WARNING,
        title=f"{source.id} is quiet",
        text=f"Quiet since {in_day_words(quiet.since)}; usually something new every {spell_length(quiet.usual)}. "
        "Look whether the outlet still fills this feed.",
        since=quiet.since,
    )


def _moved(source: Source, move: Move | None) -> Trouble | None:
    if move is None or move.adopted_at is None:
        return None
    return Trouble(
        kind=ProblemKind.MOVED,
        subject=source.id,
        severity=Severity.NOTICE,
        title=f"{source.id} has moved",
        text=f"Its server sends us for good to {hosts_only(move.to)}, and it is asked there since "
        f"{in_day_words(move.adopted_at)}. `aggregator sources` shows the address: write it into config.toml.",
        since=move.adopted_at,
    )


def _find_unpushed(subscriptions: Iterable[Subscription], now: datetime) -> Iterator[Trouble]:
    for each in subscriptions:
        is_denied = each.standing is Standing.DENIED
        is_told = is_denied or each.failures >= FAILURES_TOLD or each.failures == 0
        if each.standing is Standing.LEAVING or each.problem is None or not is_told:
            continue
        yield Trouble(
            kind=ProblemKind.HUB,
            subject=each.source,
            severity=Severity.WARNING,
            title=f"{each.source} is not pushed",
            text=_sentence(hosts_only(each.problem), _push_remedy(each)),
            since=each.thrown_away_at or each.delivered_at or now,
        )


def _push_remedy(subscription: Subscription) -> str:
    if subscription.thrown_away:
        return "Nothing is lost: it is polled. If this goes on, set its `websub = false`."
    return "It is polled as if it had no hub, and the hub is asked again by itself."


def _of_source(
    source: Source, kind: ProblemKind, what: str, text: str, state: SourceState, findings: Findings
) -> Trouble:
    severity = Severity.NOTICE if kind is ProblemKind.PARTLY else Severity.ERROR
    since = findings.now if kind is ProblemKind.PARTLY else state.last_success_at or findings.now
    return Trouble(
        kind=kind, subject=source.id, severity=severity, title=f"{source.id} {what}", text=text, since=since
    )


def _is_told(state: SourceState, now: datetime) -> bool:
    is_long = state.last_success_at is None or now - state.last_success_at > LONG_WITHOUT
    return is_long or state.failures >= FAILURES_TOLD


def _last_success(state: SourceState) -> str:
    if state.last_success_at is None:
        return "It has never been read; it is tried again by itself."
    return f"It was last read on {in_day_words(state.last_success_at)}; it is tried again by itself."


def _sentence(said: str | None, more: str) -> str:
    return f"{said.rstrip('.')}. {more}" if said else more


def _find_waiting(held: Iterable[HeldStory]) -> Iterator[Trouble]:
    """Yield one trouble for each story that waits, and one for all that a source's flood has brought."""
    floods: Counter[str] = Counter()
    since: dict[str, datetime] = {}
    for story in held:
        if story.because is not HeldBecause.FLOOD:
            yield _waiting(story)
            continue
        source = story.sources[0] if story.sources else "a source"
        floods[source] += 1
        since[source] = min(since.get(source, story.since), story.since)
    for source in sorted(floods):
        yield Trouble(
            kind=ProblemKind.WAITING,
            subject=f"flood:{source}",
            severity=Severity.WARNING,
            title=f"A flood of {source} waits for editors",
            text=f"Far more than usual came at once: {floods[source]} stories are held. "
            f"`aggregator stories` lists them; release or kill them, or all at once: "
            f"`aggregator release --flood {source}`.",
            since=since[source],
        )


def _waiting(story: HeldStory) -> Trouble:
    name = story.story.removeprefix("urn:uuid:")
    words = WAITS[story.because].format(sources=" and ".join(story.sources) or "an outlet")
    return Trouble(
        kind=ProblemKind.WAITING,
        subject=story.story,
        severity=Severity.WARNING,
        title=f"A story waits for editors ({story.because})",
        text=f"{words} `aggregator show {name}` shows it; release or kill it.",
        since=story.since,
        sections=story.sections,
    )


def _find_unsent(lanes: Iterable[Lane], now: datetime) -> Iterator[Trouble]:
    worst: dict[str, Lane] = {}
    for lane in lanes:
        is_worse = lane.target not in worst or lane.failures > worst[lane.target].failures
        if (lane.failures >= FAILURES_TOLD or lane.given_up) and is_worse:
            worst[lane.target] = lane
    for target, lane in worst.items():
        given_up = " Some messages were given up." if lane.given_up else ""
        remedy = f"They wait, are tried again, and are given up after three days.{given_up}"
        yield Trouble(
            kind=ProblemKind.PUSH,
            subject=target,
            severity=Severity.ERROR,
            title=f"{target} takes no messages",
            text=_sentence(lane.problem, remedy),
            since=lane.failing_since or now,
        )
