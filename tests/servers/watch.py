"""The tests' outlet started by hand, to watch what any client sends: `python -m tests.servers.watch [FOLDER] [PORT]`.

Without a folder it shows every scene of `tests/servers/scenes.py`, one at each path.
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from tests.servers.outlet import AnyAnswer, Logged, Outlet, Page
from tests.servers.scenes import FAULTS, MANNERS

_MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
    ".xml": "application/rss+xml",
}

Answers = dict[str, AnyAnswer | Callable[[Logged], AnyAnswer]]


def read_folder(folder: Path) -> Answers:
    """Return a folder's files as a good server has them: with validators."""
    return {
        f"/{path.relative_to(folder).as_posix()}": Page(
            path.read_bytes(), _MEDIA_TYPES.get(path.suffix, "text/plain")
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_request(request: Logged) -> str:
    """Return a request as it came, for people: its first line, then its headers."""
    lines = [f"{request.method} {request.target.decode('latin-1')}"]
    lines += [f"    {name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in request.headers]
    return "\n".join(lines) + "\n"


def write_answer(answer: AnyAnswer) -> str:
    """Return in a few words what is answered."""
    match answer:
        case Page(body=body):
            return f"    -> a page of {len(body)} bytes, or 304\n"
        case _:
            words = repr(answer)
            return f"    -> {words[:100]}{'…' if len(words) > 100 else ''}\n"


async def serve(folder: Path | None, port: int) -> None:
    """Serve until somebody ends it, and print each request with what is answered."""
    scenes = MANNERS | FAULTS
    answers: Answers = read_folder(folder) if folder else {path: each.answer for path, each in scenes.items()}
    async with Outlet(answers, port=port, tell=_print) as outlet:
        for path in answers:
            words = f"  {scenes[path].words}" if folder is None else ""
            sys.stdout.write(f"{outlet.url(path)}{words}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def _print(request: Logged, answer: AnyAnswer) -> None:
    sys.stdout.write("\n" + write_request(request) + write_answer(answer))
    sys.stdout.flush()


if __name__ == "__main__":
    words = sys.argv[1:]
    wanted_port = int(words.pop()) if words and words[-1].isdigit() else 0
    asyncio.run(serve(Path(words[0]) if words else None, wanted_port))
