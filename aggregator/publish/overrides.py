"""The templates of an installation: read from its folder, and tried before anything is published with them."""

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from aggregator.errors import ConfigError
from aggregator.publish.documents import render_index, render_lists, render_section
from aggregator.publish.entrycodec import as_kept
from aggregator.publish.look import open_look
from aggregator.publish.pages import render_page
from aggregator.publish.sample import SAMPLE_NOW, sample_pages, sample_site, sample_story
from aggregator.publish.shown import show_all
from aggregator.publish.site import Override, Site, words_of
from aggregator.publish.words import LANGUAGES

SUFFIXES = frozenset({".css", ".html"})
"""What is read of the folder."""


def read_overrides(folder: Path | None) -> tuple[Override, ...]:
    """Return the templates in a folder, by name; raises ConfigError where it cannot be read or one of them fails.

    Each is tried on an invented story: an unknown name, or a tag that is not closed, is found before the start.
    """
    if folder is None:
        return ()
    mistakes: list[str] = []
    found = tuple(_read(folder, mistakes))
    mistakes += find_template_mistakes(found) if not mistakes else ()
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return found


def find_template_mistakes(overrides: Sequence[Override]) -> tuple[str, ...]:
    """Return what is wrong with templates, a line each that names the file and the line in it."""
    wrong = tuple(filter(None, map(_find_syntax_mistake, overrides)))
    return wrong or tuple(filter(None, (_find_mistake_in_use(overrides),)))


def _read(folder: Path, mistakes: list[str]) -> Iterator[Override]:
    if not folder.is_dir():
        mistakes.append(f"publish.templates: there is no folder {folder}; make it, or take the key out")
        return
    for path in sorted(each for each in folder.rglob("*") if each.suffix in SUFFIXES):
        try:
            yield Override(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            why = "not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
            mistakes.append(f"{path}: cannot be read ({why})")


def _find_syntax_mistake(override: Override) -> str | None:
    try:
        open_look("en", ()).parse(override.text)
    except TemplateSyntaxError as error:
        return f"{override.file}:{error.lineno}: {error.message}"
    return None


def _find_mistake_in_use(overrides: Sequence[Override]) -> str | None:
    try:
        for language in LANGUAGES:
            _try(sample_site(language, tuple(overrides)))
    except Exception as error:  # noqa: BLE001 - a template calls what it likes, and any of that may fail
        place = _place_of(error, overrides)
        return f"{place}: {error}" if isinstance(error, TemplateError) else f"{place}: {error!r}"
    return None


def _try(site: Site) -> None:
    (section,) = site.sections
    shown = show_all((sample_story(),), site, now=SAMPLE_NOW, words=words_of(section, site))
    kept = [one for one in map(as_kept, shown.values()) if one is not None]
    render_section(site, section, kept)
    render_index(site, {section.id: kept})
    render_lists(site)
    for page in sample_pages(site):
        render_page(page, site)


def _place_of(error: Exception, overrides: Sequence[Override]) -> str:
    """Return the innermost line of an override that the error passed, else the first override."""
    files = {each.file for each in overrides}
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    return f"{lines[-1].filename}:{lines[-1].lineno}" if lines else overrides[0].file
