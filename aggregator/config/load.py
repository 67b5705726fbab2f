"""The settings read from `config.toml`, or every mistake in it at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from aggregator.config.access import find_editors, find_readers
from aggregator.config.checks import find_mistakes
from aggregator.config.kinds import is_secret_name, table_of
from aggregator.config.mistakes import Mistake, word
from aggregator.config.places import Locate, locate
from aggregator.config.proxies import find_proxy_mistakes, read_proxies
from aggregator.config.read import read
from aggregator.config.rules import named
from aggregator.config.secrets import NoSecret, Secret, find_secret
from aggregator.config.settings import Settings
from aggregator.config.urls import anchor_database, anchor_source, end_with_slash
from aggregator.config.webhooks import find_signing_keys
from aggregator.errors import ConfigError
from aggregator.model.source import Source

LINE_AND_COLUMN = re.compile(r" \(at line (\d+), column (\d+)\)$")


def load(path: Path, environment: Mapping[str, str]) -> Settings:
    """Return the settings that the file at `path` gives; relative paths are relative to its folder.

    Raises:
        ConfigError: With every mistake, each as one line that names file, line and key.
    """
    text = _read_text(path)
    document = _parse(text, path)
    find_places = cache(partial(locate, text))
    draft = read(table_of(Settings), document, ())
    secrets = list(_find_secrets(draft.value.sources, environment))
    found = find_readers(draft.value.access, environment)
    editors = find_editors(draft.value.editors, environment)
    signing = find_signing_keys(draft.value.webhooks, environment)
    wrong_secrets = (*_find_absent(secrets), *found.mistakes, *editors.mistakes, *signing.mistakes)
    wrong_around = (*wrong_secrets, *find_proxy_mistakes(environment))
    mistakes = (*draft.mistakes, *find_mistakes(draft.value, find_places), *wrong_around)
    if mistakes:
        raise ConfigError(_word_all(mistakes, find_places, str(path)))
    settings = replace(
        draft.value,
        readers=found.readers,
        editors_users=editors.users,
        signing_keys=signing.keys,
        proxies=read_proxies(environment),
    )
    return _settle(settings, secrets, path.absolute().parent)


def _anchored(source: Source, folder: Path) -> Source:
    url = anchor_source(source.url, folder)
    return source if url == source.url else replace(source, url=url)


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        remedy = "no such file; name another with --config, or copy the one that comes with the project"
        raise ConfigError((f"{path}: {remedy}",)) from error
    except OSError as error:
        remedy = "let this user read it, or name another with --config"
        raise ConfigError((f"{path}: cannot be read ({error.strerror}); {remedy}",)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8",)) from error


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_word_syntax(str(error), path),)) from error
    except RecursionError as error:
        raise ConfigError((f"{path}: not TOML that we read: nested too deeply",)) from error
    except ValueError as error:  # of a number with thousands of digits
        raise ConfigError((f"{path}: not TOML that we read: {str(error).partition(';')[0]}",)) from error


def _word_syntax(problem: str, path: Path) -> str:
    match = LINE_AND_COLUMN.search(problem)
    place = f"{path}:{match[1]}:{match[2]}" if match else str(path)
    return f"{place}: not TOML: {LINE_AND_COLUMN.sub('', problem)}"


def _find_secrets(
    sources: tuple[Source, ...], environment: Mapping[str, str]
) -> Iterator[tuple[int, Secret | NoSecret]]:
    """Yield the secret of each source that names one and is polled, with the source's place."""
    for index, source in enumerate(sources):
        if source.enabled and source.secret and is_secret_name(source.secret):
            yield index, find_secret(source.secret, environment)


def _find_absent(secrets: list[tuple[int, Secret | NoSecret]]) -> Iterator[Mistake]:
    for index, secret in secrets:
        if isinstance(secret, NoSecret):
            yield Mistake(("sources", index, "secret"), secret.why)


def _word_all(mistakes: tuple[Mistake, ...], find_places: Locate, file: str) -> tuple[str, ...]:
    """Return the mistakes as lines in the order of the file; what has no place comes first."""
    places = find_places()
    placed = [(places.line(mistake.path), mistake) for mistake in mistakes]
    placed.sort(key=lambda pair: pair[0] or 0)
    return tuple(word(mistake, file=file, line=line) for line, mistake in placed)


def _settle(draft: Settings, secrets: list[tuple[int, Secret | NoSecret]], folder: Path) -> Settings:
    """Return the settings with every path absolute and every secret at its source."""
    service = replace(
        draft.service,
        base_url=end_with_slash(draft.service.base_url),
        database=anchor_database(draft.service.database, folder),
        public=folder / draft.service.public,
    )
    sources = tuple(_anchored(source, folder) for source in draft.sources)
    values = {sources[index].id: secret.value for index, secret in secrets if isinstance(secret, Secret)}
    templates = draft.publish.templates
    publish = replace(draft.publish, templates=folder / templates) if templates else draft.publish
    return replace(
        draft, service=service, publish=publish, sources=sources, rules=named(draft.rules), secrets=values
    )
