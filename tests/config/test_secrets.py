"""Secrets of sources: named in the file, kept elsewhere, never repeated."""

from pathlib import Path

import pytest

from aggregator.config.load import load
from tests.config.texts import MINIMAL, SECRET_SOURCE, SECTION, SERVICE, Write, mistakes_in


@pytest.mark.parametrize(
    "text",
    [
        MINIMAL.replace("https://", "https://desk:hunter2@"),
        MINIMAL.replace("https://", "gopher://desk:hunter2@"),
        MINIMAL.replace("https://news", "https://desk:hunter2@ news"),
        MINIMAL.replace("http://127", "http://desk:hunter2@127"),
        MINIMAL + 'headers = { Authorization = "hunter2" }\n',
        MINIMAL + 'headers = { cookie = "hunter2" }\n',
        MINIMAL + 'headers = { X-Api-Key = "hunter2" }\n',
        MINIMAL + 'headers = { X-Other = "hunter2\\n" }\n',
        MINIMAL + 'secret = "hunter2 "\n',
        MINIMAL.replace("[[sections]]", 'database = "mysql://u:hunter2@h/d"\n[[sections]]'),
        MINIMAL.replace("[[sections]]", 'database = "postgresql://u:hunter2@h:x/d"\n[[sections]]'),
    ],
)
def test_secret_in_the_file_is_refused_and_not_repeated(write: Write, text: str) -> None:
    """An error goes into logs and tickets: it never holds what it complains about."""
    mistakes = mistakes_in(write(text))
    assert mistakes
    assert not any("hunter2" in mistake for mistake in mistakes)


def test_secret_comes_from_the_environment(write: Write) -> None:
    """The file names it, the environment holds it, and no representation shows it."""
    loaded = load(write(SERVICE + SECTION + SECRET_SOURCE), {"WIRE_KEY": "hunter2"})
    assert loaded.secrets == {"example": "hunter2"}
    assert "hunter2" not in repr(loaded)


def test_secret_comes_from_the_credentials(write: Write, tmp_path: Path) -> None:
    """A systemd credential is a file; the line end that an editor leaves is not part of it."""
    (tmp_path / "WIRE_KEY").write_text("hunter2\n", encoding="ascii")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert load(write(SERVICE + SECTION + SECRET_SOURCE), environment).secrets == {"example": "hunter2"}


def test_password_of_the_database_is_in_no_representation(write: Write) -> None:
    """Settings are logged sooner or later."""
    text = f'{SERVICE}database = "postgresql://wire:hunter2@db/wire"\n{SECTION}'
    assert "hunter2" not in repr(load(write(text), {}))


@pytest.mark.parametrize("environment", [{}, {"CREDENTIALS_DIRECTORY": "/nonexistent"}])
def test_absent_secret_is_named(write: Write, environment: dict[str, str]) -> None:
    """A secret that is nowhere says where it was looked for."""
    assert mistakes_in(write(SERVICE + SECTION + SECRET_SOURCE), environment) == [
        (
            "config.toml:11: sources[0].secret: WIRE_KEY is neither in the environment nor among the systemd "
            "credentials (LoadCredential=WIRE_KEY:FILE)"
        )
    ]


@pytest.mark.parametrize("value", ["", "two\nlines", "clé"])
def test_secret_that_no_header_can_hold_is_refused(write: Write, value: str) -> None:
    """A line break in a header would begin another one."""
    mistakes = mistakes_in(write(SERVICE + SECTION + SECRET_SOURCE), {"WIRE_KEY": value})
    assert mistakes == [
        "config.toml:11: sources[0].secret: the value of WIRE_KEY must be one line of ASCII text that is not empty"
    ]


def test_source_that_is_not_polled_needs_no_secret(write: Write) -> None:
    """A contract that has ended is switched off in one line."""
    assert load(write(SERVICE + SECTION + SECRET_SOURCE + "enabled = false\n"), {}).secrets == {}


def test_placeholder_without_a_secret_is_a_mistake(write: Write) -> None:
    """It would be sent as it stands."""
    [unnamed] = mistakes_in(write(MINIMAL + 'headers = { X-Key = "{secret}" }\n'))
    assert unnamed.endswith("{secret} stands here, but the source names no `secret`")


def test_placeholder_in_an_address_is_a_mistake(write: Write) -> None:
    """An address stands in logs and in the store: no secret may go into it."""
    text = (SERVICE + SECTION + SECRET_SOURCE).replace("rss.xml", "rss.xml?key={secret}")
    [mistake] = mistakes_in(write(text), {"WIRE_KEY": "hunter2"})
    assert mistake.startswith("config.toml:10: sources[0].url: addresses are logged")
