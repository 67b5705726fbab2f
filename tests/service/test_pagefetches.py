"""The running service fetches listed articles beside its polls."""

import asyncio
from pathlib import Path

from aggregator.ingest.pagereport import PageReport
from aggregator.ingest.poll import PollReport
from aggregator.model.item import Skip
from aggregator.model.poll import PollCounts
from aggregator.service.pagefetches import add_pages
from tests.journeys.test_section_page import FERRY, HARVEST, PIER, article_of, section_of
from tests.servers.outlet import Outlet, Page
from tests.service.process import heard, running, write_config

NAMES = (PIER, HARVEST, FERRY)


async def test_listed_articles_come_one_after_another(tmp_path: Path) -> None:
    """In the order of the list, each once, and each is a story soon."""
    answers = {f"/news/2026/01/{name}": Page(article_of(name), "text/html") for name in NAMES}
    async with Outlet({"/news": Page(section_of(*NAMES), "text/html"), **answers}) as outlet:
        write_config(tmp_path, outlet.url("/news"))
        config = tmp_path / "config.toml"
        config.write_text(config.read_text(encoding="utf-8") + 'format = "section-page"\n', encoding="utf-8")
        async with running(tmp_path) as (process, _):
            for name in NAMES:
                await heard(process, f"(read .*{name})")
            await asyncio.sleep(2)
        asked = [request.target.decode() for request in outlet.requests]
    assert asked == ["/news", *answers]


def test_summary_counts_articles_with_their_source() -> None:
    """A source whose own poll was not due is named as well."""
    url = "http://harbour.example/a"
    read = PageReport(source="harbour", url=url, counts=PollCounts(entries=1, new_items=1))
    failed = PageReport(source="harbour", url=url, problem="no answer")
    skipped = PageReport(source="valley", url=url, skipped=(Skip("a rule drops it"),))
    poll = PollReport(source="harbour", is_unchanged=True, problems=("slow",))
    harbour, valley = add_pages([poll], [read, failed, skipped])
    assert harbour.counts == PollCounts(entries=1, new_items=1)
    assert (harbour.problems, harbour.is_unchanged) == (("slow", "no answer"), False)
    assert (valley.source, valley.counts.skipped) == ("valley", 1)
