"""Where keys stand in a TOML text."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config.mistakes import KeyPath
from aggregator.config.places import locate

TEXT = '''\
# a comment with [brackets] and key = "value"
title = "one"  # another

[service]
note = """
[not.a.table]
not = "a key" \\""" still text""""
folder.public = 'C:\\'
[[sources]]
id = "a"
headers = { X-A = "[", "X B" = '{,' }
[sources.sections]
"Top # News" = "x"
[[sources]]
id = "b"
labels = [
  "p", # a comment, with a comma

  ["q", "r"],
]
[[sources.rules]]
[[sources.rules]]
when = 1979-05-27 07:32:00
sections = [ { id = "n" },
             { id = "m", title = """
two lines""", rank = 1 } ]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("service",), 4),
        (("service", "note"), 5),
        (("service", "not"), 4),
        (("service", "folder"), 8),
        (("service", "folder", "public"), 8),
        (("sources", 0, "id"), 10),
        (("sources", 0, "url"), 9),
        (("sources", 0, "headers", "X B"), 11),
        (("sources", 0, "sections"), 12),
        (("sources", 0, "sections", "Top # News"), 13),
        (("sources", 1), 14),
        (("sources", 1, "labels", 0), 17),
        (("sources", 1, "labels", 1, 1), 19),
        (("sources", 1, "rules", 1), 22),
        (("sources", 1, "rules", 1, "when"), 23),
        (("sources", 1, "rules", 1, "sections", 0, "id"), 24),
        (("sources", 1, "rules", 1, "sections", 1, "rank"), 26),
        (("absent", "key"), None),
    ],
)
def test_key_stands_on_its_line(path: KeyPath, line: int | None) -> None:
    """Every way of writing a key is found; a key that is not there is on the line of its table."""
    tomllib.loads(TEXT)
    assert locate(TEXT).line(path) == line


def test_windows_line_ends_count_once() -> None:
    """A file saved on Windows has the same lines."""
    assert locate("a = 1\r\n\r\n[b]\r\nc = 2\r\n").line(("b", "c")) == 4


keys = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
values = st.one_of(st.integers(0, 9), keys)


@given(st.dictionaries(keys, st.one_of(values, st.lists(values, max_size=3)), max_size=8))
def test_pair_a_line_is_found_line_by_line(table: dict[str, object]) -> None:
    """Whatever keys and values hold, the pair on line n is on line n."""
    quoted = [
        f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in table.items()
    ]
    places = locate("\n".join(quoted))
    assert [places.line((key,)) for key in table] == list(range(1, len(table) + 1))


@given(st.text("[]{}=,.\"'\\#\n a1\r\t", max_size=60))
def test_any_text_is_scanned_to_its_end(text: str) -> None:
    """No text that tomllib takes can stop the scan."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    locate(text)
