"""A published folder as a browser sees it: served by our own server, with whatever goes on in the page written down."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser, Page, Request, Route

from aggregator.service.documents import Documents, Served
from aggregator.service.searching import answer_search
from aggregator.service.web import make_app, search_aside, serve
from tests.journeys.desk import Desk

PHONE, DESK_WIDTH = 390, 1200
SCHEMES: tuple[Literal["dark", "light"], ...] = ("light", "dark")
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><rect width="1200" height="800" '
    'fill="#6f8fa6"/><path d="M0 600 L400 420 L800 560 L1200 440 V800 H0Z" fill="#2f4152"/></svg>'
)
_WATCH = """
document.addEventListener('securitypolicyviolation', event => console.error('refused: ' + event.violatedDirective));
"""


@dataclass(slots=True)
class Seen:
    """What went on in a page beside showing it."""

    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Errors of the page, and what its policy refused."""
    requests: list[str] = field(default_factory=list)
    """What it asked for beside itself: the kind and the address."""


@asynccontextmanager
async def serving(desk: Desk) -> AsyncIterator[str]:
    """Yield the address of a server of what a newsroom has published, which can be searched."""

    async def search(path: str, parameters: Mapping[str, str]) -> Served | None:
        return await to_thread(
            desk.decide, lambda installation: answer_search(installation, path, parameters)
        )

    documents = Documents()
    documents.load(desk.public)
    server = await serve(make_app(documents, asides=[search_aside(search)]), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.port}/"
    finally:
        await server.close()


@asynccontextmanager
async def looking(
    browser: Browser, *, width: int = DESK_WIDTH, scheme: Literal["dark", "light"] = "light"
) -> AsyncIterator[tuple[Page, Seen]]:
    """Yield a page of this width, and what is seen to go on in it; every picture is one of ours."""
    context = await browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    seen = Seen()
    await context.route(lambda url: not url.startswith("http://127.0.0.1:"), _draw)
    await context.add_init_script(_WATCH)
    page = await context.new_page()
    page.on(
        "console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", lambda request: _note(request, seen))

    async def dismiss(dialog: object) -> None:
        seen.dialogs.append(dialog.message)  # type: ignore[attr-defined]  # playwright's own
        await dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dismiss)
    try:
        yield page, seen
    finally:
        await context.close()


async def _draw(route: Route) -> None:
    await route.fulfill(body=PICTURE, content_type="image/svg+xml")


def _note(request: Request, seen: Seen) -> None:
    if not request.is_navigation_request():
        seen.requests.append(f"{request.resource_type} {request.url}")
