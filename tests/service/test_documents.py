"""The published folder in memory, while other processes publish into it."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.publish.files import write_documents
from aggregator.publish.site import Document
from aggregator.service.documents import Documents, Moved, Served
from aggregator.service.web import make_app
from tests.service.asking import asking, fill, write


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A published folder with one section."""
    return fill(tmp_path / "public")


@pytest.fixture
def documents(public: Path) -> Documents:
    """The folder in memory."""
    loaded = Documents()
    loaded.load(public)
    return loaded


def content(documents: Documents, path: str) -> bytes | None:
    """Return what is served at a path."""
    found = documents.find(path)
    return found.variants["identity"].content if isinstance(found, Served) else None


async def test_what_another_process_published_is_served(documents: Documents, public: Path) -> None:
    """An editor's kill on the command line is what subscribers get from the running service."""
    async with asking(make_app(documents)) as ask:
        before = (await ask("/national/atom.xml")).headers["ETag"]
        write_documents(public, [Document("national/atom.xml", b"<feed>killed</feed>")])
        assert documents.refresh_changed(public) == ("national/atom.xml",)
        after = await ask("/national/atom.xml", If_None_Match=before)
        packed = await ask("/national/atom.xml", Accept_Encoding="br")
    assert (after.status, after.body) == (200, b"<feed>killed</feed>")
    assert packed.headers["Content-Encoding"] == "br"


def test_unchanged_folder_is_not_read_again(documents: Documents, public: Path) -> None:
    """Looking each second costs a look, and what is served stays the very same."""
    before = documents.find("national/rss.xml")
    assert documents.refresh_changed(public) == ()
    assert documents.find("national/rss.xml") is before


def test_change_of_the_same_size_and_time_is_seen(documents: Documents, public: Path) -> None:
    """A file that replaces another within a tick of the clock is another file."""
    file = public / "opml.xml"
    old = file.stat()
    other = file.with_name(".opml")
    other.write_bytes(file.read_bytes().replace(b"2.0", b"9.9"))
    os.utime(other, ns=(old.st_mtime_ns, old.st_mtime_ns))
    other.replace(file)
    assert documents.refresh_changed(public) == ("opml.xml",)
    assert content(documents, "opml.xml") == b"<opml version='9.9'/>"


def test_sibling_alone_is_a_change_of_its_document(documents: Documents, public: Path) -> None:
    """A compressed file that comes, changes or goes belongs to its document."""
    write(public, "national/atom.xml", b"<feed/>", codings=True)
    documents.refresh_changed(public)
    (public / "national/atom.xml.br").unlink()
    assert documents.refresh_changed(public) == ("national/atom.xml",)
    served = documents.find("national/atom.xml")
    assert isinstance(served, Served)
    assert set(served.variants) == {"identity", "gzip"}


def test_what_is_gone_is_forgotten_and_what_is_new_is_taken_up(documents: Documents, public: Path) -> None:
    """A section that was taken away takes its files with it."""
    for file in (public / "national").iterdir():
        file.unlink()
    (public / "national").rmdir()
    write(public, "world/rss.xml", b"<rss/>")
    changed = documents.refresh_changed(public)
    assert changed == (
        "national/atom.xml",
        "national/feed.json",
        "national/index.html",
        "national/rss.xml",
        "world/rss.xml",
    )
    assert documents.find("national/rss.xml") is None
    assert content(documents, "world/rss.xml") == b"<rss/>"


def test_folder_that_goes_and_comes_again_is_followed(documents: Documents, public: Path) -> None:
    """A mount that fails for a moment ends nothing."""
    public.rename(public.with_name("aside"))
    documents.refresh_changed(public)
    assert len(documents) == 0
    public.with_name("aside").rename(public)
    documents.refresh_changed(public)
    assert len(documents) == 7


def test_what_the_service_published_itself_is_not_read_twice(documents: Documents, public: Path) -> None:
    """After `refresh` there is nothing left to find."""
    written = write_documents(public, [Document("national/atom.xml", b"<feed>new</feed>")])
    documents.refresh(public, written)
    assert content(documents, "national/atom.xml") == b"<feed>new</feed>"
    assert documents.refresh_changed(public) == ()


def test_unfinished_file_is_no_change(documents: Documents, public: Path) -> None:
    """What a publisher is still writing is not looked at."""
    write(public, "national/.rss.xml.unfinished", b"<rs")
    write(public, ".cache/rss.xml", b"<rss/>")
    assert documents.refresh_changed(public) == ()


