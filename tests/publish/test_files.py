"""Published files: whole or not at all, untouched when unchanged, never outside their folder."""

import gzip
import os
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from aggregator.errors import PublishError
from aggregator.publish.files import write_documents
from aggregator.publish.site import Document

FEED = Document("national/atom.xml", b"<feed>one</feed>" * 50)
CHANGED = Document("national/atom.xml", b"<feed>two</feed>" * 50)
YESTERDAY_NS = 1_767_700_000_000_000_000


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file with its inode and its modification time."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def test_documents_are_written_with_their_compressed_siblings(tmp_path: Path) -> None:
    """Every sibling holds the same bytes; the answer names what changed."""
    assert write_documents(tmp_path, [FEED]) == ("national/atom.xml",)
    target = tmp_path / FEED.path
    assert target.read_bytes() == FEED.content
    assert gzip.decompress((tmp_path / "national/atom.xml.gz").read_bytes()) == FEED.content
    assert brotli.decompress((tmp_path / "national/atom.xml.br").read_bytes()) == FEED.content


def test_unchanged_document_is_not_touched(tmp_path: Path) -> None:
    """Same bytes: same inode, same time, siblings included, and nothing is reported."""
    write_documents(tmp_path, [FEED])
    before = snapshot(tmp_path)
    assert write_documents(tmp_path, [FEED]) == ()
    assert snapshot(tmp_path) == before


def test_changed_document_replaces_its_siblings(tmp_path: Path) -> None:
    """No compressed sibling goes on showing the old text."""
    write_documents(tmp_path, [FEED])
    assert write_documents(tmp_path, [CHANGED]) == (CHANGED.path,)
    assert gzip.decompress((tmp_path / "national/atom.xml.gz").read_bytes()) == CHANGED.content
    assert brotli.decompress((tmp_path / "national/atom.xml.br").read_bytes()) == CHANGED.content


def test_sibling_left_by_a_crash_is_made_again(tmp_path: Path) -> None:
    """A sibling whose time is not its file's was made of something else."""
    write_documents(tmp_path, [FEED])
    stale = tmp_path / "national/atom.xml.gz"
    stale.write_bytes(gzip.compress(b"withdrawn copy"))
    os.utime(stale, ns=(YESTERDAY_NS, YESTERDAY_NS))
    (tmp_path / "national/atom.xml.br").unlink()
    assert write_documents(tmp_path, [FEED]) == ()
    assert gzip.decompress(stale.read_bytes()) == FEED.content
    assert (tmp_path / "national/atom.xml.br").exists()


def test_compressed_bytes_are_the_same_every_time(tmp_path: Path) -> None:
    """Gzip would stamp the hour into its head."""
    write_documents(tmp_path / "one", [FEED])
    write_documents(tmp_path / "other", [FEED])
    for suffix in (".gz", ".br"):
        name = FEED.path + suffix
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_stray_file_of_a_crash_is_cleaned_up(tmp_path: Path) -> None:
    """What was half written when the power went is gone after the next publishing."""
    stray = tmp_path / "national" / ".atom.xml.unfinished"
    stray.parent.mkdir()
    stray.write_bytes(b"<fe")
    write_documents(tmp_path, [FEED])
    assert {path.name for path in stray.parent.iterdir()} == {"atom.xml", "atom.xml.gz", "atom.xml.br"}


@pytest.mark.parametrize(
    "path",
    [
        "../outside.xml",
        "national/../../outside.xml",
        "/etc/outside.xml",
        "",
        ".",
        "a//b.xml",
        "./a.xml",
        "a\\b.xml",
        "a\0b.xml",
        "..",
        "a/..",
    ],
)
def test_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    """Nothing is written at all, not even the documents before it."""
    public = tmp_path / "public"
    with pytest.raises(PublishError, match="Refusing to write"):
        write_documents(public, [FEED, Document(path, b"x")])
    assert list(tmp_path.rglob("*")) == []


def test_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A folder may be a link, as long as it stays inside."""
    public, outside = tmp_path / "public", tmp_path / "outside"
    public.mkdir()
    outside.mkdir()
    (public / "national").symlink_to(outside)
    with pytest.raises(PublishError, match="a link leads out"):
        write_documents(public, [FEED])
    assert list(outside.iterdir()) == []


def test_folder_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path) -> None:
    """The operator reads which path failed and what to do."""
    (tmp_path / "national").write_text("a file where a folder belongs")
    with pytest.raises(PublishError, match=r"national.*Check that .* may be written"):
        write_documents(tmp_path, [FEED])


def test_failed_replacement_leaves_the_old_file_and_no_stray(tmp_path: Path) -> None:
    """Whole or not at all: a target that cannot be replaced keeps nothing half written beside it."""
    (tmp_path / "national" / "atom.xml").mkdir(parents=True)
    with pytest.raises(PublishError):
        write_documents(tmp_path, [FEED])
    assert [path.name for path in (tmp_path / "national").iterdir()] == ["atom.xml"]


def test_files_that_are_no_text_get_no_siblings(tmp_path: Path) -> None:
    """Pictures are compressed already."""
    write_documents(tmp_path, [Document("logo.png", b"\x89PNG")])
    assert [path.name for path in tmp_path.iterdir()] == ["logo.png"]


def test_document_that_few_ask_for_has_no_siblings(tmp_path: Path) -> None:
    """And keeps none of an earlier release that it no longer agrees with."""
    write_documents(tmp_path, [FEED])
    write_documents(tmp_path, [replace(CHANGED, is_popular=False)])
    assert [path.name for path in (tmp_path / "national").iterdir()] == ["atom.xml"]


def test_published_files_may_be_read_by_a_web_server(tmp_path: Path) -> None:
    """A temporary file's tight mode must not survive: nginx runs as another user."""
    before = os.umask(0o022)
    try:
        write_documents(tmp_path, [FEED])
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "national").iterdir()}
    assert modes == {0o644}
