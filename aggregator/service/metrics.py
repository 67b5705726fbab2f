"""What the service counts, as Prometheus reads it; no count is global, so two services do not mix."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.process_collector import ProcessCollector

from aggregator import __version__
from aggregator.ingest.pagereport import PageReport
from aggregator.ingest.poll import PollReport
from aggregator.model.decision import MatchCounts
from aggregator.service.status import STATES, SourceStatus

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the durations that are told apart."""

OUTCOMES: Final = ("new", "nothing_new", "unchanged", "in_part", "failed")
"""Of a poll: items or versions came, none did, the body was the same, part of it was wrong, all of it was."""


class Metrics:
    """The counts of one running service."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        ProcessCollector(registry=registry)
        version = Gauge("aggregator_info", "The version that runs.", ["version"], registry=registry)
        version.labels(__version__).set(1)
        self._count_polling(registry)
        self._count_stages(registry)
        self._sources = Gauge("aggregator_sources", "Sources by state.", ["state"], registry=registry)
        self._lag = Gauge(
            "aggregator_loop_lag_seconds", "How late the event loop was last.", registry=registry
        )
        self._progress = Gauge(
            "aggregator_last_progress_timestamp_seconds",
            "When work was last done, in Unix time.",
            registry=registry,
        )

    def polled(self, report: PollReport) -> None:
        """Count a poll and what it brought."""
        counts = report.counts
        self._polls.labels(outcome(report)).inc()
        self._entries.inc(counts.entries)
        self._new_items.inc(counts.new_items)
        self._new_versions.inc(counts.new_versions)
        self._skipped.inc(counts.skipped)

    def fetched(self, report: PageReport) -> None:
        """Count the fetch of an article that a section page listed, and what it brought."""
        self._pages.labels("failed" if report.problem else "read").inc()
        self._new_items.inc(report.counts.new_items)
        self._new_versions.inc(report.counts.new_versions)
        self._skipped.inc(len(report.skipped))

    def matched(self, counts: MatchCounts, seconds: float) -> None:
        """Count a run of the match stage."""
        self._matched_items.inc(counts.items)
        self._stories.inc(counts.stories)
        self._match_seconds.observe(seconds)

    def published(self, files: int, seconds: float) -> None:
        """Count a run of the publish stage that wrote so many files."""
        self._files.inc(files)
        self._publish_seconds.observe(seconds)

    def lagged(self, seconds: float) -> None:
        """Remember how late the event loop came back."""
        self._lag.set(seconds)

    def progressed(self, at: datetime) -> None:
        """Remember when work was last done."""
        self._progress.set(at.timestamp())

    def counted(self, sources: Iterable[SourceStatus]) -> None:
        """Take up how many sources are in each state now."""
        states = [source.state for source in sources]
        for state in STATES:
            self._sources.labels(state).set(states.count(state))

    def render(self) -> bytes:
        """Return every count in the text format of Prometheus."""
        return generate_latest(self._registry)

    def _count_polling(self, registry: CollectorRegistry) -> None:
        self._polls = Counter("aggregator_polls", "Polls by outcome.", ["outcome"], registry=registry)
        for each in OUTCOMES:  # an alert on the rate of failures needs the zero before the first
            self._polls.labels(each)
        self._pages = Counter(
            "aggregator_pages", "Fetches of listed articles by outcome.", ["outcome"], registry=registry
        )
        for each in ("read", "failed"):
            self._pages.labels(each)
        self._entries = Counter("aggregator_entries", "Raw entries read.", registry=registry)
        self._new_items = Counter("aggregator_new_items", "Items that were new.", registry=registry)
        self._new_versions = Counter(
            "aggregator_new_versions", "New versions of known items.", registry=registry
        )
        self._skipped = Counter(
            "aggregator_skipped_entries", "Entries that could not be used.", registry=registry
        )

    def _count_stages(self, registry: CollectorRegistry) -> None:
        self._matched_items = Counter(
            "aggregator_matched_items", "Items that were matched.", registry=registry
        )
        self._stories = Counter(
            "aggregator_matched_stories", "Stories made, changed or ended.", registry=registry
        )
        self._match_seconds = Histogram(
            "aggregator_match_seconds", "Runs of the match stage.", buckets=SECONDS, registry=registry
        )
        self._files = Counter("aggregator_files_written", "Published files that changed.", registry=registry)
        self._publish_seconds = Histogram(
            "aggregator_publish_seconds", "Runs of the publish stage.", buckets=SECONDS, registry=registry
        )


def outcome(report: PollReport) -> str:
    """Return which of `OUTCOMES` a poll had."""
    if report.problems:  # a poll that brought entries all the same was not in vain
        return "in_part" if report.counts.entries else "failed"
    if report.is_unchanged:
        return "unchanged"
    has_new = report.counts.new_items or report.counts.new_versions
    return "new" if has_new else "nothing_new"
