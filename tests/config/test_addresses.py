"""Addresses and paths in `config.toml`: what they become, and which are refused."""

from pathlib import Path

import pytest

from aggregator.config.load import load
from tests.config.texts import MINIMAL, SECTION, SERVICE, Write, mistakes_in


@pytest.mark.parametrize(
    "base_url",
    [
        "ftp://news.example/",
        "news.example",
        "http://",
        "https://news.example/?a=b",
        "https://a b/",
        "http://h:x/",
    ],
)
def test_public_address_is_a_web_address(write: Write, base_url: str) -> None:
    """Links are made from it: it has a scheme, a host and nothing after its path."""
    [mistake] = mistakes_in(write(MINIMAL.replace("http://127.0.0.1:8080/", base_url)))
    assert mistake.startswith("config.toml:3: service.base_url: expected an")


def test_public_address_ends_with_a_slash(write: Write) -> None:
    """Relative addresses can be joined to it."""
    loaded = load(write(MINIMAL.replace("http://127.0.0.1:8080/", "https://news.example/wire")), {})
    assert loaded.service.base_url == "https://news.example/wire/"


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("samples/wire/*.xml", "file://{folder}/samples/wire/*.xml"),
        ("./a.xml", "file://{folder}/a.xml"),
        ("a[!0-9]?.xml", "file://{folder}/a[!0-9]?.xml"),
        ("100% é#.xml", "file://{folder}/100%25%20%C3%A9%23.xml"),
        ("/srv/wire drop/*", "file:///srv/wire%20drop/*"),
        ("file:///srv/a%2A.xml", "file:///srv/a%2A.xml"),
        ("https://news.example/a?b=c", "https://news.example/a?b=c"),
    ],
)
def test_path_becomes_an_address(tmp_path: Path, written: str, uri: str) -> None:
    """A written path is a glob beside the file; the file's own folder is literal, whatever its name."""
    folder = tmp_path / "a [b]*"
    folder.mkdir()
    file = folder / "config.toml"
    file.write_text(MINIMAL.replace("https://news.example/rss.xml", written), encoding="utf-8")
    [source] = load(file, {}).sources
    assert source.url == uri.format(folder=f"{tmp_path}/a%20%5Bb%5D%2A")


@pytest.mark.parametrize(
    "url",
    [
        "gopher://news.example/",
        "mailto:desk@example.org",
        "file:feed.xml",
        "file://host/a",
        "https://",
        "http://h:0/",
    ],
)
def test_unknown_kind_of_address_is_refused(write: Write, url: str) -> None:
    """What cannot be polled is said before it is tried."""
    [mistake] = mistakes_in(write(MINIMAL.replace("https://news.example/rss.xml", url)))
    assert mistake.startswith("config.toml:10: sources[0].url: expected")


def test_relative_paths_are_beside_the_file(write: Write, tmp_path: Path) -> None:
    """It does not matter where the command is run."""
    loaded = load(write(MINIMAL), {})
    assert loaded.service.database == f"sqlite:///{tmp_path}/var/aggregator.db"
    assert loaded.service.public == tmp_path / "var/public"


@pytest.mark.parametrize("url", ["sqlite:////srv/wire.db", "postgresql://wire@db.example:5432/wire"])
def test_absolute_database_stays_as_it_is(write: Write, url: str) -> None:
    """Only a relative path is relative to the file."""
    assert load(write(f'{SERVICE}database = "{url}"\n{SECTION}'), {}).service.database == url
