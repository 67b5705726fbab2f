"""A server of many feeds that move on when they are told to, in a process of its own: it must not be what is measured.

    python -m benchmarks.polling.moving SOURCES

It prints its port, then answers on 127.0.0.1 to 127.0.0.250, as `server` does. `/feed/N` shows 30 entries, the newest
first, and has an ETag. `/move/BY` lets every feed show so many further entries; `/forget/1` lets it answer 200 to
those who hold what they would get, as servers do that know no validators, and `/forget/0` ends that. `/counts` tells
the requests.
"""

import asyncio
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from random import Random

from benchmarks.polling.server import read_request, render, serve

ENTRIES = 30
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
WORDS = 250
"""Of an entry."""
SPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
VOCABULARY = tuple(
    hashlib.sha256(str(number).encode()).hexdigest()[: 3 + number % 7] for number in range(4000)
)


@lru_cache(maxsize=4000)
def feed(source: int, last: int) -> tuple[bytes, bytes]:
    """Return a feed whose newest entry has the number `last`, and its validator."""
    items = "".join(_entry(source, number) for number in range(last, last - ENTRIES, -1))
    head = f"<title>Outlet {source}</title><link>http://o{source}.example/</link><description>-</description>"
    spaces = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in SPACES.items())
    body = f'<?xml version="1.0"?><rss version="2.0"{spaces}><channel>{head}{items}</channel></rss>'.encode()
    return body, b'"%s"' % hashlib.sha256(body).hexdigest()[:16].encode()


def _entry(source: int, number: int) -> str:
    """Return an entry as publishing systems write them: a summary, the text in markup, labels, a picture."""
    words = Random(f"{source} {number}").choices(VOCABULARY, k=WORDS)
    link = f"http://o{source}.example/news/2026/{number}"
    date = format_datetime(FIRST + timedelta(minutes=7 * number, seconds=source % 400))
    paragraphs = (" ".join(words[at : at + 40]) for at in range(10, WORDS, 40))
    markup = "".join(
        f'<p class="text">{each}, <a href="{link}?from=text">said</a> so.</p>' for each in paragraphs
    )
    labels = "".join(f"<category><![CDATA[{label}]]></category>" for label in words[:3])
    return (
        f"<item><title>{' '.join(words[:9])}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{source}:{number}</guid><pubDate>{date}</pubDate>'
        f"<dc:creator><![CDATA[{words[3].title()} {words[4].title()}]]></dc:creator>{labels}"
        f"<description><![CDATA[{' '.join(words[10:45])}.]]></description>"
        f"<content:encoded><![CDATA[{markup}]]></content:encoded>"
        f'<media:content url="{link}.jpg" medium="image" width="800"/></item>'
    )


@dataclass(slots=True)
class MovingFeeds:
    """Feeds that change when they are told to."""

    last: int = ENTRIES
    is_forgetful: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def answer(self, request: bytes) -> bytes:
        """Return the answer to a request."""
        kind, number, headers = read_request(request)
        match kind:
            case "feed":
                return self._show(int(number), headers)
            case "move":
                self.last += int(number)
            case "forget":
                self.is_forgetful = number == "1"
            case _:
                pass
        return render(b"200 OK", json.dumps(self.counts).encode())

    def _show(self, source: int, headers: bytes) -> bytes:
        body, etag = feed(source, self.last)
        is_known = etag in headers and not self.is_forgetful
        self.counts["304" if is_known else "200"] += 1
        if is_known:
            return render(b"304 Not Modified", b"", b"ETag: " + etag)
        return render(b"200 OK", body, b"ETag: " + etag)


if __name__ == "__main__":
    asyncio.run(serve(MovingFeeds().answer, int(sys.argv[1])))
