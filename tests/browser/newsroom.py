"""A small newsroom whose pages are looked at: the page that started this project, with what became of its stories."""

import random
from datetime import UTC, datetime, timedelta

from tests.journeys.desk import OTHER_TEXT, Desk, Entry
from tests.journeys.test_seed_page import HEADLINE, MORE, SIGNED

MORNING = datetime(2026, 1, 7, 20, 0, tzinfo=UTC)
PICTURE = "https://outlet.example/pictures/pact.jpg"

PACT = tuple(
    """\
Canada has joined more than thirty countries in signing a declaration on how Ukraine would be kept safe after the war.
The text, agreed after a day of talks, says that all who sign are ready to share the work of watching over a ceasefire.
Officials said that no soldiers would be sent before there is a peace deal, and that 27 countries had offered to help.
Opposition parties asked for a debate before any promise is made. The minister said that Parliament would vote.
The declaration names a council that would meet every three months. Its first session is to be held in spring.\
""".splitlines()
)
LATE = "A spokeswoman said late on Wednesday that two countries which had been counted still have to ask parliament."
REVISED = (*PACT[:2], PACT[2].replace("27", "25"), *PACT[3:], LATE)
SHORT = {
    title: f"{title}, officials said in a short statement on Wednesday, and more is to be told by the end of the week."
    for title in MORE
}
KILLED = (
    "The owner of a ferry line in the strait said on Tuesday that it would sell four boats and stop its crossings by "
    "night, which fewer than a dozen people had used on any night since the end of October."
)
HARBOUR = (
    "For the harbour towns of the coast the question is an old one. Their shipyards have waited for years to be told "
    "what the navy will need, and a council of mayors met again this week to ask for an answer before the summer. Two "
    "of the yards have let people go, and a third has begun to build ferries, its owner said, so as to keep the rest. "
)
DERIVED = HARBOUR + " ".join((*random.Random(7).choices(OTHER_TEXT.split(), k=400), *PACT))


def darpan(*paragraphs: str, title: str = HEADLINE, guids: str = "") -> bytes:
    """Return the seed page as a feed: the main item with its picture and text, then six headlines."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs).replace("<", "&lt;")
    more = "".join(
        f"<item><title>{name}</title><link>https://outlet.example/national/{number}</link>"
        f"<description>{SHORT[name]}</description>"
        f"<dc:creator>{SIGNED.replace('10:31', f'0{9 - number}:15')}</dc:creator></item>"
        for number, name in enumerate(MORE)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Darpan</title><link>https://outlet.example/</link><description>National</description>
<item><title>{title}</title><link>https://outlet.example/national/pact</link>
<guid isPermaLink="true">https://outlet.example/national/pact</guid>
<dc:creator>{SIGNED}</dc:creator>
<media:content url="{PICTURE}" medium="image" type="image/jpeg">
<media:title>Leaders stand side by side on a quay</media:title>
<media:description>
Leaders stand for a photograph. Picture Courtesy: THE CANADIAN PRESS/Christinne Muschi</media:description>
</media:content>
<description>{paragraphs[0]}</description><content:encoded>{text}</content:encoded></item>
{more}</channel></rss>""".encode()


async def open_newsroom(desk: Desk) -> None:
    """Publish the seed page, then a copy elsewhere, a new version, a correction, a kill and a related story."""
    desk.title = "Example Wire"
    desk.sections = ["national", "world"]
    desk.section_keys = 'timezone = "America/Vancouver"\nlanguage = "en-CA"'
    desk.now = MORNING
    desk.serve("darpan", darpan(*PACT), timezone="America/Vancouver")
    copy = Entry(guid="p1", title="Canada signs declaration on Ukraine", text=" ".join(PACT), at=MORNING)
    desk.carry("prairie", copy, agency="The Canadian Press", rights="summary")
    ferry = Entry(guid="n2", title="Ferry line to sell four boats", text=KILLED, at=MORNING)
    desk.carry("northern", ferry, wire="Northern Press")
    await desk.round()
    desk.now += timedelta(hours=2)
    desk.serve("darpan", darpan(*REVISED))
    kill = Entry(guid="n2", title="KILL: Ferry line to sell four boats", text="Kill it.", at=desk.now)
    desk.carry("northern", kill)
    mayors = Entry(guid="h1", title="Shipyards of the coast wait for an answer", text=DERIVED, at=MORNING)
    desk.carry("harbour", mayors)
    await desk.round()
