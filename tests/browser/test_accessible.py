"""The pages are for everybody: axe finds nothing wrong with them, and the keyboard reaches what the mouse does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from aggregator.service.status_page import render_status
from tests.browser.looking import DESK_WIDTH, PHONE, SCHEMES, looking, serving
from tests.browser.newsroom import open_newsroom
from tests.journeys.desk import Desk
from tests.service.test_admin import SOURCES, status_of


async def violations(page: Page, axe: str) -> list[str]:
    """Return what axe finds wrong with the page as it is shown."""
    await page.evaluate(axe)
    found: Mapping[str, Any] = await page.evaluate("axe.run()")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def paths_of(desk: Desk) -> dict[str, str]:
    """Return the pages of the newsroom: a front page, sections, stories of every kind."""
    stories = {story["title"]: story["id"].removeprefix("urn:uuid:") for story in desk.stories()}
    pages = {"front": "", "section": "national/", "empty section": "world/", "all": "all/"}
    pages |= {"search": "search", "found": "search?q=officials", "found nothing": "search?q=nobodywrotethis"}
    return pages | {str(title): f"story/{story}/" for title, story in stories.items()}


@pytest.mark.parametrize("width", [PHONE, DESK_WIDTH])
async def test_axe_finds_nothing_on_any_page(desk: Desk, browser: Browser, axe: str, width: int) -> None:
    """Front page, sections, stories with versions, an excerpt, a withdrawn one: in light and in dark."""
    await open_newsroom(desk)
    found: dict[str, list[str]] = {}
    async with serving(desk) as address:
        for scheme in SCHEMES:
            async with looking(browser, width=width, scheme=scheme) as (page, _):
                for name, path in paths_of(desk).items():
                    await page.goto(address + path)
                    await page.evaluate(
                        "document.querySelectorAll('details').forEach(each => each.open = true)"
                    )
                    found[f"{name}, {scheme}"] = await violations(page, axe)
    assert {name: each for name, each in found.items() if each} == {}
    assert len(found) > 15


@pytest.mark.parametrize("width", [PHONE, DESK_WIDTH])
async def test_axe_finds_nothing_on_the_status_page(
    browser: Browser, axe: str, tmp_path: Path, width: int
) -> None:
    """With sources in every state, in light and in dark."""
    status = tmp_path / "status.html"
    status.write_bytes(render_status(status_of(*SOURCES)))
    for scheme in SCHEMES:
        async with looking(browser, width=width, scheme=scheme) as (page, _):
            await page.goto(status.as_uri())
            assert await violations(page, axe) == []


async def test_axe_is_not_blind(browser: Browser, axe: str) -> None:
    """It sees a picture without words and grey on grey: else it would find nothing anywhere."""
    async with looking(browser) as (page, _):
        await page.set_content(
            '<p style="color:#999;background:#aaa">Grey <img src="http://a.example/b.jpg"></p>'
        )
        found = "".join(await violations(page, axe))
    assert "image-alt" in found
    assert "color-contrast" in found


async def test_first_tab_leads_past_the_menu(desk: Desk, browser: Browser) -> None:
    """Who has no mouse is not made to walk through the sections on every page."""
    await open_newsroom(desk)
    async with serving(desk) as address, looking(browser) as (page, _):
        for path in paths_of(desk).values():
            await page.goto(address + path)
            await page.keyboard.press("Tab")
            assert await page.evaluate("document.activeElement.className") == "skip"
            assert await page.locator(".skip").is_visible()
            await page.keyboard.press("Enter")
            assert await page.evaluate("document.activeElement.id") == "stories"


async def test_no_page_scrolls_sideways_on_a_phone(desk: Desk, browser: Browser) -> None:
    """Nothing is wider than the narrowest phone."""
    await open_newsroom(desk)
    async with serving(desk) as address, looking(browser, width=320) as (page, _):
        for path in paths_of(desk).values():
            await page.goto(address + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
