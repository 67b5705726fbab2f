"""The real program as the soak runs it: started, watched and killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.soaking.world import OUTLETS, WIRE

ROOT = Path(__file__).parents[2]
ENTRIES = 150
"""How many entries a feed shows."""
PATIENCE_SECONDS = 60
"""After how long a command that has not ended is a failure of its own."""


@dataclass(frozen=True, slots=True)
class Service:
    """An installation in a folder of its own."""

    folder: Path
    port: int

    @property
    def public(self) -> Path:
        """The folder of what is published."""
        return self.folder / "public"

    @property
    def database(self) -> Path:
        """The file of the store."""
        return self.folder / "store.db"

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command in a process group of its own, so that a kill reaches its children too."""
        with (self.folder / "log.txt").open("ab") as log:
            return subprocess.Popen(
                [*_program(), *words, "--config", str(self.folder / "config.toml")],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return its answer."""
        command = [*_program(), *words, "--config", str(self.folder / "config.toml")]
        return subprocess.run(
            command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS
        )

    def stories(self) -> list[dict[str, Any]]:
        """Return what `stories --json` prints."""
        answer = self.ask("stories", "--json")
        if answer.returncode:
            raise AssertionError(f"stories: {answer.stderr[-2000:]}")
        return [json.loads(line) for line in answer.stdout.splitlines()]


def install(folder: Path, url: Callable[[str], str]) -> Service:
    """Return an installation in an empty folder that polls the world's outlets."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    head = (
        '[service]\ntitle = "Soak"\nbase_url = "http://soak.example/"\ncontact = "desk@example.org"\n'
        f'listen = "127.0.0.1:{port}"\ndatabase = "sqlite:///store.db"\npublic = "public"\n'
        f"[publish]\nentries = {ENTRIES}\n"
        '[[sections]]\nid = "national"\ntitle = "National"\n'
    )
    sources = [_source(WIRE, url(WIRE), 'wire = "The Meridian Wire"\npriority = 10\n')]
    sources += [_source(outlet, url(outlet), "") for outlet in OUTLETS]
    (folder / "config.toml").write_text(head + "".join(sources), encoding="utf-8")
    return Service(folder, port)


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill a process and its children with SIGKILL; return False when it had ended by itself."""
    was_running = process.poll() is None
    with suppress(ProcessLookupError):  # it ended a moment ago, and no child is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE_SECONDS)
    return was_running


def wait_for(is_so: Callable[[], bool], process: subprocess.Popen[bytes], *, seconds: float) -> bool:
    """Wait until it is so and return True; False when the process ended or the time ran out before."""
    until = time.monotonic() + seconds
    while not is_so():
        if process.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True


def _source(source: str, url: str, options: str) -> str:
    return (
        f'[[sources]]\nid = "{source}"\nurl = "{url}"\nsection = "national"\nevery = "10s"\n'
        f'rights = "full"\nallow_private = true\n{options}'
    )


def _program() -> tuple[str, ...]:
    return (sys.executable, "-m", "aggregator")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
