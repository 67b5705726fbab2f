"""The editors' pages of the admin address: they ask for a name and a password, and change nothing but by POST."""

import logging
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from aggregator.errors import AggregatorError, EditingError
from aggregator.model.decision import EditorsWord
from aggregator.service.access import make_editors, name_editor
from aggregator.service.desk import Desk, Order
from aggregator.service.editing import By
from aggregator.service.editors_page import render_closed, render_story, render_waiting
from aggregator.service.forgery import is_from_here, is_token, make_token
from aggregator.service.web.answers import ALWAYS, UNCACHED, plain

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CHALLENGE: Final[Mapping[str, str]] = {
    **UNCACHED,
    "WWW-Authenticate": 'Basic realm="editors", charset="UTF-8"',
}
ALLOWED: Final = "GET, HEAD, POST"
BROKEN: Final = (
    "the store or the published folder does not answer; the log says why, and what is stored is tried again"
)
LONGEST_REASON: Final = 2_000

logger = logging.getLogger(__name__)


def is_for_editors(path: str) -> bool:
    """Return whether a path below the admin address is one of the editors' pages."""
    return path == "editors" or path.startswith("editors/")


async def answer_editors(request: web.BaseRequest, desk: Desk, path: str) -> web.Response:
    """Return the answer to a request for one of the editors' pages."""
    settings = desk.installation().settings
    editors = make_editors(settings)
    if not editors.names:
        return _page(render_closed(settings.service.title), status=403)
    editor = name_editor(editors, request.headers.get("Authorization"))
    if editor is None:
        if "Authorization" in request.headers:
            logger.warning("a wrong name or password was shown for the editors' page")
        return plain(401, "this is for editors: show your name and password", **CHALLENGE)
    try:
        return await _answer(request, desk, path.removeprefix("editors").strip("/"), editor)
    except AggregatorError as error:
        logger.warning("the editors' page has failed: %s", error)
        return plain(503, BROKEN, **UNCACHED)


async def _answer(request: web.BaseRequest, desk: Desk, name: str, editor: str) -> web.Response:
    match request.method, name:
        case "GET" | "HEAD", "":
            return await _show_waiting(request, desk)
        case "GET" | "HEAD", _:
            return await _find_and_show(desk, name, editor)
        case "POST", _ if name:
            return await _take_order(request, desk, name, editor)
        case _:
            return plain(405, "a decision is sent from the page of its story", Allow=ALLOWED, **UNCACHED)


async def _show_waiting(request: web.BaseRequest, desk: Desk) -> web.Response:
    """Return the list, or lead to the story that is searched for."""
    problem = None
    if wanted := request.query.get("story", "").strip():
        try:
            return _lead_to("editors/", await desk.find(wanted), status=302)
        except EditingError as error:
            problem = str(error)
    here = desk.installation()
    page = render_waiting(
        here.settings.service.title, await desk.waiting(), now=here.clock(), problem=problem
    )
    return _page(page, status=404 if problem else 200)


async def _find_and_show(desk: Desk, name: str, editor: str) -> web.Response:
    try:
        story = await desk.find(name)
    except EditingError as error:
        return plain(404, str(error), **UNCACHED)
    return await _show(desk, story, editor)


async def _show(
    desk: Desk, story: str, editor: str, *, problem: str | None = None, status: int = 200
) -> web.Response:
    title = desk.installation().settings.service.title
    token = make_token(desk.secret, editor=editor, story=story)
    page = render_story(title, await desk.explain(story), token=token, editor=editor, problem=problem)
    return _page(page, status=status)


async def _take_order(request: web.BaseRequest, desk: Desk, name: str, editor: str) -> web.Response:
    """Do what a form says, and lead to its story; what is not from our own form does nothing."""
    form = {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    story = f"urn:uuid:{name}"
    token = form.get("token", "")
    if not is_from_here(request.headers) or not is_token(token, desk.secret, editor=editor, story=story):
        return plain(403, "this form is not from the page of this story: open it again", **UNCACHED)
    try:
        done = await desk.carry_out(_order(form, story, editor))
    except EditingError as error:
        return await _show(desk, story, editor, problem=str(error), status=409)
    logger.info("editor %s: %s", editor, done.words)
    return _lead_to("", done.story, status=303)


def _order(form: Mapping[str, str], story: str, editor: str) -> Order:
    """Return the decision of a form; raises EditingError where it is none."""
    reason = " ".join(form.get("reason", "").split())[:LONGEST_REASON]
    word = form.get("decision", "")
    if word not in set(EditorsWord):
        raise EditingError("the form names no decision")
    if not reason:
        raise EditingError("say why: the reason is kept with the decision")
    return Order(
        story=story,
        word=EditorsWord(word),
        by=By(reason=reason, who=editor),
        other=form.get("other", "").strip(),
        item=form.get("item", ""),
        is_sure=form.get("sure") == "yes",
    )


def _lead_to(folder: str, story: str, *, status: int) -> web.Response:
    location = f"./{folder}{story.removeprefix('urn:uuid:')}"
    return plain(status, "see the story", Location=location, **UNCACHED)


def _page(body: bytes, *, status: int) -> web.Response:
    headers = {
        **ALWAYS,
        **UNCACHED,
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": PAGE_POLICY,
        "X-Frame-Options": "DENY",
    }
    return web.Response(status=status, body=body, headers=headers)
