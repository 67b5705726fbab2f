"""What strangers write into their feeds is text on our pages and in our feeds, and nothing else."""

import json
import random
from urllib.parse import quote
from xml.sax.saxutils import escape

import feedparser
from playwright.async_api import Browser, Page

from tests.browser.looking import Seen, looking, serving
from tests.journeys.desk import TEXT, Desk

TURNED = "\u202eGnihton\u202c \u2066isolated \u202d"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</title></style></textarea><script>alert(1)</script>",
    '<a href="javascript:alert(1)">go</a>',
    '<a href="&#106;avascript&colon;alert(1)">go</a>',
    "<b><i><table><tr><td><div><blockquote>never closed",
    '<p style="position:fixed;inset:0;background:red;z-index:9">over all',
    "<style>*{display:none}</style><link rel=stylesheet href=http://evil.example/a.css>",
    '<iframe src="http://evil.example/"></iframe><object data="http://evil.example/"></object>',
    '<form action="http://evil.example/"><input name=q autofocus onfocus=alert(1)><button>Send</button></form>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example/"><base href="http://evil.example/">',
    "<!-- 410 --><!-- --!><script>alert(1)</script>-->",
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    "<video src=x onerror=alert(1) autoplay></video><details open ontoggle=alert(1)>",
    "{{ 7 * 7 }}{% raw %}${alert(1)}",
    "]]><script>alert(1)</script><![CDATA[",
    TURNED,
)
ACTIVE = """
() => [...document.querySelectorAll('*')].filter(each =>
    /^(script|iframe|object|embed|form|base|video|audio|svg|math)$/i.test(each.localName)
        && !each.matches('header > form.find, main > form.search')
    || each.namespaceURI !== document.documentElement.namespaceURI && each.localName === 'script'
    || [...each.attributes].some(({name, value}) => /^on/i.test(name) || /^\\s*(javascript|data|vbscript):/i.test(value)
        && !(each.localName === 'link' && value === 'data:,'))
).map(each => each.outerHTML)
"""


LOOSE = r"""
() => [...document.querySelectorAll('main *')].filter(each =>
    [...each.childNodes].some(node => node.nodeType === 3 && /[\u202a-\u202e\u2066-\u2069]/.test(node.data))
    && !each.closest('.text, del, ins') && getComputedStyle(each).unicodeBidi === 'normal'
).map(each => each.outerHTML)
"""
"""Text with characters that turn what follows, in elements that do not keep it to themselves."""


def hostile_feed(text: str) -> bytes:
    """Return a feed whose every field is hostile, one way an entry; each has words in an order of its own beside it."""
    items = "".join(_item(number, escape(each), text.split()) for number, each in enumerate(HOSTILE))
    spaces = (
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    head = f"<title>{escape(HOSTILE[2])}</title><link>javascript:alert(1)</link><description>-</description>"
    return f'<rss version="2.0" {spaces}><channel>{head}{items}</channel></rss>'.encode()


def _item(number: int, said: str, words: list[str]) -> str:
    text = " ".join(random.Random(number).sample(words, len(words)))
    link = "javascript:alert(1)" if number % 2 else f'http://evil.example/{number}"onmouseover="alert(1)'
    return (
        f'<item><guid isPermaLink="false">{number}</guid><title>{number} {escape(said)} {said}</title>'
        f"<link>{escape(link)}</link><dc:creator>{said}</dc:creator><category>{said}</category>"
        f"<pubDate>Wed, 07 Jan 2026 10:{number:02}:00 GMT</pubDate><description>{said}</description>"
        f"<content:encoded>{said} &lt;p&gt;{text}&lt;/p&gt; {said}</content:encoded>"
        f'<media:content url="http://evil.example/{number}.jpg&quot;onload=&quot;alert(1)" medium="image">'
        f"<media:title>{said}</media:title><media:description>{said}</media:description>"
        f"<media:credit>{said}</media:credit></media:content></item>"
    )


async def publish(desk: Desk) -> list[str]:
    """Publish what strangers wrote twice, so that there are versions and differences; return every page."""
    desk.serve("evil", hostile_feed(TEXT))
    await desk.round()
    desk.serve("evil", hostile_feed(TEXT.replace("forty", "fifty")))
    await desk.round()
    return [path.relative_to(desk.public).as_posix() for path in sorted(desk.public.rglob("*.html"))]


def is_quiet(seen: Seen, address: str) -> bool:
    """Return whether nothing was active and nothing asked for but pictures; what a policy refuses is a complaint."""
    strange = [each for each in seen.requests if not each.startswith("image ") and address not in each]
    return not seen.dialogs and not seen.complaints and not strange


async def active_in(page: Page) -> list[str]:
    """Return the elements of the page that could do something."""
    found: list[str] = await page.evaluate(ACTIVE)
    return found


async def test_nothing_of_strangers_is_active_on_any_page(desk: Desk, browser: Browser) -> None:
    """No script, handler, frame or form, no address but http; the policy has nothing to refuse, the page is whole."""
    paths = await publish(desk)
    assert len(paths) > len(HOSTILE)
    paths += [f"search?q={quote(words)}" for words in ("harbour", "alert", *HOSTILE)]
    async with serving(desk) as address, looking(browser) as (page, seen):
        for path in paths:
            await page.goto(address + path)
            await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert await active_in(page) == [], path
            assert (
                await page.evaluate("document.querySelector('footer').parentElement.localName") == "body"
            ), path
            assert await page.locator("footer").is_visible(), path
            assert is_quiet(seen, address), (path, seen)


async def test_direction_that_a_headline_turns_ends_with_the_headline(desk: Desk, browser: Browser) -> None:
    """A name that is written backwards turns nothing beside it, and no title of a window."""
    paths = await publish(desk)
    async with serving(desk) as address, looking(browser) as (page, _):
        for path in paths:
            await page.goto(address + path)
            assert not set("\u202a\u202b\u202d\u202e\u2066") & set(await page.title()), path
            turned: list[str] = await page.evaluate(LOOSE)
            assert turned == [], path


async def test_nothing_of_strangers_is_active_in_any_feed(desk: Desk, browser: Browser) -> None:
    """Neither opened as it is, nor as a reader shows it that trusts us, without any policy of its own."""
    await publish(desk)
    async with serving(desk) as address, looking(browser) as (page, seen):
        for name in ("rss.xml", "atom.xml"):
            await page.goto(f"{address}national/{name}")
            assert await page.evaluate("document.querySelectorAll('script, [onload], [onerror]').length") == 0
            assert is_quiet(seen, address), seen
        for html in shown_by_readers(desk):
            await page.goto("about:blank")
            await page.set_content(html, wait_until="load")
            assert await active_in(page) == [], html
            assert is_quiet(seen, address), (html, seen)


def shown_by_readers(desk: Desk) -> list[str]:
    """Return every piece of HTML that readers of our feeds show, as it stands in them."""
    found = []
    for name in ("rss.xml", "atom.xml"):
        body = (desk.public / "national" / name).read_bytes()
        for entry in feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False).entries:
            found += [entry.summary, *(each.value for each in entry.get("content", []))]
    feed = json.loads((desk.public / "national/feed.json").read_text(encoding="utf-8"))
    found += [item["content_html"] for item in feed["items"] if "content_html" in item]
    assert len(found) > len(HOSTILE)
    return found
