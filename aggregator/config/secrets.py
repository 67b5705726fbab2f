"""The values of the secrets that `config.toml` names, from the environment or systemd's credentials."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY"
"""The variable in which systemd names its folder (systemd.exec(5), LoadCredential=)."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret's value, which no representation shows."""

    value: str

    def __repr__(self) -> str:
        return "Secret(...)"


@dataclass(frozen=True, slots=True)
class NoSecret:
    """Why a secret cannot be had; its name is told, its value never."""

    why: str


def find_secret(name: str, environment: Mapping[str, str]) -> Secret | NoSecret:
    """Return the secret of that name: the environment's, else the credential's."""
    found = _find_text(name, environment)
    if isinstance(found, NoSecret):
        return found
    value = found if name in environment else found.rstrip("\r\n")
    if _is_sendable(value):
        return Secret(value)
    return NoSecret(f"the value of {name} must be one line of ASCII text that is not empty")


def find_lines(name: str, environment: Mapping[str, str]) -> tuple[tuple[int, str], ...] | NoSecret:
    """Return the lines of the secret of that name with their numbers; empty ones and `# notes` are left out."""
    found = _find_text(name, environment)
    if isinstance(found, NoSecret):
        return found
    stripped = enumerate((line.strip() for line in found.splitlines()), start=1)
    lines = tuple((number, line) for number, line in stripped if line and not line.startswith("#"))
    return lines or NoSecret(f"{name} is empty: it must hold at least one line of UTF-8 text")


def _find_text(name: str, environment: Mapping[str, str]) -> str | NoSecret:
    return environment[name] if name in environment else _read_credential(name, environment)


def _read_credential(name: str, environment: Mapping[str, str]) -> str | NoSecret:
    folder = environment.get(CREDENTIALS_DIRECTORY)
    absent = NoSecret(
        f"{name} is neither in the environment nor among the systemd credentials (LoadCredential={name}:FILE)"
    )
    if not folder:
        return absent
    try:
        return (Path(folder) / name).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return absent
    except OSError as error:
        return NoSecret(f"the systemd credential {name} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return ""


def _is_sendable(value: str) -> bool:
    """Return whether a value may stand in a header (RFC 9110, 5.5); a line break would begin another one."""
    return bool(value) and value.isascii() and value.isprintable()
