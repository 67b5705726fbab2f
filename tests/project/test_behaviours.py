"""What `docs/reference/behaviours.md` promises is proven by tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = TESTS.parent / "docs" / "reference" / "behaviours.md"
ROW = re.compile(r"^\| (?!behaviour |fault |--)(.+?) \| (.*) \|$", re.MULTILINE)
PROOF = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def _tests_in(path: str) -> frozenset[str]:
    """Return the names of the tests in a file; of one that is missing there are none."""
    file = TESTS / path
    if not file.exists():
        return frozenset()
    nodes = ast.parse(file.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


ROWS = [
    (words, tuple(PROOF.findall(proofs))) for words, proofs in ROW.findall(TABLE.read_text(encoding="utf-8"))
]


def test_table_is_read() -> None:
    """A table that nobody could read would prove everything."""
    assert len(ROWS) > 40


@pytest.mark.parametrize(("words", "proofs"), ROWS, ids=[words[:40] for words, _ in ROWS])
def test_behaviour_is_proven_by_tests_that_exist(words: str, proofs: tuple[tuple[str, str], ...]) -> None:
    """A promise without a test, or with one that was renamed, is only words."""
    assert proofs, words
    assert [f"{path}::{name}" for path, name in proofs if name not in _tests_in(path)] == []
