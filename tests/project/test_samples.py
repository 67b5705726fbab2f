"""The samples are what the README says: two agencies' copy as four outlets carry it."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from aggregator.model.comparison import squash

WIRE = Path(__file__).parents[2] / "samples" / "wire"
ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


def _letters(markup: str) -> str:
    return squash(re.sub(r"<[^>]+>", " ", markup))


def _tree(name: str) -> ET.Element:
    return ET.parse(WIRE / name).getroot()  # noqa: S314 - our own files


def _text(element: ET.Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""


def _json(name: str) -> list[dict[str, Any]]:
    feed: dict[str, Any] = json.loads((WIRE / name).read_text(encoding="utf-8"))
    return list(feed["items"])


def _transmissions() -> list[tuple[str, str, str]]:
    """Return (id, title, letters) of the drop folder in the order in which it is read."""
    entries = [_tree(f"northern-press/{path.name}").find(f"{ATOM}entry") for path in _drop_folder()]
    return [
        (
            _text(entry.find(f"{ATOM}id")),
            _text(entry.find(f"{ATOM}title")),
            _letters(_text(entry.find(f"{ATOM}content"))),
        )
        for entry in entries
        if entry is not None
    ]


def _drop_folder() -> list[Path]:
    return sorted((WIRE / "northern-press").glob("*.xml"))


def _versions_of(slug: str) -> list[tuple[str, str]]:
    return [(title, letters) for guid, title, letters in _transmissions() if guid.endswith(f":{slug}")]


def _harbour_times() -> dict[str, str]:
    items = _tree("harbour-times.xml").iter("item")
    return {_text(item.find("guid")): _letters(_text(item.find(ENCODED))) for item in items}


def _valley_herald() -> set[str]:
    return {
        _letters(_text(entry.find(f"{ATOM}content")))
        for entry in _tree("valley-herald.xml").iter(f"{ATOM}entry")
    }


def _coastline() -> set[str]:
    return {_letters(item["content_html"]) for item in _json("coastline.json")}


def test_a_write_thru_is_carried_new_by_one_outlet_and_stale_by_another() -> None:
    """The ice storm moves under its guid; the Herald still has the first version, word for word."""
    (_, first), (_, second) = _versions_of("ice-storm")
    assert first != second
    assert first in _valley_herald()
    assert second in _harbour_times().values()


def test_a_correction_is_carried_by_one_outlet_and_missed_by_another() -> None:
    """41 million becomes 14; Coastline runs the corrected text, the Harbour Times the wrong one."""
    (_, wrong), (title, right) = _versions_of("prairie-wetlands")
    assert title.startswith("CORRECTED-")
    assert wrong in _harbour_times().values()
    assert right in _coastline()


def test_a_killed_story_was_carried() -> None:
    """The kill comes later, under the same guid and short; the outlet has the killed words."""
    (_, killed), (title, kill) = _versions_of("dam-evacuation")
    assert title.startswith("KILL-")
    assert len(kill) < len(killed)
    assert killed in _harbour_times().values()


def test_copies_under_other_headlines_are_exact() -> None:
    """Three outlets' texts of the second agency are the agency's, letter for letter."""
    agency = {_letters(item["content_html"]): item["title"] for item in _json("meridian-wire.json")}
    carried = {_letters(item["content_html"]): item["title"] for item in _json("coastline.json")}
    copied = agency.keys() & carried.keys()
    assert len(copied) == 4
    assert all(agency[letters] != carried[letters] for letters in copied)
    assert copied & set(_harbour_times().values())


def test_an_outlet_prints_one_item_twice() -> None:
    """Two guids and two links, one headline and summary."""
    items = [
        (_text(item.find("guid")), _text(item.find("title")), _text(item.find("description")))
        for item in _tree("prairie-daily.xml").iter("item")
    ]
    assert len({guid for guid, _, _ in items}) == len(items)
    assert len({(title, summary) for _, title, summary in items}) == len(items) - 1


def test_everything_is_invented() -> None:
    """No address in the samples can belong to anyone: all are under .example (RFC 2606)."""
    files = [path.read_text(encoding="utf-8") for path in WIRE.rglob("*") if path.is_file()]
    hosts = {host for text in files for host in re.findall(r"https?://([^/\"<?\s]+)", text)}
    standards = {"www.w3.org", "purl.org", "search.yahoo.com", "jsonfeed.org"}
    assert [host for host in hosts - standards if not host.endswith(".example")] == []
