"""What publishing costs: everything at once, and what one changed story makes of it.

Twenty sections of a hundred stories each. CPU time of the process, the compression of what was written apart: it is
done once more by itself and taken off, for it depends on the libraries alone.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from aggregator.config.load import load
from aggregator.publish.documents import render_index, render_lists, render_section
from aggregator.publish.entry import Tombstone
from aggregator.publish.files import compress_all, write_documents
from aggregator.publish.listed import Listed
from aggregator.service.installation import Installation, open_installation
from aggregator.service.round import play_round

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
WORDS = tuple(
    f"{one}{two}{three}"
    for one in ("ba", "de", "ki", "lo", "mu")
    for two in ("ran", "sel", "tip", "vor")
    for three in ("da", "ne", "sho", "u")
)


def measure_publishing(*, sections: int, entries: int, rounds: int) -> None:
    """Publish a newsroom, change one story at a time, and print what each cost."""
    with TemporaryDirectory() as folder:
        write_newsroom(Path(folder), sections=sections, entries=entries)
        settings = load(Path(folder) / "config.toml", {})
        now = NOON
        with open_installation(settings, clock=lambda: now) as here:
            asyncio.run(play_round(here, due_only=False, tell=lambda _: None))
            print(f"publishing: {sections} sections of {entries} stories")
            tell("the sections, rendered and written", here, lambda: write_all(here))
            tell("everything, read, rendered, compared", here, lambda: here.publish_whole(again=True))
            for number in range(1, rounds + 1):
                now += timedelta(minutes=5)
                write_feed(Path(folder), 0, entries=entries, edition=number)
                asyncio.run(_poll(here))
                stories = read_changed(here)
                tell(
                    f"one story changed ({number}), rendered and written",
                    here,
                    partial(write_changed, here, stories),
                )
                tell(f"one story changed ({number}), all that comes of it", here, here.publish_pending)


Read = Mapping[str, tuple[Listed | Tombstone, ...]]
"""The entries of a section, or of one on the front page."""


def read_changed(here: Installation) -> tuple[Read, Read]:
    """Return the entries of the two sections that a change shows in, and those of the front page."""
    whole = {name: _read(here, name, 100) for name in ("s0", "all")}
    return whole, {each.id: _read(here, each.id, 5) for each in here.upkeep.sections}


def _read(here: Installation, section: str, most: int) -> tuple[Listed | Tombstone, ...]:
    publisher = here.publisher
    ids, outlets = publisher.store.latest(section, limit=most), publisher.filer.filings.outlets()
    (kept,) = publisher.entries.take([ids], here.site.words, outlets=outlets, now=here.clock())
    return kept


def write_changed(here: Installation, entries: tuple[Read, Read]) -> Iterator[str]:
    """Write the sections that changed and the front page; yield the paths that were written."""
    site, public = here.site, here.settings.service.public
    whole, newest = entries
    for section in here.upkeep.sections:
        if section.id in whole:
            yield from write_documents(public, render_section(site, section, whole[section.id]))
    yield from write_documents(public, (render_index(site, newest), *render_lists(site)))


def write_all(here: Installation) -> Iterator[str]:
    """Write every section, read anew."""
    site, public = here.site, here.settings.service.public
    for section in here.upkeep.sections:
        shown = _read(here, section.id, 100)
        yield from write_documents(public, render_section(site, section, shown))


async def _poll(here: Installation) -> None:
    from aggregator.service.polling import open_polling

    source = here.settings.sources[0]
    async with open_polling(here) as polling:
        await polling.poll(source, here.polls.states()[source.id])
    here.match_all()


def tell(what: str, here: Installation, publish: Callable[[], Iterable[str]]) -> None:
    """Print what a publication cost, without compression."""
    started, began = time.process_time(), time.perf_counter()
    written = list(publish())
    cpu, wall = time.process_time() - started, time.perf_counter() - began
    folder = here.settings.service.public
    packed = [folder / path for path in written if (folder / f"{path}.gz").exists()]
    contents = [(path, path.read_bytes()) for path in packed]
    started = time.process_time()
    compress_all(contents)
    packing = time.process_time() - started
    print(
        f"  {what}: {(cpu - packing) * 1000:.0f} ms CPU, and {packing * 1000:.0f} ms of compression; "
        f"{wall * 1000:.0f} ms by the clock, {len(written)} files written"
    )


def write_newsroom(folder: Path, *, sections: int, entries: int) -> None:
    """Write a configuration with a source for each section, and their feeds."""
    head = '[service]\ntitle = "Bench"\nbase_url = "http://bench.example/"\ncontact = "bench@example.org"\n'
    head += 'database = "sqlite:///store.db"\npublic = "public"\n[publish]\nentries = 100\n'
    tables = (
        f'[[sections]]\nid = "s{number}"\ntitle = "Section {number}"\n'
        f'[[sources]]\nid = "o{number}"\nurl = "o{number}.xml"\nsection = "s{number}"\nrights = "full"\n'
        for number in range(sections)
    )
    (folder / "config.toml").write_text(head + "".join(tables), encoding="utf-8")
    for number in range(sections):
        write_feed(folder, number, entries=entries, edition=0)


def write_feed(folder: Path, number: int, *, entries: int, edition: int) -> None:
    """Write an outlet's feed; the first story of it has another paragraph in each edition."""
    items = "".join(_item(number, entry, edition if entry == 0 else 0) for entry in range(entries))
    text = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Outlet {number}</title><link>http://o{number}.example/</link><description>-</description>{items}"
        "</channel></rss>"
    )
    (folder / f"o{number}.xml").write_text(text, encoding="utf-8")


def _item(number: int, entry: int, edition: int) -> str:
    chance = random.Random(f"{number} {entry}")
    paragraphs = [" ".join(chance.choices(WORDS, k=50)) for _ in range(7)]
    paragraphs += [f"Edition {edition} " + " ".join(chance.choices(WORDS, k=20))] if edition else []
    at = NOON - timedelta(minutes=entry)
    return (
        f"<item><title>{' '.join(chance.choices(WORDS, k=9))}</title><guid>{number}-{entry}</guid>"
        f"<link>http://o{number}.example/{entry}</link><pubDate>{at:%d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{paragraphs[0]}</description>"
        f"<content:encoded>{escape(''.join(f'<p>{each}</p>' for each in paragraphs))}</content:encoded></item>"
    )
