"""`dev.py` sets the project up with nothing but Python, and says what went wrong where it cannot."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import dev

ROOT = Path(__file__).parents[2]
PROJECT = b"""
[dependency-groups]
test = ["pytest>=9"]
check = ["ruff>=0.17"]
dev = [{ include-group = "test" }, { include-group = "check" }]
"""


@dataclass(frozen=True, slots=True)
class Index:
    """A package index: where its page of pip lies, and the environment that names it."""

    folder: Path
    environment: Mapping[str, str]


class _Quiet(SimpleHTTPRequestHandler):
    """A file server that does not write to the terminal."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name for it
        """Say nothing."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Serve a package index (PEP 503) on loopback; what it lists of pip is written into its folder."""
    folder = tmp_path / "simple" / "pip"
    folder.mkdir(parents=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Index(folder, {"PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}/simple/"})
        server.shutdown()
        thread.join()


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "dev.py"), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)


def test_unknown_command_names_the_known_ones() -> None:
    """A typing mistake costs one look."""
    answer = _run("tset")
    assert answer.returncode == 2
    assert "run, test, check, bench, soak, fuzz" in answer.stderr


def test_no_command_shows_what_there_is() -> None:
    """`python3 dev.py` alone explains itself and is no success."""
    answer = _run()
    assert answer.returncode == 2
    assert "python3 dev.py run" in answer.stdout


def test_absent_program_is_named() -> None:
    """What has not been written yet says so in one line, and nothing is installed for it."""
    absent = [name for name in ("bench", "soak", "fuzz") if not (ROOT / "benchmarks" / f"{name}.py").exists()]
    for name in absent:
        answer = _run(name)
        assert answer.returncode == 2
        assert answer.stderr == f"dev.py: there is no benchmarks/{name}.py yet\n"


def test_groups_within_groups_are_installed() -> None:
    """`check` needs what `test` needs (PEP 735, include-group)."""
    assert dev.requirements(PROJECT, ("dev",)) == ["pytest>=9", "ruff>=0.17"]
    assert dev.requirements(PROJECT, ()) == []


def test_newest_pip_of_the_index_is_taken(index: Index) -> None:
    """Without ensurepip and pip, pip comes from the index that the user named, numbers compared as numbers."""
    wheel = index.folder / "pip-26.10-py3-none-any.whl"
    wheel.write_bytes(b"the newest")
    (index.folder / "index.html").write_text(
        '<a href="pip-26.9-py3-none-any.whl">old</a><a href="pip-26.10.tar.gz">source</a>'
        f'<a href="pip-26.10-py3-none-any.whl#sha256={hashlib.sha256(b"the newest").hexdigest()}">new</a>'
    )
    assert dev.download_pip(index.folder.parent, index.environment).read_bytes() == b"the newest"


def test_damaged_pip_is_refused(index: Index) -> None:
    """A download that is not what the index announces is never run."""
    (index.folder / "pip-26.3-py3-none-any.whl").write_bytes(b"half of")
    (index.folder / "index.html").write_text(f'<a href="pip-26.3-py3-none-any.whl#sha256={"0" * 64}">pip</a>')
    with pytest.raises(dev.SetupError, match="another pip than it announces"):
        dev.download_pip(index.folder.parent, index.environment)


def test_index_without_pip_is_explained(index: Index) -> None:
    """The last way that fails ends in what to do, not in a traceback."""
    (index.folder / "index.html").write_text("<html></html>")
    with pytest.raises(dev.SetupError, match="apt-get install python3-venv"):
        dev.download_pip(index.folder.parent, index.environment)


def test_pip_settings_come_from_pips_own_file(tmp_path: Path) -> None:
    """Who has told pip about a mirror once has told us."""
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple\n")
    environment = {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}
    assert dev.pip_setting("index-url", environment) == "https://mirror.example/simple"
