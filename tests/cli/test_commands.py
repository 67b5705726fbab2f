"""The commands as people and programs call them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.journeys.desk import OTHER_TEXT, TEXT, Entry, rss

ROOT = Path(__file__).parents[2]
CONFIG = """
[service]
title = "Desk"
base_url = "http://desk.example/"
contact = "desk@example.org"
database = "sqlite:///store.db"
public = "public"
[[sections]]
id = "national"
title = "National"
[[sections]]
id = "world"
title = "World"
[[sources]]
id = "harbour"
url = "harbour.xml"
section = "national"
rights = "full"
[[sources]]
id = "northern"
url = "northern/*.xml"
section = "world"
wire = "Northern Press"
"""


def aggregator(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    command = [sys.executable, "-m", "aggregator", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that was polled once: a copy, a kill, a story of the outlet's own."""
    path = tmp_path_factory.mktemp("installation")
    (path / "config.toml").write_text(CONFIG, encoding="utf-8")
    local = Entry(guid="h2", title="Early harvest", text=OTHER_TEXT)
    (path / "harbour.xml").write_bytes(
        rss(Entry(guid="h1", title="East pier to reopen"), local, title="Harbour")
    )
    (path / "northern").mkdir()
    (path / "northern/1.xml").write_bytes(rss(Entry(guid="n1", title="Pier to reopen"), title="Northern"))
    (path / "northern/2.xml").write_bytes(rss(Entry(guid="n2", title="Fraud", text="A claim. " + TEXT[::-1])))
    (path / "northern/3.xml").write_bytes(rss(Entry(guid="n2", title="KILL: Fraud", text="Kill this story.")))
    done = aggregator(path, "once")
    assert done.returncode == 0, done.stderr
    return path


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """Return the JSON objects that a command printed, one a line."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_help_names_every_command_and_exits_0(folder: Path) -> None:
    """What a newcomer types first."""
    done = aggregator(folder, "--help")
    assert done.returncode == 0
    for command in ("run", "once", "check", "sources", "stories", "show", "publish", "db"):
        assert command in done.stdout


def test_sources_that_have_not_changed_are_counted_and_not_listed(folder: Path) -> None:
    """Of a thousand feeds most have not: what matters would scroll by with them."""
    done = aggregator(folder, "once")
    assert done.returncode == 0
    assert "unchanged: 2 of 2 sources" in done.stdout
    assert "harbour" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [["bogus"], ["stories", "--section", "nope"], ["once", "--no-such"], ["show"], ["schema", "nothing"]],
)
def test_wrong_use_exits_2_with_one_explanation(folder: Path, words: list[str]) -> None:
    """No traceback, and the status that the contract names."""
    done = aggregator(folder, *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_missing_configuration_exits_2(folder: Path) -> None:
    """The error names the file."""
    done = aggregator(folder, "once", "--config", "other.toml")
    assert done.returncode == 2
    assert "other.toml" in done.stderr


def test_five_mistakes_are_five_lines(folder: Path) -> None:
    """Every mistake at once."""
    broken = CONFIG.replace('title = "Desk"', 'titel = "Desk"').replace('rights = "full"', 'rights = "ful"')
    broken = broken.replace('section = "world"', 'section = "wold"').replace('id = "world"', 'id = "World!"')
    broken = broken.replace('url = "harbour.xml"', 'url = "gopher://harbour"')
    (folder / "broken.toml").write_text(broken, encoding="utf-8")
    done = aggregator(folder, "check", "--config", "broken.toml")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 5
    assert all(line.startswith("broken.toml:") for line in done.stderr.splitlines())


def test_stories_are_lines_of_the_contract(folder: Path) -> None:
    """Each line is valid under the schema that ships."""
    schema = json.loads((ROOT / "docs/reference/stories.schema.json").read_text(encoding="utf-8"))
    stories = lines(aggregator(folder, "stories", "--json"))
    assert len(stories) == 3
    for story in stories:
        jsonschema.validate(story, schema, format_checker=jsonschema.FormatChecker())


def test_shipped_schema_is_the_programs_own(folder: Path) -> None:
    """`aggregator schema stories > docs/reference/stories.schema.json` makes it again."""
    shipped = (ROOT / "docs/reference/stories.schema.json").read_text(encoding="utf-8")
    assert aggregator(folder, "schema", "stories").stdout == shipped


def test_shipped_config_schema_is_the_programs_own(folder: Path) -> None:
    """`aggregator schema config > config.schema.json` makes it again."""
    assert aggregator(folder, "schema", "config").stdout == (ROOT / "config.schema.json").read_text(
        encoding="utf-8"
    )


def test_withdrawn_story_tells_source_guid_and_label_alone(folder: Path) -> None:
    """Neither headline nor text of a killed story leaves the program."""
    (killed,) = [
        story for story in lines(aggregator(folder, "stories", "--json")) if story["status"] == "withdrawn"
    ]
    assert (killed["title"], killed["lead"]) == (None, None)
    (carrier,) = killed["carriers"]
    known = {key: value for key, value in carrier.items() if value}
    assert known == {"source": "northern", "guid": "n2", "label": "kill"}
    for output in (
        aggregator(folder, "show", str(killed["id"])),
        aggregator(folder, "show", "--json", str(killed["id"])),
    ):
        assert "Fraud" not in output.stdout


def test_stories_of_a_section_and_since_a_time(folder: Path) -> None:
    """`--section` and `--since` filter; since means updated since."""
    assert len(lines(aggregator(folder, "stories", "--json", "--section", "national"))) == 2
    assert len(lines(aggregator(folder, "stories", "--json", "--since", "2020-01-01"))) == 3
    assert len(lines(aggregator(folder, "stories", "--json", "--since", "2026-01-07T04:00:00-08:00"))) == 3
    killed = lines(aggregator(folder, "stories", "--json", "--since", "2026-01-07T12:00:00.5Z"))
    assert [story["status"] for story in killed] == ["withdrawn"]
    assert aggregator(folder, "stories", "--since", "yesterday").returncode == 2


def test_story_is_shown_by_the_beginning_of_its_id(folder: Path) -> None:
    """With its carriers, and why they are one story."""
    (story,) = [
        story for story in lines(aggregator(folder, "stories", "--json")) if len(story["carriers"]) == 2
    ]
    name = str(story["id"]).removeprefix("urn:uuid:")[:8]
    shown = aggregator(folder, "show", name).stdout
    assert "harbour" in shown
    assert "the same text" in shown
    assert "leads: " in shown
    (record,) = lines(aggregator(folder, "show", name, "--json"))
    assert record["id"] == story["id"]
    assert [item["versions"][0]["text"] for item in record["items"]] == [TEXT, TEXT]


def test_unknown_story_exits_1_and_says_where_to_look(folder: Path) -> None:
    """The remedy is in the error."""
    done = aggregator(folder, "show", "ffffffff")
    assert done.returncode == 1
    assert "aggregator stories" in done.stderr


def test_story_table_fits_the_terminal(folder: Path) -> None:
    """80 columns, every story on one line with its id."""
    table = aggregator(folder, "stories").stdout.splitlines()
    assert len(table) == 4
    assert all(len(line) <= 80 for line in table)
    assert "East pier" in "".join(table)


def test_sources_in_trouble_are_counted_first(tmp_path: Path) -> None:
    """One line says whether anything needs a look; the rest is for whoever looks."""
    (tmp_path / "config.toml").write_text(
        CONFIG.replace("harbour.xml", "http://127.0.0.1:1/"), encoding="utf-8"
    )
    assert aggregator(tmp_path, "sources").stdout.splitlines()[0] == "2 sources: none needs a look"
    assert aggregator(tmp_path, "once").returncode == 1
    assert aggregator(tmp_path, "sources").stdout.splitlines()[0] == "2 sources: 2 failing"


def test_sources_tell_their_health(folder: Path) -> None:
    """One object a source."""
    sources = lines(aggregator(folder, "sources", "--json"))
    assert [(source["source"], source["state"], source["items"]) for source in sources] == [
        ("harbour", "well", 2),
        ("northern", "well", 2),
    ]


def test_publish_changes_nothing_that_is_up_to_date(folder: Path) -> None:
    """And makes again what was lost."""
    assert lines(aggregator(folder, "publish", "--json")) == [{"written": []}]
    (folder / "public/world/rss.xml").unlink()
    (record,) = lines(aggregator(folder, "publish", "--json"))
    assert record == {"written": ["world/rss.xml"]}


def test_check_with_fetch_tries_sources_and_stores_nothing(folder: Path) -> None:
    """A broken source is named and the status is 1."""
    (folder / "trial.toml").write_text(
        CONFIG.replace("store.db", "trial.db").replace("harbour.xml", "missing.xml"), encoding="utf-8"
    )
    done = aggregator(folder, "check", "--fetch", "--config", "trial.toml")
    assert done.returncode == 1
    assert "missing.xml" in done.stdout
    assert not (folder / "trial.db").exists()


def test_database_is_upgraded_on_request(folder: Path) -> None:
    """`db upgrade` says where the store stands."""
    assert "revision" in aggregator(folder, "db", "upgrade").stdout
