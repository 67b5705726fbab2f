"""The programs that people read feeds with, each with a store of its own: what they show after a poll."""

import json
import mailbox
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any, Protocol

import fastfeedparser
import feedparser
from reader import make_reader

SECONDS = 120
RSS, ATOM, JSON = "rss.xml", "atom.xml", "feed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry as a reader shows it; None is what this reader does not tell."""

    id: str | None
    title: str
    link: str
    text: str
    published: datetime | None
    updated: datetime | None = None
    picture: str | None = None
    is_unread: bool | None = None


class Program(Protocol):
    """A reader with a store in a folder of its own."""

    def poll(self, url: str) -> list[Shown]:
        """Poll a feed and return everything that is shown of it."""

    def read_all(self) -> None:
        """Mark everything as read."""


@dataclass(frozen=True, slots=True)
class Feedparser:
    """The parser of most readers written in Python; it has no store."""

    folder: Path

    def poll(self, url: str) -> list[Shown]:
        """Return the entries of the feed, in which it finds nothing wrong."""
        parsed = feedparser.parse(url)
        assert not parsed.bozo, parsed.bozo_exception
        return [
            Shown(
                id=each.id,
                title=each.title,
                link=each.link,
                text=each.content[0].value if "content" in each else each.summary,
                published=datetime.fromtimestamp(_seconds(each.published_parsed), UTC),
                updated=datetime.fromtimestamp(_seconds(each.updated_parsed), UTC),
                picture=next((link.href for link in each.enclosures), None),
            )
            for each in parsed.entries
        ]

    def read_all(self) -> None:
        """Do nothing: it remembers nothing."""


@dataclass(frozen=True, slots=True)
class FastFeedparser:
    """A parser that promises the same results faster; it has no store."""

    folder: Path

    def poll(self, url: str) -> list[Shown]:
        """Return the entries of the feed."""
        return [
            Shown(
                id=each["id"],
                title=each["title"],
                link=each["link"],
                text=each["content"][0]["value"] if "content" in each else each["description"],
                published=datetime.fromisoformat(each["published"]),
                updated=datetime.fromisoformat(each["updated"]),
                picture=next(_enclosures(each), None),
            )
            for each in map(dict, fastfeedparser.parse(url).entries)
        ]

    def read_all(self) -> None:
        """Do nothing: it remembers nothing."""


@dataclass(frozen=True, slots=True)
class ReaderLibrary:
    """The library `reader`, whose store is SQLite."""

    folder: Path

    def poll(self, url: str) -> list[Shown]:
        """Update the feed and return its entries."""
        with make_reader(str(self.folder / "reader.db")) as reader:
            reader.add_feed(url, exist_ok=True)
            reader.update_feed(url)
            return [
                Shown(
                    id=each.id,
                    title=each.title or "",
                    link=each.link or "",
                    text=(each.content[0].value if each.content else each.summary) or "",
                    published=each.published,
                    updated=each.updated or each.published,
                    picture=next((enclosure.href for enclosure in each.enclosures), None),
                    is_unread=not each.read,
                )
                for each in reader.get_entries()
            ]

    def read_all(self) -> None:
        """Mark everything as read."""
        with make_reader(str(self.folder / "reader.db")) as reader:
            for entry in reader.get_entries(read=False):
                reader.mark_entry_as_read(entry)


@dataclass(frozen=True, slots=True)
class Newsboat:
    """A reader for terminals; its cache is SQLite. It knows enclosures of sound and film alone."""

    folder: Path

    def poll(self, url: str) -> list[Shown]:
        """Let it reload the feed and return what its cache holds."""
        (self.folder / "urls").write_text(f"{url}\n", encoding="utf-8")
        self._run("-x", "reload")
        with closing(sqlite3.connect(self._cache)) as cache:
            rows = cache.execute(
                "SELECT guid, title, url, content, pubDate, unread FROM rss_item WHERE deleted = 0"
            ).fetchall()
        return [
            Shown(
                id=guid,
                title=title,
                link=link,
                text=text,
                published=datetime.fromtimestamp(seconds, UTC),
                is_unread=bool(unread),
            )
            for guid, title, link, text, seconds, unread in rows
        ]

    def read_all(self) -> None:
        """Mark everything as read, by the list of a reader who has read it elsewhere."""
        with closing(sqlite3.connect(self._cache)) as cache:
            ids = [guid for (guid,) in cache.execute("SELECT guid FROM rss_item")]
        (self.folder / "read").write_text("".join(f"{guid}\n" for guid in ids), encoding="utf-8")
        self._run("-I", str(self.folder / "read"))

    @property
    def _cache(self) -> Path:
        return self.folder / "cache.db"

    def _run(self, *words: str) -> None:
        (self.folder / "config").touch()
        files = ("-u", str(self.folder / "urls"), "-C", str(self.folder / "config"), "-c", str(self._cache))
        run("newsboat", "-q", *files, *words, home=self.folder)


