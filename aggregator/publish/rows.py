"""The rows of lists on pages: each is made once, with gaps for what differs between the pages that it stands on.

A gap looks like an instruction of XML. Every text in a row is escaped, so none of it can look like one.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup, escape

from aggregator.publish.dates import in_words
from aggregator.publish.entry import Entry
from aggregator.publish.look import GAP_ROOT, GAP_ZONE, open_look
from aggregator.publish.site import Override
from aggregator.publish.words import Words, words_for

REMEMBERED = 1_024
"""Times of which is remembered how they are said: the same ones stand on several pages."""

_GAP = re.compile(r"<\?(root|zone|at [^<>?]+)\?>")


def make_row(entry: Entry, overrides: tuple[Override, ...], words: Words) -> str:
    """Return an entry's row in the list of any page in these words, with gaps."""
    template = open_look(words.language, overrides).get_template("row.html")
    return template.render(entry=entry, root=GAP_ROOT, zone=GAP_ZONE)


def fill_rows(rows: Iterable[str], *, root: str, zone: str, words: Words) -> Markup:
    """Return rows as they stand on a page; `root` leads to the front page, its times are told in `zone`."""
    parts = _GAP.split("".join(rows))
    parts[1::2] = [_fill(gap, root, zone, words.language) for gap in parts[1::2]]
    return Markup("".join(parts))  # noqa: S704 - the template has escaped what is not ours


@lru_cache(maxsize=REMEMBERED)
def _fill(gap: str, root: str, zone: str, language: str) -> str:
    match gap:
        case "root":
            return escape(root)
        case "zone":
            return escape(zone)
        case _:
            time = datetime.fromisoformat(gap.removeprefix("at "))
            return escape(in_words(time, zone, words=words_for(language)))
