"""The door to RE2: regular expressions whose time grows with the text and never faster."""

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression as the operator wrote it; `find_pattern_problem` has found nothing wrong with it."""

    text: str

    def is_in(self, text: str) -> bool:
        """Return whether the expression is found anywhere in the text; the same for the same text, however long."""
        return _compiled(self.text).search(_encoded(text)) is not None


def find_pattern_problem(text: str) -> str | None:
    """Return what is wrong with a regular expression, in RE2's own words, or None."""
    import re2  # loaded where a rule has a pattern: it takes 2.5 MiB of the service and of each child

    try:
        _compiled(text)
    except re2.error as error:
        said = error.args[0] if error.args else b""
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return None


@cache  # as many as the configuration has
def _compiled(text: str) -> Any:  # noqa: ANN401 - RE2 ships no types
    import re2  # the same

    options = re2.Options()
    options.log_errors = False  # they are told as mistakes of the configuration
    return re2.compile(_encoded(text), options)


def _encoded(text: str) -> bytes:
    """Return the text as UTF-8; RE2 counts no characters of bytes, and a lone surrogate becomes a mark."""
    return text.encode("utf-8", "replace")
