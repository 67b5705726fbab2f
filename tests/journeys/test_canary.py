"""Words of embargoed, withheld and killed copy are nowhere: one search of everything that comes out."""

import gzip
import json
import logging
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest

from tests.journeys.canary import Places, everything, places_with, published
from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry, rss

HOUR = timedelta(hours=1)
FIELDS = (
    "headline",
    "slug",
    "summary",
    "picture",
    "caption",
    "credit",
    "alt",
    "body",
    "byline",
    "link",
    "note",
)
UNPUBLISHED = {"slug", "note"}
"""What is never published, of no story."""
FAR = "2099-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Copy:
    """A story whose every field has a word of its own."""

    name: str

    def word(self, field: str) -> str:
        """Return the canary of a field: the word that must be found, or must not."""
        return f"quixo{self.name}{field}"

    def shuffled(self, text: str) -> str:
        """Return the words of a text in an order of this story's own: else all of them would be one story."""
        words = text.split()
        return " ".join(random.Random(self.name).sample(words, len(words)))

    @property
    def words(self) -> tuple[str, ...]:
        """Return all of its canaries."""
        return tuple(self.word(field) for field in FIELDS)


def wire(copy: Copy, **fields: object) -> bytes:
    """Return the copy as an agency's file (ninjs)."""
    word = copy.word
    picture = {
        "type": "picture",
        "description_text": f"The {word('caption')} at noon",
        "creditline": f"Ann {word('credit')}",
        "renditions": {
            "main": {"href": f"http://wire.example/{word('picture')}.jpg", "mimetype": "image/jpeg"}
        },
    }
    item = {
        "uri": f"urn:newsml:wire.example:{copy.name}",
        "type": "text",
        "version": "1",
        "versioncreated": MORNING.isoformat(),
        "pubstatus": "usable",
        "headline": f"Pier {word('headline')} reopens",
        "slugline": word("slug"),
        "description_text": f"In short: {word('summary')}.",
        "body_html": f"<p>{copy.name} {copy.shuffled(OTHER_TEXT)} {word('body')}. Picture: {word('alt')}.</p>",
        "byline": f"Jane {word('byline').title()}",
        "ednote": f"Editors: {word('note')}",
        "links": [{"rel": "canonical", "href": f"http://wire.example/{word('link')}"}],
        "associations": {"featuremedia": picture},
    }
    return json.dumps(item | fields).encode()


def outlet(copy: Copy, *, before: str = "", text: str = "") -> bytes:
    """Return the copy as an outlet's feed, with these words before headline and text."""
    word = copy.word
    media = (
        f'<media:content url="http://img.example/{word("picture")}.jpg" medium="image">'
        f"<media:title>{word('alt')}</media:title><media:description>The {word('caption')}</media:description>"
        f"<media:credit>Ann {word('credit')}</media:credit></media:content>"
        f"<description>In short: {word('summary')}.</description>"
    )
    note = f"Eds: {word('note')} follows.\n"
    entry = Entry(
        guid=copy.name,
        title=f"{before}Pier {word('headline')} reopens",
        text=f"{text}{copy.name} {copy.shuffled(TEXT)} {word('body')}. {word('slug') * bool(before)}",
        link=f"http://outlet.example/{word('link')}",
        author=f"Jane {word('byline').title()}",
    )
    feed = rss(entry).decode().replace("<item>", f"<item>{media}", 1)
    feed = feed.replace("<rss ", '<rss xmlns:media="http://search.yahoo.com/mrss/" ', 1)
    return feed.replace(
        "&lt;p&gt;", f"&lt;p&gt;{note}&lt;/p&gt;&lt;p&gt;{text}&lt;/p&gt;&lt;p&gt;", 1
    ).encode()


KILLED, WITHHELD, EMBARGOED = (Copy(name) for name in ("wirekilled", "wirewithheld", "wireembargoed"))
NEVER_OUT = tuple(Copy(f"never{name}") for name in ("killed", "withheld", "embargoed", "unreadable"))
OUTLET_KILLED, OUTLET_WITHHELD, OUTLET_EMBARGOED, BY_EDITORS = (
    Copy(name) for name in ("outletkilled", "outletwithheld", "outletembargoed", "byeditors")
)
TEXT_EMBARGOED = Copy("nevertextembargoed")
WERE_OUT = (KILLED, WITHHELD, EMBARGOED, OUTLET_KILLED, OUTLET_WITHHELD, OUTLET_EMBARGOED, BY_EDITORS)


