"""The addresses an operator writes: what is wrong with one, and what it becomes beside the file."""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from aggregator.config import mistakes

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
GLOB_MARKS = "*?[]!"
"""Kept bare in a written path: they are a glob (`!` only within brackets, elsewhere it stands for itself)."""
HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(?P<port>[0-9]{1,5})")
HIGHEST_PORT = 65535
EVERY_HOST = frozenset({"0.0.0.0", "::"})  # noqa: S104 - they are compared with
SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"
SECRETS_BELONG = "secrets come from the environment or systemd credentials: name one with `secret`"


def find_source_problem(url: str) -> str | None:
    """Return what is wrong with a source's address, or None; an address may hold a secret, so it is not echoed."""
    match SCHEME.match(url):
        case None:
            return None
        case scheme if scheme[1].lower() == "file":
            return _find_file_problem(url)
        case scheme if scheme[1].lower() in {"http", "https"}:
            return _find_web_problem(url)
        case scheme:
            known = "expected http, https, file or a path beside this file"
            return f"{known} (written ./ where it has a colon), not {mistakes.quote(scheme[1])}"


def find_base_problem(url: str) -> str | None:
    """Return what is wrong with the public address, or None."""
    scheme = SCHEME.match(url)
    if scheme is None or scheme[1].lower() not in {"http", "https"}:
        return 'expected an http or https address such as "https://news.example/"'
    if any(mark in url for mark in "?#@"):
        return "expected an address without name, password, query or fragment"
    return _find_web_problem(url)


def find_push_problem(url: str) -> str | None:
    """Return what is wrong with an address that messages are sent to, or None; it may hold a secret: no echo."""
    scheme = SCHEME.match(url)
    if scheme is None or scheme[1].lower() not in {"http", "https"}:
        return "expected an http or https address"
    if "#" in url:
        return "expected an address without a fragment"
    return _find_web_problem(url)


def find_listen_problem(listen: str) -> str | None:
    """Return what is wrong with a host and port to listen on, or None."""
    match = HOST_AND_PORT.fullmatch(listen)
    if match is None or int(match["port"]) > HIGHEST_PORT:
        return f'expected a host and a port such as "127.0.0.1:8080", not {mistakes.quote(listen)}'
    return None


def find_database_problem(url: str) -> str | None:
    """Return what is wrong with a database's address, or None; it may hold a password, so it is not echoed."""
    if url.startswith(SQLITE):
        path = url.removeprefix(SQLITE)
        if path in {"", ":memory:"} or path.endswith("/") or "?" in path:
            return "expected the path of a file after sqlite:///, for a store in memory forgets everything"
        return None
    if url.startswith(POSTGRESQL) and _split(url) is not None:
        return None
    return "expected sqlite:///PATH or postgresql://USER@HOST/NAME"


def host_and_port(listen: str) -> tuple[str, int]:
    """Return the host (an IPv6 address without its brackets) and port of a checked `listen`."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def is_same_address(one: str, other: str) -> bool:
    """Return whether two places to listen on exclude each other; what cannot be read excludes nothing."""
    if find_listen_problem(one) or find_listen_problem(other):
        return False
    (one_host, one_port), (other_host, other_port) = host_and_port(one.lower()), host_and_port(other.lower())
    is_same_host = one_host == other_host or not EVERY_HOST.isdisjoint({one_host, other_host})
    return is_same_host and one_port == other_port != 0


def end_with_slash(url: str) -> str:
    """Return the address as the base of relative ones."""
    return url if url.endswith("/") else f"{url}/"


def anchor_source(url: str, folder: Path) -> str:
    """Return the address as it is polled: a written path becomes a `file://` URI below `folder`.

    The folder is taken literally whatever its name; in the written path `*?[]` stay a glob.
    """
    if SCHEME.match(url):
        return url
    written = quote(url.removeprefix("./"), safe=f"/{GLOB_MARKS}")
    if written.startswith("/"):
        return f"file://{written}"
    return f"file://{quote(os.fsencode(folder), safe='/').rstrip('/')}/{written}"


def anchor_database(url: str, folder: Path) -> str:
    """Return the address of the store with the path of an SQLite file made absolute."""
    if not url.startswith(SQLITE):
        return url
    return f"{SQLITE}{folder / url.removeprefix(SQLITE)}"


def _find_file_problem(url: str) -> str | None:
    if re.match(r"file:///[^/]", url):
        return None
    return "expected file:/// and an absolute path, or a path beside this file without a scheme"


def _find_web_problem(url: str) -> str | None:
    parts = _split(url)
    has_blanks = url.split() != [url]
    if parts is None or not parts.hostname or has_blanks:
        return "expected an address with a host, such as https://news.example/rss.xml"
    if "@" in parts.netloc:
        return f"a name or password stands in the address; {SECRETS_BELONG}"
    return None


def _split(url: str) -> SplitResult | None:
    """Return the parts of an address, or None where its host or port cannot be read."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts
