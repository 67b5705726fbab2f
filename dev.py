#!/usr/bin/env python3
"""The one program a developer starts: it sets everything up, then does what it is asked.

    python3 dev.py run      install, then poll, publish and serve what config.toml names
    python3 dev.py test     install, then run the tests (arguments go to pytest)
    python3 dev.py check    formatting, lint, types, import contracts and tests
    python3 dev.py bench    measure speed     (benchmarks/bench.py)
    python3 dev.py soak     run for a long time (benchmarks/soak.py)
    python3 dev.py fuzz     mutate the samples  (benchmarks/fuzz.py)

It needs Python 3.11 or later and nothing else. What it installs stays in `.venv`.
"""

from __future__ import annotations

import configparser
import hashlib
import html
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.txt"
NEEDED = (3, 11)

GROUPS = {"run": (), "test": ("test",), "check": ("dev",), "bench": ("bench",), "soak": (), "fuzz": ()}
"""Command -> the dependency groups of pyproject.toml that it needs beside the program's own."""

CHECKS = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("imports", ("lint-imports",)),
    ("tests", ("pytest",)),
)
"""What `check` runs, in this order; a failure does not keep the rest from running."""

REMEDY = """\
Could not make a virtual environment with pip in it.
  Debian, Ubuntu:  sudo apt-get install python3-venv
  elsewhere:       install Python 3.11 or later with its standard modules (venv, ensurepip)
  no direct way to pypi.org:  set PIP_INDEX_URL to the package index that you can reach
Then run the same command again."""


