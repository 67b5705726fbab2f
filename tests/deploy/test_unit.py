"""The systemd unit is right, hardened, and says why each line stands there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from aggregator.config.load import load

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "aggregator.service"
NOTES = ROOT / "deploy" / "README.md"
MOST_EXPOSED = 1.5
"""The highest exposure that `systemd-analyze security` may find, of 10."""

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed (Debian: systemd)"
)


def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words],  # noqa: S607 - where it lies differs between distributions
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )


def _settings() -> list[tuple[str, str]]:
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if re.match(r"[A-Z]", line))
    return [(name, value) for name, _, value in pairs]


@needs_systemd
def test_unit_is_right() -> None:
    """Nothing in it surprises systemd, whether the program is installed or not."""
    answer = _analyze("verify", str(UNIT))
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


@needs_systemd
def test_unit_is_hardened() -> None:
    """A parser of hostile feeds runs with next to no rights."""
    answer = _analyze("security", "--offline=true", "--no-pager", str(UNIT))
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", answer.stdout)
    assert found, answer.stdout + answer.stderr
    assert float(found[1]) <= MOST_EXPOSED


def test_every_line_has_its_reason() -> None:
    """Who wants to take a line out reads first what it is for."""
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if re.match(r"#?[A-Z][A-Za-z]+=", line) and not before.startswith("# ")
    ]
    assert bare == []


def test_unit_speaks_the_protocol_of_the_service() -> None:
    """Ready, watchdog, reload and a stop within 10 s are what the service does; the unit must ask for them."""
    settings = dict(_settings())
    assert settings["Type"] == "notify"
    assert settings["WatchdogSec"] == "60s"
    assert settings["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert settings["TimeoutStopSec"] == "15s"
    assert settings["Restart"] == "on-failure"
    assert settings["RestartPreventExitStatus"] == "2"


def test_no_setting_overrides_another() -> None:
    """The second of two equal lines wins silently; only the filter of system calls is made of two."""
    names = [name for name, _ in _settings() if name != "SystemCallFilter"]
    assert len(names) == len(set(names))


def test_install_notes_name_the_paths_of_the_unit() -> None:
    """Who follows the notes has what the unit starts and reads."""
    notes = NOTES.read_text(encoding="utf-8")
    settings = dict(_settings())
    _env, command, _run, *_, config = settings["ExecStart"].split()
    assert all(word in notes for word in (command, config, "/var/lib/aggregator", settings["User"]))


def test_configuration_of_the_install_notes_is_right(tmp_path: Path) -> None:
    """Who copies it has a service that starts."""
    (written,) = re.findall(r"```toml\n(.*?)```", NOTES.read_text(encoding="utf-8"), re.DOTALL)
    config = tmp_path / "config.toml"
    config.write_text(written, encoding="utf-8")
    assert load(config, {}).sources[0].id == "example-national"
