"""A source that is a file, or all files that a pattern matches."""

import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.http.client import Client
from aggregator.http.messages import MAX_BYTES
from aggregator.ingest.fetch import fetch, files
from aggregator.model.poll import Failed, Fetched, FetchResult, NotModified, SourceState, Validators
from aggregator.model.source import Source

NOW = datetime(2026, 1, 7, 18, 31, tzinfo=UTC)


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """A drop folder with three files and one more in a folder below, its own name full of traps."""
    folder = tmp_path / "drop #1 [wire]"
    (folder / "sport").mkdir(parents=True)
    for name in ("story-2.xml", "story-10.xml", "story-1.xml", "sport/final.xml"):
        (folder / name).write_bytes(name.encode())
    return folder


async def poll(folder: Path, pattern: str, validators: Validators | None = None) -> FetchResult:
    """Poll a pattern below a folder whose own name is literal."""
    source = Source(id="drop", url=f"file://{quote(str(folder))}/{pattern}")
    state = SourceState(source="drop", validators=validators or Validators())
    return await fetch(source, state, Client(user_agent="unused"), secret=None, now=NOW)


async def read(folder: Path, pattern: str) -> list[str]:
    """Return the contents that a pattern brings, in order."""
    outcome = await poll(folder, pattern)
    assert isinstance(outcome, Fetched), outcome
    return [body.content.decode() for body in outcome.bodies]


async def reason(folder: Path, pattern: str) -> str:
    """Return why a pattern brings nothing."""
    outcome = await poll(folder, pattern)
    assert isinstance(outcome, Failed), outcome
    return outcome.reason


async def test_one_file_is_read(drop: Path) -> None:
    """Its body has its own address and no media type."""
    outcome = await poll(drop, "story-1.xml")
    assert isinstance(outcome, Fetched)
    (body,) = outcome.bodies
    assert (body.content, body.media_type) == (b"story-1.xml", None)
    assert body.url == (drop / "story-1.xml").as_uri()


@pytest.mark.parametrize(
    ("pattern", "contents"),
    [
        ("*.xml", ["story-1.xml", "story-2.xml", "story-10.xml"]),
        ("story-?.xml", ["story-1.xml", "story-2.xml"]),
        ("story-[2-9].xml", ["story-2.xml"]),
        ("**/*.xml", ["sport/final.xml", "story-1.xml", "story-2.xml", "story-10.xml"]),
        ("*/*.xml", ["sport/final.xml"]),
        ("**", ["sport/final.xml", "story-1.xml", "story-2.xml", "story-10.xml"]),
        ("%73tory-1%2Exml", ["story-1.xml"]),
    ],
)
async def test_pattern_brings_its_files_in_name_order(drop: Path, pattern: str, contents: list[str]) -> None:
    """Numbers sort as numbers; folders are passed over."""
    assert await read(drop, pattern) == contents


async def test_encoded_characters_are_literal(drop: Path) -> None:
    """`%2A` is a star in a name and no pattern, also beside a pattern; the same goes for `?`, `[` and `%`."""
    for name in ("a*.xml", "ab.xml", "a*c.xml", "q?.xml", "[1].xml", "50%25.xml"):
        (drop / name).write_bytes(name.encode())
    assert await read(drop, "a%2A.xml") == ["a*.xml"]
    assert await read(drop, "a%2a*.xml") == ["a*.xml", "a*c.xml"]
    assert await read(drop, "q%3F.xml") == ["q?.xml"]
    assert await read(drop, "%5B1%5D.x?l") == ["[1].xml"]
    assert await read(drop, "50%2525.xml") == ["50%25.xml"]


async def test_question_mark_and_hash_are_no_query(drop: Path) -> None:
    """A file address has neither query nor fragment: `?` is a pattern and `#` a character."""
    (drop / "a#b.xml").write_bytes(b"hash")
    assert await read(drop, "a#b.xml") == ["hash"]
    assert await read(drop, "a#?.xml") == ["hash"]


async def test_name_beyond_utf8_is_read(drop: Path) -> None:
    """Old systems drop names in Latin-1."""
    (drop / os.fsdecode(b"caf\xe9.xml")).write_bytes(b"cafe")
    assert await read(drop, "caf%E9.xml") == ["cafe"]
    outcome = await poll(drop, "caf?.xml")
    assert isinstance(outcome, Fetched)
    assert outcome.bodies[0].url.endswith("/caf%E9.xml")


async def test_hidden_files_are_left_alone(drop: Path) -> None:
    """What a transfer program writes before it renames begins with a dot."""
    (drop / ".story-3.xml").write_bytes(b"half")
    assert len(await read(drop, "*")) == 3


