"""The page that started this project: an outlet's National page, as feed items."""

from datetime import UTC, datetime

from tests.journeys.desk import Desk

HEADLINE = "Canada co-signs pact to help secure Ukraine after an eventual peace deal"
SIGNED = "Darpan News Desk The Canadian Press, 07 Jan, 2026 10:31 AM"
MORE = (
    "Federal budget watchdog to review dental plan",
    "Coast Guard adds two ships to Arctic patrol",
    "Court hears appeal over pipeline consultation",
    "Winter storm closes highway through the pass",
    "Museums agree on return of carved house posts",
    "Census finds more households of three generations",
)


def page() -> bytes:
    """Return the page as an RSS feed: the main item, then six headlines, each printed twice."""
    more = "".join(
        f"<item><title>{title}</title><link>https://outlet.example/national/{number}{copy}</link>"
        f"<description>{title}, officials said in a short statement.</description></item>"
        for number, title in enumerate(MORE)
        for copy in ("", "?widget=more")
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Darpan</title><link>https://outlet.example/</link><description>National</description>
<item><title>{HEADLINE}</title><link>https://outlet.example/national/pact</link>
<guid isPermaLink="true">https://outlet.example/national/pact</guid>
<dc:creator>{SIGNED}</dc:creator>
<media:content url="https://outlet.example/pictures/pact.jpg" medium="image" type="image/jpeg">
<media:description>
Leaders stand for a photograph. Picture Courtesy: THE CANADIAN PRESS/Christinne Muschi</media:description>
</media:content>
<description>&lt;p&gt;Canada has joined other countries in signing a declaration.&lt;/p&gt;</description></item>
{more}</channel></rss>""".encode()


async def test_seed_page_comes_out_whole(desk: Desk) -> None:
    """Title, desk, agency, the time in Vancouver as UTC, caption and credit; each further headline once."""
    desk.now = datetime(2026, 1, 7, 20, 0, tzinfo=UTC)
    desk.serve("darpan", page(), timezone="America/Vancouver")
    await desk.round()
    stories = {story["title"]: story for story in desk.stories()}
    assert sorted(stories) == sorted((HEADLINE, *MORE))
    shown = desk.show(stories[HEADLINE]["id"])
    lead = shown["lead"]
    assert shown["agency"] == lead["agency"] == "The Canadian Press"
    assert lead["desk"] == "Darpan News Desk"
    assert lead["byline"] == []
    assert lead["published"] == shown["first_published"] == "2026-01-07T18:31:00Z"
    (image,) = lead["images"]
    assert image["url"] == "https://outlet.example/pictures/pact.jpg"
    assert image["caption"] == "Leaders stand for a photograph."
    assert image["credit"] == "THE CANADIAN PRESS/Christinne Muschi"


async def test_seed_page_is_published_with_each_headline_once(desk: Desk) -> None:
    """RSS and Atom of the National section hold seven entries, the main one with its author and picture."""
    desk.now = datetime(2026, 1, 7, 20, 0, tzinfo=UTC)
    desk.serve("darpan", page(), timezone="America/Vancouver")
    await desk.round()
    for path in ("national/atom.xml", "national/rss.xml"):
        feed = desk.feed(path)
        assert sorted(entry.title for entry in feed.entries) == sorted((HEADLINE, *MORE))
        (main,) = [entry for entry in feed.entries if entry.title == HEADLINE]
        assert main.published_parsed[:5] == (2026, 1, 7, 18, 31)
        text = (desk.public / path).read_text(encoding="utf-8")
        for part in ("Darpan News Desk", "The Canadian Press", "Leaders stand for", "Christinne Muschi"):
            assert part in text, (path, part)
