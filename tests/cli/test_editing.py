"""The editors' commands as people and programs call them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import CONFIG, aggregator
from tests.journeys.desk import OTHER_TEXT, Entry, rss


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation of one story with two items, and another of one."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "northern").mkdir()
    other = Entry(guid="h2", title="Early harvest", text=OTHER_TEXT)
    (tmp_path / "harbour.xml").write_bytes(
        rss(Entry(guid="h1", title="East pier [to] reopen"), other, title="Harbour")
    )
    (tmp_path / "northern/1.xml").write_bytes(rss(Entry(guid="n1", title="Pier to reopen"), title="Northern"))
    assert aggregator(tmp_path, "once").returncode == 0
    return tmp_path


def stories(folder: Path) -> dict[int, dict[str, Any]]:
    """Return the stories that are not merged, by how many carriers they have."""
    lines = aggregator(folder, "stories", "--json").stdout.splitlines()
    told = [json.loads(line) for line in lines]
    return {len(story["carriers"]): story for story in told if story["status"] != "merged"}


def as_json(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return what a command prints for programs; it has succeeded."""
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_editors_decide_and_are_told_what_came_of_it(folder: Path) -> None:
    """Merge, split, kill and release, by the beginning of an id; `why` remembers each."""
    pier, harvest = stories(folder)[2]["id"], stories(folder)[1]["id"]
    merged = as_json(aggregator(folder, "merge", harvest[9:17], pier, "--reason", "one [event]", "--json"))
    assert {merged["story"], merged["other"]} == {pier, harvest}
    assert "all/atom.xml" in merged["written"]
    split = as_json(aggregator(folder, "split", merged["story"], "northern n1", "--json"))
    assert split["words"].endswith(split["other"])
    assert stories(folder)[2]["id"] == merged["story"]
    assert as_json(aggregator(folder, "kill", merged["story"], "--json"))["status"] == "withdrawn"
    assert as_json(aggregator(folder, "release", merged["story"], "--json"))["status"] == "released"
    told = as_json(aggregator(folder, "why", merged["story"], "--json"))
    assert [each["word"] for each in told["decisions"]] == ["merge", "split", "kill", "release"]
    assert told["decisions"][0]["reason"] == "one [event]"
    assert {link["kind"] for link in told["links"]} == {"must", "cannot"}


def test_why_is_a_tree_for_people(folder: Path) -> None:
    """Items, the reason for each merge, and what was decided; brackets are not markup."""
    pier = stories(folder)[2]["id"]
    aggregator(folder, "kill", pier, "--reason", "the [board] asked")
    aggregator(folder, "release", pier)
    told = aggregator(folder, "why", pier).stdout
    assert "East pier [to] reopen" in told
    assert "the same text" in told
    assert "the [board] asked" in told
    assert "kept together" in told


def test_why_of_a_stopped_story_shows_no_word_of_it(folder: Path) -> None:
    """It says who stopped it, and where it came from."""
    pier = stories(folder)[2]["id"]
    aggregator(folder, "kill", pier, "--reason", "a complaint")
    told = aggregator(folder, "why", pier).stdout
    assert "stopped by" in told
    assert "a complaint" in told
    assert "harbour h1" in told
    assert "reopen" not in told + aggregator(folder, "why", pier, "--json").stdout


def test_purge_is_said_to_be_one(folder: Path) -> None:
    """And nothing brings it back."""
    pier = stories(folder)[2]["id"]
    done = aggregator(folder, "kill", pier, "--purge", "--reason", "court order 7")
    assert f"{pier} is purged;" in done.stdout
    refused = aggregator(folder, "release", pier)
    assert refused.returncode == 1
    assert "its words are gone" in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("merge", "ffff", "ffff"),
        ("split", "{story}", "99"),
        ("release", "{story}"),
        ("merge", "{story}", "{story}"),
        ("why", "ffff"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(folder: Path, words: tuple[str, ...]) -> None:
    """The words say what to do instead."""
    pier = stories(folder)[2]["id"]
    done = aggregator(folder, *(word.format(story=pier) for word in words))
    assert done.returncode == 1
    assert done.stderr.startswith("aggregator: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("release",), 2, "name a story, or a source with --flood"),
        (("release", "0", "--flood", "harbour"), 2, "name a story, or a source with --flood"),
        (("release", "--flood", "harbour"), 1, "harbour: no story of it is held because of a flood"),
    ],
)
def test_flood_is_released_by_its_source(
    tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    """One of the two is named; where nothing waits, that is said."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    done = aggregator(tmp_path, *words)
    assert done.returncode == status
    assert said in " ".join(done.stderr.split())
