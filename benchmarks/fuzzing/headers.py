"""Answers that nobody meant to give: headers damaged at random, and bodies that are not compressed as they say."""

import gzip
import random
import zlib
from datetime import datetime

from aggregator.http.codings import decode
from aggregator.http.messages import Response
from aggregator.ingest.cadence import next_poll
from aggregator.ingest.fetch.web import judge
from aggregator.model.poll import SourceState, Validators
from aggregator.model.source import Source

SENT = {
    "Cache-Control": ("max-age=300", "public, max-age=0, must-revalidate", "no-store", 'max-age="60"'),
    "Expires": ("Mon, 12 Jan 2026 08:00:00 GMT", "0", "-1", "Monday, 12-Jan-26 08:00:00 GMT"),
    "Date": ("Mon, 12 Jan 2026 07:00:00 GMT",),
    "Age": ("17",),
    "Retry-After": ("120", "Mon, 12 Jan 2026 09:00:00 GMT"),
    "ETag": ('"5f-61"', 'W/"a"', "unquoted"),
    "Last-Modified": ("Mon, 12 Jan 2026 06:00:00 GMT",),
    "Content-Type": (
        "application/rss+xml; charset=utf-8",
        "text/html",
        "application/atom+xml;charset=latin1",
    ),
    "Location": ("/feed", "https://harbour.example/feed?a=b#c"),
    "Link": ('</feed>; rel="self", <https://hub.example/>; rel="hub"',),
}
"""What servers send."""
SPLINTERS = (
    *("\ufffd", "\x00", "\t", " ", ",", ";", "=", '"', "999999999999999999999999", "-", "\u0661", "\u00b2"),
    *("31 Feb", "9999", "0001", "+9999", "GMT", "max-age", "\U0001f600", "a" * 5000),
)
STATUSES = (200, 200, 203, 206, 226, 301, 304, 400, 401, 403, 404, 410, 429, 500, 503, 999)
CODINGS = ("gzip", "x-gzip", "deflate", "br", "zstd", "gzip, gzip", "utf-8", "", "compress")


def answer(url: str, body: bytes, dice: random.Random) -> Response:
    """Return an answer with some damaged headers."""
    names = dice.sample([*SENT], dice.randint(0, len(SENT)))
    headers = tuple((name, damage_value(dice.choice(SENT[name]), dice)) for name in names)
    return Response(url=url, status=dice.choice(STATUSES), headers=headers, body=body)


def damage_value(value: str, dice: random.Random) -> str:
    """Return a header's value with up to three splinters in it, or cut."""
    for _ in range(dice.randint(0, 3)):
        place = dice.randrange(len(value) + 1)
        value = value[:place] + dice.choice(SPLINTERS) + value[place + dice.randint(0, 4) :]
    return value


def take_in(response: Response, source: Source, now: datetime) -> None:
    """Let an answer decide when its source is polled next."""
    asked = Validators(etag='"1"')
    outcome = judge(response, asked=asked, now=now)
    next_poll(source, SourceState(source=source.id, last_poll_at=now), outcome, price=0.0, now=now)


def unpack(body: bytes, dice: random.Random) -> None:
    """Unpack a body that is compressed in one way, says another, and is damaged."""
    packed = bytearray(dice.choice((gzip.compress, zlib.compress, bytes))(body[:4096]))
    for _ in range(dice.randint(0, 3)):
        packed[dice.randrange(len(packed))] = dice.randrange(256)
    decode(bytes(packed), dice.choice(CODINGS), max_bytes=1 << 20)
