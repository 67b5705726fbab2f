"""`check --rules`: the rules tried on what is stored."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_commands import CONFIG, aggregator
from tests.journeys.desk import OTHER_TEXT, TEXT, Entry, rss

RULES = """
[[rules]]
name = "piers"
when = { title = { matches = "(?i)pier" } }
section = "world"
[[rules]]
when = { source = "northern" }
hold = true
[[rules]]
name = "nobody"
when = { language = "tlh" }
drop = true
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that was polled once without rules, and has some now."""
    path = tmp_path_factory.mktemp("installation")
    (path / "config.toml").write_text(CONFIG, encoding="utf-8")
    entries = (
        Entry(guid="h1", title="East pier to reopen"),
        Entry(guid="h2", title="Early harvest at the pier", text=OTHER_TEXT),
        Entry(guid="h3", title="Pier and [tariff] fears", text="Nobody knows. " + OTHER_TEXT[::-1]),
    )
    (path / "harbour.xml").write_bytes(rss(*entries, title="Harbour"))
    (path / "northern").mkdir()
    (path / "northern/1.xml").write_bytes(rss(Entry(guid="n1", title="Pier to reopen"), title="Northern"))
    (path / "northern/2.xml").write_bytes(rss(Entry(guid="n2", title="Fraud", text="A claim. " + TEXT[::-1])))
    (path / "northern/3.xml").write_bytes(rss(Entry(guid="n2", title="KILL: Fraud", text="Kill this story.")))
    done = aggregator(path, "once")
    assert done.returncode == 0, done.stderr
    (path / "config.toml").write_text(CONFIG + RULES, encoding="utf-8")
    return path


def test_each_rule_tells_what_it_would_touch_with_three_examples(folder: Path) -> None:
    """The operator sees a rule that takes too much before its readers do."""
    done = aggregator(folder, "check", "--rules", "--json")
    assert done.returncode == 0, done.stderr
    piers, second, nobody = json.loads(done.stdout)["rules"]
    assert (piers["rule"], piers["items"], piers["stories"]) == ("piers", 4, 3)
    assert piers["actions"] == ["section world"]
    assert len(piers["examples"]) == 3
    assert all("pier" in example["title"].lower() for example in piers["examples"])
    assert (second["rule"], second["items"]) == ("rules[1]", 2)
    assert (nobody["items"], nobody["examples"]) == (0, [])


def test_words_of_a_killed_story_are_not_shown(folder: Path) -> None:
    """They have gone from everywhere, and do not come back as an example."""
    rules = json.loads(aggregator(folder, "check", "--rules", "--json").stdout)["rules"]
    killed = [example for example in rules[1]["examples"] if example["guid"] == "n2"]
    assert killed == [{"source": "northern", "guid": "n2", "title": None}]


def test_people_read_names_counts_and_examples(folder: Path) -> None:
    """Brackets in a headline are text, no colours."""
    done = aggregator(folder, "check", "--rules")
    assert "piers (section world): 4 items of 3 stories" in done.stdout
    assert "nobody (drop): 0 items of 0 stories" in done.stdout
    assert "harbour: Pier and [tariff] fears" in done.stdout or done.stdout.count("harbour: ") >= 2


def test_trying_rules_changes_nothing(folder: Path) -> None:
    """The same stories in the same sections as before."""
    before = aggregator(folder, "stories", "--json").stdout
    aggregator(folder, "check", "--rules")
    assert aggregator(folder, "stories", "--json").stdout == before


def test_rules_go_live_at_the_next_poll(folder: Path, tmp_path: Path) -> None:
    """Bodies that have not changed are read again under other rules; a held copy is named nowhere."""
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert aggregator(copy, "once").returncode == 0
    told = [json.loads(line) for line in aggregator(copy, "stories", "--json").stdout.splitlines()]
    stories = {story["title"]: story for story in told}
    assert stories["Early harvest at the pier"]["sections"] == ["national", "world"]
    documents = [
        path for path in (copy / "public/national").rglob("*") if path.suffix in {".html", ".json", ".xml"}
    ]
    texts = [path.read_text(encoding="utf-8") for path in documents]
    assert any("East pier to reopen" in text for text in texts)
    assert not any("Northern" in text for text in texts)


def test_without_a_store_there_is_nothing_to_try_on(tmp_path: Path) -> None:
    """No store is made for the asking."""
    (tmp_path / "config.toml").write_text(CONFIG + RULES, encoding="utf-8")
    done = aggregator(tmp_path, "check", "--rules")
    assert done.returncode == 1
    assert "there is no such file" in done.stderr
    assert not (tmp_path / "store.db").exists()
