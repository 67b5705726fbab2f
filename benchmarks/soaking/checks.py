"""What must hold after every kill; each check returns what is wrong, a line each."""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import brotli
from lxml import etree

from benchmarks.soaking.ledger import Guid, Ledger
from benchmarks.soaking.service import ENTRIES
from benchmarks.soaking.store import Store, StoredItem

LEADING = frozenset({"usable", "corrected"})
ATOM_ID = "{http://www.w3.org/2005/Atom}id"


def check_store(store: Store, ledger: Ledger) -> Iterator[str]:
    """Yield what the store has lost, doubled or invented, and stories without a lead."""
    if not store.is_sound:
        yield "SQLite finds the store damaged"
    for guid, uses in ledger.owed.items():
        yield from _check_owed(guid, uses, store.items.get(guid, ()))
    for guid, items in store.items.items():
        yield from _check_invented(guid, items, ledger)
    carried = {item.item: item.story for items in store.items.values() for item in items}
    for story, status in store.statuses.items():
        lead = store.leads[story]
        if status in LEADING and (lead is None or carried.get(lead) != story):
            yield f"{story} is {status} and its lead {lead} is none of its carriers"
    if store.unmatched == 0:
        yield from (f"item {item} is matched and in no story" for item, story in carried.items() if not story)


def _check_owed(guid: Guid, uses: Mapping[int, set[str]], items: tuple[StoredItem, ...]) -> Iterator[str]:
    if len(items) < len(uses):
        yield f"{guid}: lost: {len(uses)} items were polled, {len(items)} are stored"
    kept = {text for item in items for text in item.texts}
    for text in set().union(*uses.values()) - kept:
        yield f"{guid}: a version was lost: {text[:60]!r}"


def _check_invented(guid: Guid, items: tuple[StoredItem, ...], ledger: Ledger) -> Iterator[str]:
    uses = ledger.shown.get(guid, {})
    if len(items) > len(uses):
        yield f"{guid}: doubled: {len(items)} items are stored, {len(uses)} were served"
    served = set().union(*uses.values())
    for item in items:
        if not item.digests:
            yield f"{guid}: item {item.item} has no version"
        if any(one == other for one, other in zip(item.digests, item.digests[1:], strict=False)):
            yield f"{guid}: item {item.item} has a version twice in a row"
        yield from (f"{guid}: never served: {text[:60]!r}" for text in set(item.texts) - served)


def check_ids(before: Store | None, store: Store) -> Iterator[str]:
    """Yield what has become of ids that may not change: an item stays in its story, or goes where that was merged."""
    if before is None:
        return
    yield from (f"{story} is gone" for story in before.statuses if story not in store.statuses)
    yield from (f"{story} was published and is not any more" for story in before.released - store.released)
    now = {item.item: item.story for items in store.items.values() for item in items}
    for items in before.items.values():
        for item in items:
            if item.story is not None and _end_of(item.story, store) != now.get(item.item):
                yield f"item {item.item} went from {item.story} to {now.get(item.item)}"


def _end_of(story: str, store: Store) -> str:
    while story in store.into:
        story = store.into[story]
    return story


def check_files(public: Path) -> Iterator[str]:
    """Yield the published files that are not whole, and siblings that are not their file."""
    for path in sorted(path for path in public.rglob("*") if path.is_file()):
        if not path.name.endswith(".unfinished"):  # what the kill left behind; nobody is served it
            yield from _check_file(path)


def _check_file(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    try:
        match path.suffix:
            case ".xml":
                etree.fromstring(content)
            case ".json":
                json.loads(content)
            case ".html" if not content.rstrip().endswith(b"</html>"):
                yield f"{path.name} is half a page"
            case ".gz" if gzip.decompress(content) != path.with_suffix("").read_bytes():
                yield f"{path} is not its file"
            case ".br" if brotli.decompress(content) != path.with_suffix("").read_bytes():
                yield f"{path} is not its file"
    except (ValueError, OSError, EOFError, etree.XMLSyntaxError, brotli.error) as error:
        yield f"{path} is half a file: {error}"


def check_published(public: Path, store: Store) -> Iterator[str]:
    """Yield the published ids that the store does not know as published."""
    for path in sorted(public.rglob("feed.json")):
        for entry in json.loads(path.read_bytes())["items"]:
            if entry["id"] not in store.released:
                yield f"{path.parent.name}: {entry['id']} is published and not so in the store"
    for path in sorted(public.rglob("atom.xml")):
        found = {each.text for each in etree.parse(path).getroot().iter(ATOM_ID)}
        unknown = {each for each in found if each and each.startswith("urn:uuid:")} - store.released
        if len(unknown) > 1:  # the feed has an id of its own
            yield f"{path.parent.name}: {unknown} are published and not so in the store"


def check_stories(stories: list[dict[str, Any]], store: Store, feed: Mapping[str, Any]) -> Iterator[str]:
    """Yield where `stories --json`, the store and the feed of all stories differ after a whole round."""
    if {story["id"] for story in stories} != set(store.statuses):
        yield "`stories` does not list the stories of the store"
    by_id = {story["id"]: story for story in stories}
    for story in stories:
        is_leading = story["status"] in LEADING
        if is_leading != (story["lead"] is not None) or (
            is_leading and story["lead"] not in story["carriers"]
        ):
            yield f"{story['id']} is {story['status']} and its lead is {story['lead']}"
    listed = sorted((each["source"], each["guid"]) for story in stories for each in story["carriers"])
    if listed != sorted(guid for guid, items in store.items.items() for _ in items):
        yield "the carriers of `stories` are not the items of the store, each once"
    published = [story for story in stories if story["first_published"]]
    out = [story for story in published if story["status"] != "merged"]
    # A merged story's tombstone takes a place in the window, and JSON Feed has no tombstones.
    least = min(ENTRIES, len(published)) - (len(published) - len(out))
    most = ENTRIES + ENTRIES // 2  # what no archive holds yet is shown as well
    if not least <= len(feed["items"]) <= min(most, len(out)):
        yield f"{len(out)} stories are out, and the feed of all stories shows {len(feed['items'])}"
    for entry in feed["items"]:
        title = by_id[entry["id"]]["title"] if entry["id"] in by_id else "nothing"
        if entry["title"] != title and title is not None:
            yield f"{entry['id']} is published as {entry['title']!r} and stands as {title!r}"


def check_times(before: list[dict[str, Any]], stories: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the stories whose `updated` went back, or whose `first_published` moved."""
    now = {story["id"]: story for story in stories}
    for old in before:
        new = now.get(old["id"], old)
        if old["first_published"] and old["first_published"] != new["first_published"]:
            yield f"{old['id']}: first published {old['first_published']}, now {new['first_published']}"
        if old["updated"] and old["updated"] > new["updated"]:
            yield f"{old['id']}: updated went back from {old['updated']} to {new['updated']}"
