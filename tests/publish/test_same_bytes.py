"""Same arguments, same bytes: in another process, zone, language and hash seed, and on another thread."""

import hashlib
import locale
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.model.source import Section
from aggregator.publish import rss
from aggregator.publish.feed import Paging
from aggregator.publish.pages import render_page
from aggregator.publish.sample import sample_pages, sample_site
from aggregator.publish.site import Document
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    SITE,
    make_feed,
    make_front,
    render_archive,
    render_index,
    render_section,
)

PROJECT = Path(__file__).parents[2]
SCRIPT = "from tests.publish.test_same_bytes import digest_documents; print(digest_documents())"


def digest_documents() -> str:
    """Return a digest of every document of the invented newsroom."""
    stories = make_front()
    section = render_section(SITE, NATIONAL, stories, now=NOW)
    further = (
        Section(id="agency/northern-press", title="Northern Press", language="fr-CA"),
        Section(id="source/coast", title="Coast Daily"),
    )
    index = render_index(SITE, {"national": stories, "all": stories}, now=NOW, further=further)
    feed = render_section(SITE, further[0], stories, now=NOW, newest_page=2)
    archive = render_archive(SITE, further[0], stories, now=NOW, paging=Paging(number=2, newest=2))
    pages = (
        Document(f"story/{number}/index.html", render_page(page, site))
        for site in (sample_site("en", ()), sample_site("fr", ()))
        for number, page in enumerate(sample_pages(site))
    )
    hasher = hashlib.sha256()
    for document in (*section, *index, *feed, *archive, *pages):
        hasher.update(document.path.encode() + document.content)
    return hasher.hexdigest()


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "LANG": "fr_CA.UTF-8", "LC_ALL": "fr_CA.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "4242"},
    ],
)
def test_other_process_gives_the_same_bytes(surroundings: dict[str, str]) -> None:
    """Neither zone nor locale nor hash seed shows in a document."""
    ran = subprocess.run(  # our own interpreter
        [sys.executable, "-c", SCRIPT],
        cwd=PROJECT,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == digest_documents()


@pytest.fixture
def c_time() -> Iterator[None]:
    """Leave the locale of the process as it was."""
    before = locale.setlocale(locale.LC_ALL)
    locale.setlocale(locale.LC_ALL, "C")
    yield
    locale.setlocale(locale.LC_ALL, before)


def test_rendering_never_sets_the_locale_of_the_process(c_time: None) -> None:
    """Feedgen flips it to format a date, and other threads would see that; no call of it may be left."""
    called: list[str] = []
    feed = make_feed(SITE, NATIONAL, make_front(), now=NOW)
    sys.setprofile(lambda frame, _event, _argument: called.append(frame.f_code.co_name))
    try:
        rss.render(feed, SITE)
    finally:
        sys.setprofile(None)
    assert "rss_str" in called
    assert "setlocale" not in called
    assert "formatRFC2822" not in called