async def test_untouched_files_are_not_modified(drop: Path) -> None:
    """Nothing is read twice; a change, a new file or a removed one is noticed."""
    first = await poll(drop, "*.xml")
    assert isinstance(first, Fetched)
    assert await poll(drop, "*.xml", first.validators) == NotModified(validators=first.validators)
    (drop / "story-1.xml").write_bytes(b"a second version")
    second = await poll(drop, "*.xml", first.validators)
    assert isinstance(second, Fetched)
    (drop / "story-3.xml").write_bytes(b"new")
    third = await poll(drop, "*.xml", second.validators)
    assert isinstance(third, Fetched)
    (drop / "story-2.xml").unlink()
    assert isinstance(await poll(drop, "*.xml", third.validators), Fetched)


async def test_same_size_at_another_time_is_a_change(drop: Path) -> None:
    """A corrected letter leaves the size as it was."""
    first = await poll(drop, "story-1.xml")
    assert isinstance(first, Fetched)
    os.utime(drop / "story-1.xml", ns=(1, 1))
    assert isinstance(await poll(drop, "story-1.xml", first.validators), Fetched)


async def test_file_that_cannot_be_read_costs_its_neighbours_nothing(drop: Path) -> None:
    """It is a line beside the bodies, and is tried again though nothing has changed."""
    with (drop / "story-2.xml").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    (drop / "story-3.xml").symlink_to("story-3.xml")
    outcome = await poll(drop, "*.xml")
    assert isinstance(outcome, Fetched)
    assert [body.content for body in outcome.bodies] == [b"story-1.xml", b"story-10.xml"]
    assert sorted(line.rpartition("/")[2] for line in outcome.problems) == [
        "story-2.xml is larger than 32 MiB",
        "story-3.xml cannot be read: too many levels of symbolic links",
    ]
    assert isinstance(await poll(drop, "*.xml", outcome.validators), Fetched)


async def test_single_file_that_cannot_be_read_is_a_failure(drop: Path) -> None:
    """There is nothing beside it to bring."""
    with (drop / "story-2.xml").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    assert await reason(drop, "story-2.xml") == f"{drop}/story-2.xml is larger than 32 MiB"


async def test_nothing_found_is_a_failure_that_says_where(drop: Path) -> None:
    """A missing file, a missing folder and a pattern that matches nothing are told apart."""
    assert await reason(drop, "none.xml") == f"{drop}/none.xml cannot be read: no such file or directory"
    assert (await reason(drop, "*.json")).startswith(f"no file matches {drop}/*.json; check the pattern")
    assert (await reason(drop, "none/*.xml")).endswith(
        f"the folder {drop}/none cannot be read: no such file or directory"
    )


async def test_folder_is_a_failure_with_its_remedy(drop: Path) -> None:
    """The pattern that was meant is named."""
    assert (await reason(drop, "sport/")).endswith(f"name the files in it: {drop}/sport/*.xml")


async def test_pipe_is_not_waited_for(drop: Path) -> None:
    """What never ends is no file of ours, alone or among others."""
    os.mkfifo(drop / "pipe.xml")
    assert "no regular file" in await reason(drop, "pipe.xml")
    assert len(await read(drop, "*.xml")) == 3


async def test_line_break_in_a_name_stays_on_one_line(drop: Path) -> None:
    """A problem is one line, whatever a file is called."""
    assert "\n" not in await reason(drop, "a%0Ab.xml")


async def test_huge_folder_is_cut_to_the_newest(drop: Path) -> None:
    """The files changed last are read, in name order, and the cut is said."""
    for number in range(files.MAX_FILES + 2):
        path = drop / f"n{number}.txt"
        path.touch()
        os.utime(path, (1, 1 + (number % 3 > 0)))
    outcome = await poll(drop, "n*.txt")
    assert isinstance(outcome, Fetched)
    assert len(outcome.bodies) == files.MAX_FILES
    assert outcome.problems == ("10000 of 10002 files are read, those changed last: move old ones away",)
    urls = [body.url for body in outcome.bodies]
    assert urls.index((drop / "n4.txt").as_uri()) < urls.index((drop / "n10.txt").as_uri())
    assert {(drop / f"n{number}.txt").as_uri() for number in range(1, 200, 3)} <= set(urls)


@pytest.mark.parametrize("url", ["file:feed.xml", "file://server/share/feed.xml", "file:", "file:///a%00b"])
async def test_address_of_no_file_here_is_refused(url: str) -> None:
    """Other machines' files and half addresses are not guessed at."""
    source = Source(id="drop", url=url)
    outcome = await fetch(
        source, SourceState(source="drop"), Client(user_agent="unused"), secret=None, now=NOW
    )
    assert isinstance(outcome, Failed)
    assert "write file:///" in outcome.reason


@given(st.text())
def test_any_path_is_found_or_not(path: str) -> None:
    """No address of a file is an error of ours."""
    memory = files.Memory(validators=Validators(), now=datetime(2026, 1, 7, tzinfo=UTC))
    assert isinstance(files._fetch(f"file:///nowhere-{os.getpid()}/{path}", memory), Failed)
