"""What a row of the status table is: what has been, what happens, what is seen; and the steps to say it with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry
from tests.journeys.wires import ninjs
from tests.servers.outlet import Answer

HOUR = timedelta(hours=1)
CANARY = "Zanzibarian"
LINK = f"http://wire.example/{CANARY}-fraud"
COPY = f"{TEXT} {CANARY} fraud is alleged."
KILL = "Editors and publishers: kill this story. Its central claim is withdrawn."
SENTENCE = "This article has been removed."
SOON = (MORNING + 3 * HOUR).isoformat()
HOLD = '[[rules]]\nname = "minors"\nwhen = {title = {matches = "Zanzibarian"}}\nhold = true\n'

Step = Callable[[Desk], None]


class Sight(StrEnum):
    """What subscribers see of a story."""

    COPY = "its copy"
    NOTICE = "a notice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: what has been, what happens, and what is to be seen in the round in which it happens."""

    claim: str
    before: Sequence[Step] = ()
    event: Sequence[Step]
    status: str
    because: str | None = None
    sees: Sight
    moves: bool = True
    """Whether `updated` does."""
    lead: str | None = None
    title: str | None = None
    carries: str = ""
    """A word that its published entry has."""
    tells: str = ""
    """Words that stand somewhere in what is published."""
    lacks: Sequence[str] = (CANARY,)
    """Words that stand nowhere in it, compressed siblings included."""
    others: int = 0
    """How many stories there are beside it."""


def agency(*entries: Entry) -> Step:
    """Return the step after which the agency's own feed holds these entries."""
    return lambda desk: desk.carry("northern", *entries, wire="Northern Press")


def outlet(name: str, *entries: Entry, **options: object) -> Step:
    """Return the step after which an outlet's feed holds these entries."""
    return lambda desk: desk.carry(name, *entries, **options)


def wire(**fields: object) -> Step:
    """Return the step after which the agency's wire has this item."""
    told = {"headline": f"{CANARY} fraud alleged", "body_html": f"<p>{COPY}</p>"} | fields
    return lambda desk: desk.serve("wire", ninjs(**told))


def tombstone(name: str, guid: str) -> Step:
    """Return the step after which an outlet's Atom feed says that it has removed an entry."""
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<title>{name.title()}</title><id>urn:feed</id><updated>2026-01-07T13:00:00Z</updated>
<at:deleted-entry ref="{guid}" when="2026-01-07T13:30:00Z"/></feed>"""
    return lambda desk: desk.serve(name, body.encode())


def holding(desk: Desk) -> None:
    """Let a rule of the desk hold what names the canary."""
    desk.tail = HOLD


def held_copy(desk: Desk) -> None:
    """Let the agency's feed hold what a rule of the desk holds."""
    holding(desk)
    agency(alleged())(desk)


def gone(desk: Desk) -> None:
    """Let the outlet's feed itself be gone for good."""
    desk.outlet.answers["/harbour.xml"] = Answer(410)


def wait(desk: Desk) -> None:
    """Let nothing happen but the hour."""


def week(desk: Desk) -> None:
    """Let seven days pass."""
    desk.now += timedelta(days=7)


def alleged(guid: str = "n1", title: str = f"{CANARY} fraud alleged", **fields: object) -> Entry:
    """Return the copy of whose words none may be left."""
    return Entry(**({"guid": guid, "title": title, "text": COPY, "link": LINK} | fields))  # type: ignore[arg-type]


COPIED = alleged("h1", f"Fraud at the pier, says {CANARY}", link=f"http://harbour.example/{CANARY}")
KILLED = Entry(guid="n1", title=f"KILL: {CANARY} fraud alleged", text=KILL, link=LINK)
SUB = Entry(guid="n1", title="Pier accounts in order", text=OTHER_TEXT, link="http://wire.example/sub")
TRIMMED = alleged("h1", f"{CANARY} board votes", text=COPY[:140] + f" {CANARY}.", link=COPIED.link)
PAGE = "http://wire.example/pier"
LATER = (MORNING + 2 * HOUR).isoformat()
NOTE = Entry(
    guid="c1",
    title="Corrective to Pier to reopen",
    text="The board erred by ten metres.",
    link=PAGE,
    at=MORNING + 2 * HOUR,
)
OWN = {"priority": 9}
