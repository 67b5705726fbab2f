"""The service as a real process: started, listened to, stopped."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20


def write_config(folder: Path, *urls: str) -> None:
    """Write a configuration that polls these addresses."""
    head = (
        '[service]\ntitle = "Desk"\nbase_url = "http://desk.example/"\nlisten = "127.0.0.1:0"\n'
        'database = "sqlite:///store.db"\npublic = "public"\ncontact = "desk@example.org"\n'
        '[[sections]]\nid = "national"\ntitle = "National"\n'
    )
    sources = [
        f'[[sources]]\nid = "s{number}"\nurl = "{url}"\nsection = "national"\nallow_private = true\nevery = "1m"\n'
        for number, url in enumerate(urls)
    ]
    (folder / "config.toml").write_text(head + "".join(sources), encoding="utf-8")


@asynccontextmanager
async def running(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[Process, str]]:
    """Yield the service and its address; it is killed if the test leaves it running."""
    process = await start(folder, "run", *words, environment=environment)
    try:
        port = await heard(process, r"listening on port (\d+) for pages")
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def heard(process: Process, pattern: str) -> str:
    """Return what the service says that matches, waiting for it."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        while line := (await process.stderr.readline()).decode():
            if found := re.search(pattern, line):
                return found.group(1)
    raise AssertionError(f"the service ended without saying {pattern!r}")


async def start(folder: Path, *words: str, environment: Mapping[str, str] | None = None) -> Process:
    """Return the command, started in a folder."""
    around = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **(environment or {})}
    command = [sys.executable, "-m", "aggregator", *words]
    return await asyncio.create_subprocess_exec(*command, cwd=folder, stdout=PIPE, stderr=PIPE, env=around)


async def finished(folder: Path, *words: str) -> tuple[int, str, str]:
    """Return the status, output and errors of a command that ends."""
    process = await start(folder, *words)
    async with asyncio.timeout(PATIENCE_SECONDS):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()
