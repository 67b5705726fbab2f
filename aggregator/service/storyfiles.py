"""The pages of stories as the web server answers them: read when they are asked for, the latest kept in memory.

There may be a hundred thousand: to hold them all, or to look each second which of them changed, costs more than to
read the few that somebody opens. Whether one has changed is seen at each request.
"""

import re
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Final

from aggregator.service.documents import INDEX, STORIES, Moved, Served, Stamp, read_served, stamp_of

KEPT: Final = 500
"""Pages that stay in memory."""

_PATH: Final = re.compile(rf"{STORIES}/(?P<story>[0-9a-f-]{{1,64}})(?:/(?:{INDEX})?)?")
_FIRST_LINES: Final = re.compile(
    rb"(?:<!-- (?P<status>410|301)(?: (?P<target>\.\./[0-9a-f-]+/))? -->\n)?"
    rb"(?:<!-- in (?P<sections>[a-z0-9 -]+) -->\n)?"
)
"""What `publish.pages` writes above a page where HTML cannot say it."""


class StoryFiles:
    """The pages of stories below a published folder."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Stamp, Served | Moved]] = OrderedDict()

    def find(self, public: Path | None, path: str) -> Served | Moved | None:
        """Return what stands at a decoded path below the site's address; None where it is no story's page."""
        asked = _PATH.fullmatch(path)
        if asked is None or public is None:
            return None
        document = f"{STORIES}/{asked['story']}/{INDEX}"
        stamp = stamp_of(public, document)
        if not stamp:
            self._kept.pop(document, None)
            return None
        return (
            Moved(f"{asked['story']}/")
            if path.endswith(asked["story"])
            else self._take(public, document, stamp)
        )

    def _take(self, public: Path, document: str, stamp: Stamp) -> Served | Moved | None:
        known = self._kept.get(document)
        if known is not None and known[0] == stamp:
            self._kept.move_to_end(document)
            return known[1]
        read = read_served(public / document)
        if read is None:
            return None
        found = _as_answered(read)
        self._kept[document] = (stamp, found)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found


def _as_answered(page: Served) -> Served | Moved:
    """Return the page as its first lines ask for it, or where it sends its readers."""
    lines = _FIRST_LINES.match(page.variants["identity"].content)
    if lines is None:
        return page
    if target := lines["target"]:
        return Moved(target.decode())
    sections = tuple((lines["sections"] or b"").decode().split())
    return replace(page, status=int(lines["status"] or page.status), sections=sections)
