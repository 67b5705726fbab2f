"""Related stories are named beside one another, and are never one."""

import random
from datetime import timedelta

from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry

HOUR = timedelta(hours=1)
STATEMENT = (
    TEXT + " The ferry will call at the pier again from the first week of May, its owner said on Wednesday."
)
OWN = " ".join(random.Random(7).choices(OTHER_TEXT.split(), k=300))
DERIVED = f"{OWN} {STATEMENT}"


async def test_derived_text_is_its_own_story_and_named_as_related(desk: Desk) -> None:
    """An outlet's own piece around an agency's statement."""
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen", text=STATEMENT))
    desk.carry("harbour", Entry(guid="h1", title="A hard year on the waterfront", text=DERIVED))
    desk.carry("valley", Entry(guid="v1", title="Harvest begins early", text=OTHER_TEXT))
    await desk.round()
    stories = {story["title"]: story["id"] for story in desk.stories()}
    assert len(stories) == 3
    assert stories["East pier to reopen"] in desk.show(stories["A hard year on the waterfront"])["related"]
    page = (desk.public / "national/index.html").read_text(encoding="utf-8")
    assert page.count('<p class="related">Related: <a href="../story/') >= 2


async def test_headline_of_a_killed_story_is_named_nowhere(desk: Desk) -> None:
    """Related lists are published too."""
    desk.carry(
        "northern", Entry(guid="n1", title="East pier to reopen", text=STATEMENT), wire="Northern Press"
    )
    desk.carry("harbour", Entry(guid="h1", title="A hard year on the waterfront", text=DERIVED))
    await desk.round()
    desk.carry("northern", Entry(guid="n1", title="KILL: East pier to reopen", text="Kill it."))
    await desk.round(after=HOUR)
    assert "East pier" not in (desk.public / "national/index.html").read_text(encoding="utf-8")
