"""The shape of the code stays what CONTRIBUTING.md promises."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("aggregator", "benchmarks", "tests")
LONGEST_FUNCTION = 30
LONGEST_FILE = 400
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}
UNINTENDED = re.compile(r"/(?:work|home|root|Users)/\w|/tmp/\w/")


def _modules() -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return [ROOT / "dev.py", *sorted(found)]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_functions_fit_a_screen(path: Path) -> None:
    """A function that needs scrolling holds two."""
    too_long = [
        f"{each.name}: {_lines(each)}" for each in _functions(path) if _lines(each) > LONGEST_FUNCTION
    ]
    assert too_long == []


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_file_has_one_subject(path: Path) -> None:
    """A file says in its first lines what it is about, and 400 lines are enough for one subject."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(ast.parse(text)) or not text.strip()


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_names_say_what_is_inside(path: Path) -> None:
    """Rooms called `utils` or `common` fill with everything."""
    assert not VAGUE_NAMES & {*path.relative_to(ROOT).parent.parts, path.stem}


def test_no_file_points_into_the_machine_it_was_written_on() -> None:
    """A path of someone's own machine works nowhere else."""
    shipped = [path for path in ROOT.glob("*") if path.suffix in {".md", ".toml", ".py"}]
    shipped += [path for path in (ROOT / "samples").rglob("*") if path.is_file()]
    shipped += [path for path in _modules() if path != Path(__file__)]
    assert [_name(path) for path in shipped if UNINTENDED.search(path.read_text(encoding="utf-8"))] == []


def test_every_dependency_is_bounded() -> None:
    """A new major version of a library is a decision, not an accident."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [requirement.partition(";")[0].strip() for requirement in project["dependencies"]]
    unbounded = [each for each in named if not re.search(r">=.*,<", each) and "tzdata" not in each]
    assert unbounded == []
