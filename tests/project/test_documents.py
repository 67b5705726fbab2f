"""What README.md, ARCHITECTURE.md, CONTRIBUTING.md and config.toml say is true."""

import re
from pathlib import Path

import pytest

import dev
from aggregator.cli.commands import app
from aggregator.config.load import load

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
TEST_COMMAND = "python3 dev.py test"
DOZEN = 12


def _commands(document: Path) -> list[str]:
    """Return the commands that a document shows after a prompt."""
    lines = document.read_text(encoding="utf-8").splitlines()
    return [line[2:].partition("#")[0].strip() for line in lines if line.startswith("$ ")]


def _where_to_change() -> list[str]:
    """Return the paths in ARCHITECTURE.md's table "where do I change X?"."""
    _, _, after = ARCHITECTURE.read_text(encoding="utf-8").lower().partition("where do i change")
    rows = [line for line in after.partition("\n#")[0].splitlines() if line.startswith("|")]
    return [word for row in rows for word in re.findall(r"`([^`\s]+)`", row) if "/" in word or "." in word]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_shown_commands_exist(name: str) -> None:
    """A newcomer who types what a document shows is not told that there is no such command."""
    shown = [command.split() for command in _commands(ROOT / name)]
    own = [words[2] for words in shown if words[:2] == ["python3", "dev.py"]]
    assert own
    assert set(own) <= set(dev.GROUPS)


def test_readme_shows_the_two_commands() -> None:
    """The first screen holds the command that shows the product and the one that proves it."""
    assert _commands(README)[:2] == ["python3 dev.py run", TEST_COMMAND]


def test_ci_runs_the_tests_as_the_readme_does() -> None:
    """What CI runs last, in place of itself, is the README's test command alone."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert lines[-1] == f"exec {TEST_COMMAND}"
    assert [line for line in lines[:-1] if "python" in line or "pytest" in line] == []


def test_every_path_of_the_architecture_exists() -> None:
    """The table "where do I change X?" sends nobody to a file that has moved."""
    paths = _where_to_change()
    assert paths
    assert [path for path in paths if not list(ROOT.glob(path.rstrip("/")))] == []


def test_linked_files_exist() -> None:
    """A link from one document to another leads somewhere."""
    for document in ROOT.glob("*.md"):
        targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8"))
        assert [target for target in targets if not (ROOT / target).exists()] == []


def test_commands_in_the_readme_exist() -> None:
    """The table of commands names none that the program does not have."""
    named = re.findall(r"^\| `aggregator ([a-z]+)", README.read_text(encoding="utf-8"), re.MULTILINE)
    registered = {info.name or getattr(info.callback, "__name__", "") for info in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    assert named
    assert set(named) <= registered | groups


def test_shipped_config_is_right() -> None:
    """The file that newcomers start from loads, polls files alone, and names a dozen real outlets beside them."""
    settings = load(ROOT / "config.toml", {})
    polled = [source for source in settings.sources if source.enabled]
    offered = [source for source in settings.sources if not source.enabled]
    assert {source.url.partition(":")[0] for source in polled} == {"file"}
    assert len(offered) >= DOZEN
    assert {source.url.partition(":")[0] for source in offered} == {"https"}
