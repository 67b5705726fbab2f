"""What the bodies of a poll hold, read within limits; of one that has changed a little, what is new in it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from aggregator.ingest.children import Children, Stopped
from aggregator.ingest.reading import Guide, Reading, join_readings
from aggregator.ingest.unchanged import Rest, Sheet, find_rest, holds, lay_out, remember
from aggregator.ingest.understanding import read
from aggregator.model.poll import Body, Fetched, Remembered
from aggregator.model.rule import DeskRule
from aggregator.model.source import Source


async def read_news(
    fetched: Fetched,
    source: Source,
    *,
    children: Children,
    before: Remembered | None,
    guide: Guide,
    now: datetime,
) -> Reading:
    """Return what the bodies hold; of one that can be cut, `before` tells which entries need not be read again."""
    read_whole = partial(read_bodies, source=source, children=children, guide=guide, now=now)
    sheet, rest = await _divide(fetched.bodies, source, before, guide.rules)
    if sheet is None:
        return await read_whole(fetched)
    if rest is not None:
        reading = await read_whole(replace(fetched, bodies=rest.bodies))
        if holds(rest, reading):
            return replace(reading, again=rest.standing, remembered=remember(sheet, reading, rest))
    reading = await read_whole(fetched)
    return replace(reading, remembered=remember(sheet, reading))


async def read_bodies(
    fetched: Fetched, source: Source, children: Children, *, guide: Guide, now: datetime
) -> Reading:
    """Return what the bodies held; one that could not be read within the limits is told as a problem."""
    readings = []
    for body in fetched.bodies:
        job = partial(read, body, source, now=now)
        found = await children.do(job, guide=guide, size_bytes=len(body.content))
        readings.append(Reading(problems=(found.tell(body),)) if isinstance(found, Stopped) else found)
    return join_readings(readings, fetched.problems)


async def _divide(
    bodies: Sequence[Body], source: Source, before: Remembered | None, rules: Sequence[DeskRule]
) -> tuple[Sheet | None, Rest | None]:
    """Return the one body that there is cut at its entries, and what of it is new, as far as that can be told."""
    if len(bodies) != 1:
        return None, None
    return await asyncio.to_thread(_divide_body, bodies[0], source, before, rules)


def _divide_body(
    body: Body, source: Source, before: Remembered | None, rules: Sequence[DeskRule]
) -> tuple[Sheet | None, Rest | None]:
    sheet = lay_out(body, source.format, before)
    return sheet, (None if sheet is None else find_rest(sheet, before, rules))