async def publish_all(desk: Desk) -> None:
    """Publish what is usable yet, beside what never may go out."""
    for copy in (KILLED, WITHHELD, EMBARGOED):
        desk.serve(copy.name, wire(copy))
    never = ({"pubstatus": "canceled"}, {"pubstatus": "withheld"}, {"embargoed": FAR}, {"embargoed": "soon"})
    for copy, fields in zip(NEVER_OUT, never, strict=True):
        desk.serve(copy.name, wire(copy, **fields))
    for copy in (OUTLET_KILLED, OUTLET_WITHHELD, OUTLET_EMBARGOED, BY_EDITORS):
        desk.serve(copy.name, outlet(copy), wire=f"{copy.name} Press")
    desk.serve(TEXT_EMBARGOED.name, outlet(TEXT_EMBARGOED, text="EMBARGOED UNTIL 10 a.m. Jan. 1, 2099\n"))
    desk.carry("neighbour", Entry(guid="n1", title="The neighbour headline", text=OTHER_TEXT[::-1]))
    await desk.round()


def hidden(places: Places) -> set[str]:
    """Return the words that should be seen before anything is taken back, and are not."""
    expected = {copy.word(field) for copy in WERE_OUT for field in FIELDS if field not in UNPUBLISHED}
    return expected - set(places_with(expected, places))


def untold_to_sharers(places: Places) -> set[str]:
    """Return the words that stand in no Open Graph tag before anything is taken back, and should."""
    tags = {
        name: b"\n".join(line for line in content.splitlines() if b'property="og:' in line)
        for name, content in places.items()
        if name.startswith("story/")
    }
    expected = {
        copy.word(field) for copy in WERE_OUT for field in ("headline", "summary", "picture", "alt", "link")
    }
    expected -= {copy.word("alt") for copy in (KILLED, WITHHELD, EMBARGOED)}  # ninjs has it in the text
    return expected - set(places_with(expected, tags))


async def take_back(desk: Desk) -> None:
    """Take all of it back: in metadata, in words, and by the editors."""
    later = {"version": "2", "versioncreated": (MORNING + HOUR).isoformat()}
    desk.serve(KILLED.name, wire(KILLED, pubstatus="canceled", **later))
    desk.serve(WITHHELD.name, wire(WITHHELD, pubstatus="withheld", **later))
    desk.serve(EMBARGOED.name, wire(EMBARGOED, embargoed=FAR, **later))
    desk.serve(OUTLET_KILLED.name, outlet(OUTLET_KILLED, before="KILL: "))
    desk.serve(OUTLET_WITHHELD.name, outlet(OUTLET_WITHHELD, before="WITHHOLD: "))
    desk.serve(OUTLET_EMBARGOED.name, outlet(OUTLET_EMBARGOED, text="EMBARGOED UNTIL 10 a.m. Jan. 1, 2099\n"))
    (story,) = (each for each in desk.stories() if BY_EDITORS.word("headline") in (each["title"] or ""))
    desk.kill(story["id"])
    await desk.round(after=HOUR)


def listen_for_editors_too(desk: Desk) -> None:
    """Let the configuration open both addresses on any free port."""
    config = desk.folder / "config.toml"
    both = '[service]\nlisten = "127.0.0.1:0"\nadmin = "127.0.0.1:0"\n'
    config.write_text(config.read_text(encoding="utf-8").replace("[service]\n", both), encoding="utf-8")


async def test_canary_is_in_no_file_page_search_log_or_sibling(
    desk: Desk, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Headline, slug, summary, picture with its words, text, byline, link and note of what must not be out.

    The same words were seen before, where they were out: else the search would find nothing because it is blind.
    """
    caplog.set_level(logging.DEBUG)
    desk.database = database_url
    desk.tail = "[publish]\nentries = 2\n"  # so few that archive documents hold them as well
    await publish_all(desk)
    assert (desk.public / "all/archive/1/atom.xml").exists()
    told = published(desk.public)
    assert hidden(told) == set()
    assert hidden({name: content for name, content in told.items() if name.startswith("story/")}) == set()
    assert untold_to_sharers(told) == set()
    await take_back(desk)
    words = [word for copy in (*WERE_OUT, *NEVER_OUT, TEXT_EMBARGOED) for word in copy.words]
    stories = [story["id"] for story in desk.stories()]
    listen_for_editors_too(desk)
    told = await everything(desk.folder, words, stories)
    told["the rounds' log"] = caplog.text.encode()
    told |= {f"show {story}": json.dumps(desk.show(story)).encode() for story in stories}
    neighbour = places_with(["neighbour headline"], told)["neighbour headline"]
    assert len([name for name in neighbour if "(br)" in name]) > 3
    assert places_with(words, told) == {}
    desk.now = datetime.now(UTC)  # the service has published by its own clock


def test_search_is_not_blind(tmp_path: Path) -> None:
    """It reads compressed siblings, and finds a word in any case."""
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(b"a Quixote"))
    (tmp_path / "a.xml.br").write_bytes(brotli.compress(b"QUIXOTE"))
    (tmp_path / "b.xml").write_bytes(b"nothing")
    found = places_with(["quixote", "sancho"], published(tmp_path))
    assert {word: sorted(places) for word, places in found.items()} == {"quixote": ["a.xml.br", "a.xml.gz"]}