def test_half_a_document_is_never_served_while_another_publishes(documents: Documents, public: Path) -> None:
    """Reading beside a writer gives one of the whole documents, again and again."""
    whole = {bytes([letter]) * 50_000 for letter in b"abcdefgh"}
    stopped = threading.Event()

    def publish() -> None:
        for _ in range(3):
            for body in whole:
                write_documents(public, [Document("national/rss.xml", body)])
        stopped.set()

    writer = threading.Thread(target=publish)
    writer.start()
    seen = set()
    while not stopped.is_set():
        documents.refresh_changed(public)
        seen.add(content(documents, "national/rss.xml"))
    writer.join()
    documents.refresh_changed(public)
    seen.add(content(documents, "national/rss.xml"))
    assert len(seen - whole) <= 1  # what was there at first
    assert len(seen & whole) >= 1


steps = st.lists(
    st.tuples(
        st.sampled_from(["a/rss.xml", "a/atom.xml", "b/index.html", "opml.xml"]), st.binary(max_size=3)
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(steps)
def test_following_comes_to_the_same_as_reading_all(tmp_path: Path, changes: list[tuple[str, bytes]]) -> None:
    """Whatever is written and taken away, the documents are those of a service that starts now."""
    public = tmp_path / "any"
    following = Documents()
    for path, body in changes:
        if body:
            write_documents(public, [Document(path, body)])
        else:
            (public / path).unlink(missing_ok=True)
        following.refresh_changed(public)
    fresh = Documents()
    fresh.load(public)
    following.refresh_changed(public)
    for path in ("a/rss.xml", "a/atom.xml", "b/index.html", "opml.xml"):
        assert without_past(following.find(path)) == without_past(fresh.find(path))


def without_past(found: Served | Moved | None) -> Served | Moved | None:
    """Return a document without what is remembered of its versions before, which a service that starts has not seen."""
    return replace(found, bases={}) if isinstance(found, Served) else found


def archive(public: Path, content: bytes) -> None:
    """Publish an archive document."""
    write_documents(public, [Document("national/archive/1/atom.xml", content)])


def test_archive_document_is_read_when_it_is_asked_for(documents: Documents, public: Path) -> None:
    """Archives grow without end: they take no memory, and a kill in one is seen at once all the same."""
    archive(public, b"<feed>first</feed>")
    assert documents.refresh_changed(public) == ()
    assert content(documents, "national/archive/1/atom.xml") == b"<feed>first</feed>"
    kept = documents.find("national/archive/1/atom.xml")
    assert documents.find("national/archive/1/atom.xml") is kept
    assert isinstance(kept, Served)
    assert kept.media_type.startswith("application/atom+xml")
    assert set(kept.variants) == {"identity", "br", "gzip"}
    archive(public, b"<feed>killed</feed>")
    assert content(documents, "national/archive/1/atom.xml") == b"<feed>killed</feed>"


@pytest.mark.parametrize(
    "path",
    [
        "national/archive/",
        "national/archive/1/",
        "national/archive/1",
        "national/archive/../atom.xml",
        "national/archive/../../secret.txt",
        "/national/archive/1/atom.xml",
        "national//archive/1/atom.xml",
        "national/archive/1/.atom.xml.unfinished",
        "national/archive/1/atom\0.xml",
    ],
)
def test_nothing_but_archive_documents_is_read_from_disk(
    documents: Documents, public: Path, path: str
) -> None:
    """No address leads out of the folder, nor to what is still being written."""
    archive(public, b"<feed/>")
    (public.parent / "secret.txt").write_text("secret", encoding="utf-8")
    write(public, "national/archive/1/.atom.xml.unfinished", b"half")
    assert documents.find(path) is None


def test_outlets_feeds_are_read_when_they_are_asked_for(documents: Documents, public: Path) -> None:
    """Of a thousand outlets few are asked for; their pages and redirects are answered like a section's."""
    held = len(documents)
    write_documents(
        public,
        [
            Document("source/harbour/index.html", b"<title>Harbour</title>"),
            Document("agency/northern-press/atom.xml", b"<feed>first</feed>"),
        ],
    )
    documents.load(public)
    assert len(documents) == held
    assert content(documents, "source/harbour/") == b"<title>Harbour</title>"
    assert documents.find("source/harbour") == Moved("harbour/")
    assert documents.find("source/coast") is None
    assert documents.find("source/") is None
    assert content(documents, "agency/northern-press/atom.xml") == b"<feed>first</feed>"
    write_documents(public, [Document("agency/northern-press/atom.xml", b"<feed>killed</feed>")])
    assert content(documents, "agency/northern-press/atom.xml") == b"<feed>killed</feed>"


def test_section_may_be_called_archive(documents: Documents, public: Path) -> None:
    """Its own feeds are kept in memory as every section's."""
    write_documents(public, [Document("archive/atom.xml", b"<feed/>")])
    assert documents.refresh_changed(public) == ("archive/atom.xml",)
    assert content(documents, "archive/atom.xml") == b"<feed/>"
