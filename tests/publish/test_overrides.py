"""Templates of an installation stand in the place of ours, and a broken one is named before it is used."""

from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.errors import ConfigError
from aggregator.publish.overrides import read_overrides
from tests.publish.newsroom import (
    NATIONAL,
    NOW,
    SITE,
    make_front,
    render_index,
    render_section,
)


def write(folder: Path, **texts: str) -> Path:
    """Write templates, `story=` for `story.html`, and return their folder."""
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def mistakes_of(folder: Path) -> tuple[str, ...]:
    """Return what is said of the folder's templates, which must be something."""
    with pytest.raises(ConfigError) as error:
        read_overrides(folder)
    return error.value.mistakes


def test_template_of_the_folder_stands_in_the_place_of_ours(tmp_path: Path) -> None:
    """One alone may be replaced: what is not there is ours, and ours can be built upon."""
    write(
        tmp_path,
        section='{% extends "ours/section.html" %}{% block search %}<p>Our own line</p>{% endblock %}',
    )
    site = replace(SITE, overrides=read_overrides(tmp_path))
    section = render_section(site, NATIONAL, make_front(), now=NOW)[3].content.decode()
    index = render_index(site, {}, now=NOW)[0].content.decode()
    assert "Our own line" in section
    assert "Ferry crews accept" in section
    assert "Our own line" not in index


def test_style_of_the_folder_is_the_one_that_the_policy_allows(tmp_path: Path) -> None:
    """The hash in the page's policy is that of the style that it has."""
    (tmp_path / "style.css").write_text("body { color: teal; }", encoding="utf-8")
    ours = render_index(SITE, {}, now=NOW)[0].content.decode()
    theirs = render_index(replace(SITE, overrides=read_overrides(tmp_path)), {}, now=NOW)[0].content.decode()
    assert "<style>body { color: teal; }</style>" in theirs
    assert policy_of(ours) != policy_of(theirs)


def policy_of(page: str) -> str:
    """Return the line of a page that holds its policy."""
    (line,) = (each for each in page.splitlines() if "Content-Security-Policy" in each)
    return line


def test_tag_that_is_not_closed_is_named_with_its_line(tmp_path: Path) -> None:
    """Every broken file at once."""
    write(tmp_path, story="one\ntwo {% if entry %}\nthree", section="{{ 1 + }}")
    section, story = mistakes_of(tmp_path)
    assert section.startswith(f"{tmp_path}/section.html:1: ")
    assert story.startswith(f"{tmp_path}/story.html:")


def test_name_that_does_not_exist_is_found_before_the_start(tmp_path: Path) -> None:
    """It is no mistake of grammar: only use shows it, and an invented story is used."""
    write(
        tmp_path,
        story='{% extends "ours/story.html" %}\n{% block main %}\n{{ entry.headlin }}\n{% endblock %}',
    )
    (mistake,) = mistakes_of(tmp_path)
    assert mistake.startswith(f"{tmp_path}/story.html:3: ")
    assert "headlin" in mistake


def test_call_that_fails_is_found_before_the_start(tmp_path: Path) -> None:
    """A template may call what it likes."""
    write(tmp_path, stopped="{{ 1 / 0 }}")
    (mistake,) = mistakes_of(tmp_path)
    assert mistake == f"{tmp_path}/stopped.html:1: ZeroDivisionError('division by zero')"


def test_folder_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    """With what to do."""
    assert "there is no folder" in mistakes_of(tmp_path / "nowhere")[0]
    (tmp_path / "base.html").write_bytes(b"\xff\xfe")
    assert mistakes_of(tmp_path) == (f"{tmp_path}/base.html: cannot be read (not UTF-8)",)


def test_no_folder_has_no_templates() -> None:
    """The key may be left out."""
    assert read_overrides(None) == ()
