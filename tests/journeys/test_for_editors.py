"""Copy that is for editors only is in no feed unless a section asks for it."""

from tests.journeys.desk import OTHER_TEXT, Desk, Entry


async def test_advisory_is_in_no_feed(desk: Desk) -> None:
    """Neither its section nor `all` shows it; the store keeps it."""
    desk.carry(
        "northern",
        Entry(guid="n1", title="ADVISORY: Pier coverage plans"),
        Entry(guid="n2", title="Early harvest", text=OTHER_TEXT),
        wire="Northern Press",
    )
    await desk.round()
    assert len(desk.stories()) == 2
    for path in ("national/atom.xml", "all/atom.xml", "all/rss.xml"):
        assert [entry.title for entry in desk.feed(path).entries] == ["Early harvest"], path
    pages = [path.read_text(encoding="utf-8") for path in (desk.public / "story").rglob("index.html")]
    assert ["Early harvest" in page for page in pages] == [True]
