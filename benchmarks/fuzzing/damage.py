"""Bodies that nobody meant to send: a feed with pieces cut, repeated, exchanged, broken."""

import random
from collections.abc import Callable

SPLINTERS = (
    *(b"<![CDATA[", b"]]>", b"<!--", b"<item>", b"</entry>", b"</div></div>", b"<title>KILL"),
    *(b"&#0;", b"&#x110000;", b"&amp;amp;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;"),
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae"),
    *(b'"items":', b"null", b"[[[[", b'{"', b"99999999999999999999", b"-1"),
    *(b"30 Feb 2026 25:61 XYZ", b"http://[::1", b"javascript:"),
)
"""What has broken readers of feeds before: unclosed sections, impossible characters, dates, addresses, numbers."""

Mutation = Callable[[bytes, bytes, random.Random], bytes]


def cut(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body without a piece of it."""
    start, end = _span(body, dice)
    return body[:start] + body[end:]


def repeat(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body with a piece of it several times."""
    start, end = _span(body, dice)
    return body[:start] + body[start:end] * dice.randint(2, 9) + body[end:]


def splice(body: bytes, other: bytes, dice: random.Random) -> bytes:
    """Return the body with a piece of another in place of a piece of its own."""
    start, end = _span(body, dice)
    first, last = _span(other, dice)
    return body[:start] + other[first:last] + body[end:]


def strike(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body with a splinter stuck into it."""
    start, end = _span(body, dice)
    return body[:start] + dice.choice(SPLINTERS) + body[dice.choice((start, end)) :]


def flip(body: bytes, _other: bytes, dice: random.Random) -> bytes:
    """Return the body with a few bytes changed."""
    changed = bytearray(body)
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


MUTATIONS: tuple[Mutation, ...] = (cut, repeat, splice, strike, flip)


def damage(samples: list[bytes], dice: random.Random) -> bytes:
    """Return one of the samples after one to four mutations."""
    body = dice.choice(samples)
    for _ in range(dice.randint(1, 4)):
        body = dice.choice(MUTATIONS)(body, dice.choice(samples), dice) or b" "
    return body


def _span(body: bytes, dice: random.Random) -> tuple[int, int]:
    """Return a place in the body, mostly a short one."""
    start = dice.randrange(len(body))
    return start, min(len(body), start + int(dice.expovariate(1 / 60)) + 1)
