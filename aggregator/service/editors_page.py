"""The pages at `/editors`: what waits for editors, and one story with what they can decide of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from jinja2 import Environment

from aggregator.model.story import Story
from aggregator.publish.templating import open_templates
from aggregator.service.status_page import distance
from aggregator.service.why import Explanation


def render_waiting(title: str, stories: Sequence[Story], *, now: datetime, problem: str | None) -> bytes:
    """Return the list of what waits as HTML; `problem` is why a search found nothing."""
    return _render("editors_waiting.html", title=title, stories=stories, now=now, problem=problem)


def render_story(
    title: str, explanation: Explanation, *, token: str, editor: str, problem: str | None
) -> bytes:
    """Return the page of a story with the forms for what can be decided; `problem` is why something was not done."""
    return _render(
        "editors_story.html", title=title, why=explanation, token=token, editor=editor, problem=problem
    )


def render_closed(title: str) -> bytes:
    """Return the page of a service that has no editors: how to name one."""
    return _render("editors_closed.html", title=title)


def _render(template: str, **fields: object) -> bytes:
    return _environment().get_template(template).render(**fields).encode()


def _machine(time: datetime) -> str:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


def _bare(story: str) -> str:
    return story.removeprefix("urn:uuid:")


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}Z"


@cache
def _environment() -> Environment:
    filters: dict[str, Callable[..., object]] = {
        "distance": distance,
        "machine": _machine,
        "bare": _bare,
        "minute": _minute,
    }
    return open_templates("aggregator.service", filters)
