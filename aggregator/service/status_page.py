"""The page at `/status`: how the service is, for people, in one glance."""

from datetime import datetime, timedelta
from functools import cache

from jinja2 import Environment

from aggregator.publish.templating import open_templates
from aggregator.service.plainly import spell_length
from aggregator.service.status import STATES, StatusSnapshot


def render_status(snapshot: StatusSnapshot, *, is_live: bool = False) -> bytes:
    """Return the snapshot as HTML; `is_live` is for who wants it to load itself anew, which not everybody can read."""
    states = [row.state for row in snapshot.sources]
    counts = [(state, states.count(state)) for state in STATES if state in states]
    page = _environment().get_template("status.html")
    return page.render(status=snapshot, activity=snapshot.activity, counts=counts, is_live=is_live).encode()


def distance(time: datetime, now: datetime) -> str:
    """Return how far a time is from now in words, such as `3 min ago` or `in 2 h`."""
    length = abs(time - now)
    if length < timedelta(seconds=1):
        return "now"
    return f"{spell_length(length)} ago" if time < now else f"in {spell_length(length)}"


def _machine(time: datetime) -> str:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


@cache
def _environment() -> Environment:
    return open_templates("aggregator.service", {"distance": distance, "machine": _machine})
