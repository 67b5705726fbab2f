"""The programs that polls are measured beside, each with a store of its own; one that is not installed says so."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from compileall import compile_dir
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Side:
    """A program: the command that polls every source once."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    is_python: bool = True


@dataclass(frozen=True, slots=True)
class Absent:
    """A program that is not here, and how to get it."""

    name: str
    remedy: str


def ours(folder: Path, urls: Sequence[str]) -> Side:
    """Return this program: it polls, matches and publishes."""
    config = folder / "config.toml"
    lines = [
        '[service]\ntitle = "Bench"\nbase_url = "http://bench.example/"\ncontact = "desk@example.org"',
        'database = "sqlite:///ours.db"\npublic = "public"\n[[sections]]\nid = "national"\ntitle = "National"',
    ]
    lines += [
        f'[[sources]]\nid = "s{source}"\nurl = "{url}"\nsection = "national"\nallow_private = true'
        for source, url in enumerate(urls)
    ]
    config.write_text("\n".join(lines), encoding="utf-8")
    for package in (
        "aggregator",
        "benchmarks",
    ):  # as pip compiles what it installs, and has compiled the others
        compile_dir(ROOT / package, quiet=1)
    return Side("aggregator", (sys.executable, "-m", "benchmarks.polling.round", str(config)))


def reader(folder: Path, urls: Sequence[str]) -> Side | Absent:
    """Return `reader`, whose store is SQLite."""
    if find_spec("reader") is None:
        return Absent("reader", "pip install reader sgmllib3k")
    names = folder / "urls.txt"
    names.write_text("\n".join(urls), encoding="utf-8")
    peer = (sys.executable, "-m", "benchmarks.polling.peer", str(folder / "reader.db"), str(names))
    return Side("reader", peer)


def rss2email(folder: Path, urls: Sequence[str]) -> Side | Absent:
    """Return rss2email, which writes a mail for each new entry, here into a Maildir."""
    if find_spec("rss2email") is None:
        return Absent("rss2email", "pip install rss2email")
    box = folder / "mail" / "inbox"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    config = folder / "rss2email.cfg"
    head = (
        "[DEFAULT]\nfrom = bench@example.org\nto = desk@example.org\nemail-protocol = maildir\n"
        f"maildir-path = {folder / 'mail'}\nmaildir-mailbox = inbox\nverbose = error\n"
    )
    feeds = [f"[feed.s{source}]\nurl = {url}\n" for source, url in enumerate(urls)]
    config.write_text(head + "".join(feeds), encoding="utf-8")
    states: list[dict[str, object]] = [
        {"name": f"s{source}", "etag": None, "modified": None, "seen": {}} for source in range(len(urls))
    ]
    data = folder / "rss2email.json"
    data.write_text(json.dumps({"version": 2, "feeds": states}), encoding="utf-8")
    start = "from rss2email.main import run; run()"
    return Side("rss2email", (sys.executable, "-c", start, "-c", str(config), "-d", str(data), "run"))


def sfeed(folder: Path, urls: Sequence[str]) -> Side | Absent:
    """Return sfeed, with the recipe for ETags that its README gives."""
    if not (shutil.which("sfeed_update") and shutil.which("curl")):
        return Absent("sfeed", "apt-get install sfeed curl")
    (folder / "etags").mkdir()
    feeds = "".join(f'\tfeed "s{source}" "{url}"\n' for source, url in enumerate(urls))
    config = folder / "sfeedrc"
    config.write_text(
        f'sfeedpath="{folder}/sfeed"\nmaxjobs=16\n'
        f'fetch() {{\n\tetag="{folder}/etags/$1"\n'
        "\tcurl -L --max-redirs 0 -H 'User-Agent:' -f -s -m 15"
        ' --etag-save "$etag" --etag-compare "$etag" "$2" 2>/dev/null\n}\n'
        f"feeds() {{\n{feeds}}}\n",
        encoding="utf-8",
    )
    return Side("sfeed", ("sfeed_update", str(config)), {**os.environ, "LC_ALL": "C"}, is_python=False)


SIDES: tuple[Callable[[Path, Sequence[str]], Side | Absent], ...] = (ours, reader, rss2email, sfeed)