@dataclass(frozen=True, slots=True)
class Sfeed:
    """Tools that keep a feed as lines; one line an id is kept here, the newest, as its manual shows how."""

    folder: Path

    def poll(self, url: str) -> list[Shown]:
        """Let it update the feed and return its lines."""
        config = self.folder / "sfeedrc"
        config.write_text(
            f'sfeedpath="{self.folder}/feeds"\n'
            'fetch() {\n\tcurl -f -s -m 15 "$2"\n}\n'
            "merge() {\n\tcat \"$3\" \"$2\" 2>/dev/null | awk -F '\\t' '!seen[$6]++'\n}\n"
            f'feeds() {{\n\tfeed "wire" "{url}"\n}}\n',
            encoding="utf-8",
        )
        run("sfeed_update", str(config), home=self.folder)
        lines = (self.folder / "feeds" / "wire").read_text(encoding="utf-8").splitlines()
        return [self._shown(*line.split("\t")) for line in lines]

    def read_all(self) -> None:
        """Do nothing: what is read is a matter of the programs above it."""

    def _shown(self, seconds: str, title: str, link: str, text: str, _: str, *rest: str) -> Shown:
        name, _, picture = rest[:3]
        published = datetime.fromtimestamp(int(seconds), UTC)
        return Shown(id=name, title=title, link=link, text=text, published=published, picture=picture or None)


@dataclass(slots=True)
class Rss2email:
    """A reader that sends a mail for each entry that it has not seen; here into a Maildir."""

    folder: Path
    is_set_up: bool = field(default=False)

    def poll(self, url: str) -> list[Shown]:
        """Let it run and return the mails that came."""
        if not self.is_set_up:
            self._set_up(url)
        self._run("run")
        return [
            Shown(
                id=mail["X-RSS-ID"],
                title=str(make_header(decode_header(mail["Subject"]))),
                link=mail["X-RSS-URL"],
                text=_text_of(mail),
                published=None,
                is_unread="S" not in mail.get_flags(),
            )
            for mail in self._mails
        ]

    def read_all(self) -> None:
        """Mark every mail as read."""
        box = mailbox.Maildir(self.folder / "mail" / "inbox")
        for key, mail in list(box.items()):
            mail.set_subdir("cur")
            mail.add_flag("S")
            box[key] = mail

    @property
    def _mails(self) -> Iterator[mailbox.MaildirMessage]:
        yield from mailbox.Maildir(self.folder / "mail" / "inbox")

    def _set_up(self, url: str) -> None:
        for part in ("cur", "new", "tmp"):
            (self.folder / "mail" / "inbox" / part).mkdir(parents=True)
        (self.folder / "rss2email.cfg").write_text(
            "[DEFAULT]\nfrom = r2e@example.org\nto = desk@example.org\nemail-protocol = maildir\n"
            f"maildir-path = {self.folder / 'mail'}\nmaildir-mailbox = inbox\nhtml-mail = True\n"
            f"name-format = {{author}}\nverbose = error\n[feed.wire]\nurl = {url}\n",
            encoding="utf-8",
        )
        known: dict[str, object] = {"name": "wire", "etag": None, "modified": None, "seen": {}}
        data = json.dumps({"version": 2, "feeds": [known]})
        (self.folder / "rss2email.json").write_text(data, encoding="utf-8")
        self.is_set_up = True

    def _run(self, *words: str) -> None:
        files = ("-c", str(self.folder / "rss2email.cfg"), "-d", str(self.folder / "rss2email.json"))
        start = "from rss2email.main import run; run()"
        run(sys.executable, "-W", "ignore", "-c", start, *files, *words, home=self.folder)


@dataclass(frozen=True, slots=True)
class Kind:
    """A reader, the feeds that it speaks, and the program that has to be there."""

    name: str
    make: Callable[[Path], Program]
    formats: tuple[str, ...] = (RSS, ATOM)
    program: str | None = None
    has_enclosures: bool = True
    """Whether it tells pictures beside the text; all show those in it."""

    @property
    def is_here(self) -> bool:
        """Return whether it can be run."""
        return self.program is None or shutil.which(self.program) is not None


KINDS = (
    Kind("feedparser", Feedparser),
    Kind("fastfeedparser", FastFeedparser, (RSS, ATOM, JSON)),
    Kind("reader", ReaderLibrary, (RSS, ATOM, JSON)),
    Kind("newsboat", Newsboat, program="newsboat", has_enclosures=False),
    Kind("sfeed", Sfeed, program="sfeed_update"),
    Kind("rss2email", Rss2email, has_enclosures=False),
)


def run(*command: str, home: Path) -> None:
    """Run a program that finds nothing of the people who run the tests."""
    environment = {
        "HOME": str(home),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=SECONDS, env=environment, cwd=home
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def _text_of(mail: mailbox.MaildirMessage) -> str:
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def _seconds(parsed: tuple[int, ...]) -> float:
    year, month, day, hour, minute, second = parsed[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()


def _enclosures(entry: dict[str, Any]) -> Iterator[str]:
    """Yield what it calls enclosures in RSS and JSON Feed, and links in Atom."""
    for enclosure in entry.get("enclosures") or ():
        yield enclosure["url"]
    for link in entry.get("links") or ():
        if link["rel"] == "enclosure":
            yield link["href"]
