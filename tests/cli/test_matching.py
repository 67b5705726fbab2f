"""`eval` and `rematch` as people and programs call them."""

# ruff: noqa: F811 - the fixture that every test asks for

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import aggregator, folder  # noqa: F401 - the installation of those tests
from tests.journeys.desk import OTHER_TEXT, TEXT


def given(source: str, title: str, text: str, **fields: str) -> dict[str, str]:
    """Return an item as a line of the file has it."""
    return {"source": source, "title": title, "text": text, "published": "2026-01-07T12:00:00Z"} | fields


COPY = {"a": given("valley", "UPDATE 2-Pier opens", TEXT), "b": "harbour h1", "same": True}
OTHER = {"a": COPY["a"], "b": given("coast", "Early harvest", OTHER_TEXT), "same": False}


def run_eval(
    folder: Path, *pairs: object, words: tuple[str, ...] = ("--json",)
) -> subprocess.CompletedProcess[str]:
    """Score these lines."""
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in pairs))
    return aggregator(folder, "eval", "pairs.jsonl", *words)


def score(folder: Path, *pairs: object) -> dict[str, Any]:
    """Return what `eval --json` prints of these lines."""
    done = run_eval(folder, *pairs)
    assert done.returncode == 0, done.stderr
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def test_right_pairs_score_one(folder: Path) -> None:
    """Written out or stored; an empty line is nothing."""
    found = score(folder, COPY, "", OTHER)
    assert {name: found[name] for name in ("items", "pairs", "joined", "parted")} == {
        "items": 3,
        "pairs": 2,
        "joined": 1,
        "parted": 1,
    }
    assert (found["precision"], found["recall"], found["f1"], found["wrong"]) == (1.0, 1.0, 1.0, [])


def test_wrong_pairs_come_with_their_evidence(folder: Path) -> None:
    """By line, with what the matcher found: the label may be what is wrong."""
    found = score(folder, COPY | {"same": False}, OTHER | {"same": True})
    first, second = found["wrong"]
    assert (first["line"], first["a"], first["b"]) == (
        1,
        "valley: Pier opens",
        "harbour: East pier to reopen",
    )
    assert first["because"].startswith("the same text")
    assert (second["line"], second["because"]) == (2, "nothing in common was found")
    assert (found["precision"], found["recall"], found["f1"]) == (0.0, 0.0, 0.0)


def test_what_cannot_be_counted_is_null(folder: Path) -> None:
    """A file of negatives alone has no recall."""
    found = score(folder, OTHER)
    assert (found["precision"], found["recall"], found["f1"]) == (None, None, None)


def test_people_get_a_table(folder: Path) -> None:
    """With each wrong pair below."""
    done = run_eval(folder, COPY, OTHER | {"same": True}, words=())
    assert done.returncode == 0, done.stderr
    assert "precision" in done.stdout
    assert "line 2: missed: nothing in common was found" in done.stdout


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", "line 2: Expecting value"),
        ('{"a": 1, "b": "harbour h1", "same": true}', "line 2: a: expected an item, or 'SOURCE GUID'"),
        (json.dumps(OTHER | {"same": "yes"}), "line 2: same: Input should be a valid boolean"),
        (json.dumps(OTHER | {"b": "harbour nobody"}), "line 2: the store has no item 'harbour nobody'"),
        (json.dumps(OTHER | {"b": OTHER["a"]}), "line 2: a and b are the same item"),
        (
            json.dumps(OTHER | {"a": given("x", "Pier", TEXT, published="soon")}),
            "line 2: published: 'soon' is no time",
        ),
        (json.dumps(OTHER | {"a": given("x", "Pier", TEXT, colour="red")}), "line 2: a.colour: Extra inputs"),
        (
            json.dumps(OTHER | {"a": given("x", "Pier", TEXT, label="odd")}),
            "line 2: a.label: Input should be",
        ),
    ],
)
def test_wrong_lines_are_named(folder: Path, line: str, told: str) -> None:
    """By number, and nothing is scored."""
    done = run_eval(folder, COPY, line)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_file_without_pairs_is_told(folder: Path) -> None:
    """Rather than a score of nothing."""
    done = run_eval(folder, "")
    assert (done.returncode, "there are no pairs in it" in done.stderr) == (1, True)


def test_rematch_says_what_changed(folder: Path) -> None:
    """Nothing, where nothing is to be learned: every story stays as it was."""
    before = aggregator(folder, "stories", "--json").stdout
    done = aggregator(folder, "rematch", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"items": 4, "lines": 0, "stories": [], "written": []}
    assert aggregator(folder, "stories", "--json").stdout == before
    assert "matched anew" in aggregator(folder, "rematch").stdout