class SetupError(Exception):
    """Setting up failed; its lines say what to do about it."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


def main(arguments: list[str]) -> int:
    """Do what the first argument names and return the exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in {"", "help", "-h", "--help"}:
        print(__doc__)
        return 0 if command else 2
    if command not in GROUPS:
        print(f"dev.py: no command {command!r}; there are: {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    use_new_enough_python()
    os.chdir(ROOT)
    try:
        return start(command, rest)
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def start(command: str, rest: list[str]) -> int:  # noqa: RET503 - `become` does not return
    """Install what `command` needs, then run it; only `check` and failures come back from it."""
    program = ROOT / "benchmarks" / f"{command}.py"
    if command in {"bench", "soak", "fuzz"} and not program.exists():
        print(f"dev.py: there is no {program.relative_to(ROOT)} yet", file=sys.stderr)
        return 2
    install(GROUPS[command])
    if command == "check":
        return check(rest)
    if command == "run":
        become(VENV / "bin" / "aggregator", ["run", "--config", "config.toml", *rest])
    become(PYTHON, ["-m", "pytest" if command == "test" else f"benchmarks.{command}", *rest])


def check(rest: list[str]) -> int:
    """Run every check, name those that failed, and return 1 if any did; `rest` goes to pytest."""
    results = [
        (name, run_check(name, [*words, *(rest if name == "tests" else [])])) for name, words in CHECKS
    ]
    print()
    for name, passed in results:
        print(f"{'passed' if passed else 'FAILED'}  {name}")
    return 0 if all(passed for _, passed in results) else 1


def run_check(name: str, words: list[str]) -> bool:
    """Run one program of the virtual environment under its heading and return whether it passed."""
    print(f"\n== {name}: {' '.join(words)}", flush=True)
    return subprocess.run([VENV / "bin" / words[0], *words[1:]], check=False).returncode == 0


def become(program: Path, arguments: list[str]) -> NoReturn:
    """Turn this process into `program`, which keeps the terminal, the signals and the exit code."""
    sys.stdout.flush()
    os.execv(program, [str(program), *arguments])  # noqa: S606 - no shell is wanted


def use_new_enough_python() -> None:
    """Start over under a newer Python of this machine when this one is too old (macOS ships 3.9)."""
    if sys.version_info[:2] >= NEEDED:
        return
    for minor in range(19, NEEDED[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            become(Path(newer), [str(ROOT / "dev.py"), *sys.argv[1:]])
    print(
        "dev.py: this needs Python 3.11 or later, and found none; see https://www.python.org", file=sys.stderr
    )
    sys.exit(2)


# Installing: a stamp in .venv says for which interpreter, place, pyproject.toml and requirements it stands.


def install(groups: tuple[str, ...]) -> None:
    """Make `.venv` hold the project and `groups`; does nothing, silently, when it already does."""
    project = (ROOT / "pyproject.toml").read_bytes()
    wanted = requirements(project, groups)
    made_for = f"{ROOT} {base_python()} {sys.version_info[0]}.{sys.version_info[1]}"
    stamp = [made_for, hashlib.sha256(project).hexdigest()]
    known = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    if known[:2] == stamp and set(wanted) <= set(known[2:]):
        return
    if not PYTHON.exists() or known[:1] != stamp[:1]:
        say("Making .venv ...")
        make_environment()
        known = []
    install_project(wanted)
    kept = known[2:] if known[:2] == stamp else []
    STAMP.write_text("\n".join([*stamp, *sorted({*wanted, *kept})]) + "\n", encoding="utf-8")


def requirements(project: bytes, groups: tuple[str, ...]) -> list[str]:
    """Return what the dependency groups of a pyproject.toml ask for, groups within groups included."""
    import tomllib  # here, so that an old Python gets as far as our own message

    listed = tomllib.loads(project.decode("utf-8"))["dependency-groups"]
    wanted: list[str] = []
    for group in groups:
        for entry in listed[group]:
            inner = requirements(project, (entry["include-group"],)) if isinstance(entry, dict) else [entry]
            wanted.extend(inner)
    return wanted


def install_project(wanted: list[str]) -> None:
    """Install the project in place, and `wanted` beside it, with one line of progress."""
    began = time.monotonic()
    say("Installing the project and what it needs (the first time takes about a minute) ...")
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    with subprocess.Popen(
        [*command, "--editable", ".", *wanted], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        lines = follow(process.stdout) if process.stdout else []
    if process.returncode:
        advice = "If pypi.org cannot be reached from here, set PIP_INDEX_URL to an index that can be."
        raise SetupError("pip failed:\n" + "".join(lines[-25:]) + advice)
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def follow(output: IO[str]) -> list[str]:
    """Read pip's output to its end, showing the package it is at on a terminal, and return its lines."""
    lines = []
    for line in output:
        lines.append(line)
        step = re.match(r"\s*(Collecting|Downloading|Building|Installing) [^\s(]+", line)
        if step and sys.stdout.isatty():
            print(f"\r\033[K  {step[0].strip()}"[:100], end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    return lines


def make_environment() -> None:
    """Make a new `.venv` with pip in it, also where ensurepip is missing (Debian without python3-venv)."""
    made = try_command([base_python(), "-m", "venv", "--clear", str(VENV)])
    if made and try_command([str(PYTHON), "-m", "pip", "--version"]):
        return
    if not try_command([base_python(), "-m", "venv", "--clear", "--without-pip", str(VENV)]):
        raise SetupError(REMEDY)
    say("This Python has no ensurepip; getting pip another way ...")
    borrowed = [base_python(), "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "pip"]
    if not try_command(borrowed):
        install_pip_from_index()


def install_pip_from_index() -> None:
    """Install pip into `.venv` from the wheel that the package index offers: a wheel runs as it is."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            wheel = download_pip(Path(folder), os.environ)
        except OSError as error:
            raise SetupError(REMEDY, f"(Getting pip from the package index: {error})") from error
        if not try_command([str(PYTHON), str(wheel / "pip"), "install", "--quiet", "--no-index", str(wheel)]):
            raise SetupError(REMEDY)


def download_pip(folder: Path, environment: Mapping[str, str]) -> Path:
    """Return the newest pip wheel of the package index, saved in `folder` with its checksum verified."""
    index = (pip_setting("index-url", environment) or "https://pypi.org/simple").rstrip("/") + "/pip/"
    links = re.findall(
        r'href="([^"]*\bpip-(\d+(?:\.\d+)*)-py3-none-any\.whl[^"]*)"',
        read_url(index, environment).decode("utf-8"),
    )
    if not links:
        raise SetupError(REMEDY, f"({index} lists no wheel of pip)")
    newest = max(links, key=lambda link: [int(part) for part in link[1].split(".")])[0]
    url, fragment = urldefrag(urljoin(index, html.unescape(newest)))
    content = read_url(url, environment)
    if fragment.startswith("sha256=") and hashlib.sha256(content).hexdigest() != fragment[7:]:
        raise SetupError("The package index gave another pip than it announces:", url)
    wheel = folder / url.rsplit("/", 1)[1]
    wheel.write_bytes(content)
    return wheel


def read_url(url: str, environment: Mapping[str, str]) -> bytes:
    """Return what an address answers, through the proxies and certificates that pip would use."""
    context = ssl.create_default_context(cafile=pip_setting("cert", environment))
    with urlopen(url, timeout=60, context=context) as answer:  # noqa: S310 - the index the user configured
        return bytes(answer.read())


def pip_setting(name: str, environment: Mapping[str, str]) -> str | None:
    """Return a setting as pip would find it: in the environment, else in its configuration files."""
    given = environment.get(f"PIP_{name.upper().replace('-', '_')}")
    if given:
        return given
    files = configparser.RawConfigParser()
    named = environment.get("PIP_CONFIG_FILE", "")
    files.read(["/etc/pip.conf", Path.home() / ".pip/pip.conf", Path.home() / ".config/pip/pip.conf", named])
    return files.get("install", name, fallback=files.get("global", name, fallback=None))


def base_python() -> str:
    """Return the interpreter itself, also when dev.py runs inside a virtual environment."""
    return os.path.realpath(sys.executable)


def try_command(words: list[str]) -> bool:
    """Run a command without showing its output and return whether it succeeded."""
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def say(text: str) -> None:
    """Print a line of progress at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
