"""The values of the secrets that sources name, from the environment or systemd's credentials."""

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
    found = environment[name] if name in environment else _read_credential(name, environment)
    if isinstance(found, NoSecret):
        return found
    if _is_sendable(found):
        return Secret(found)
    return NoSecret(f"the value of {name} must be one line of ASCII text that is not empty")


def _read_credential(name: str, environment: Mapping[str, str]) -> str | NoSecret:
    folder = environment.get(CREDENTIALS_DIRECTORY)
    absent = NoSecret(
        f"{name} is neither in the environment nor among the systemd credentials (LoadCredential={name}:FILE)"
    )
    if not folder:
        return absent
    try:
        return (Path(folder) / name).read_bytes().decode("ascii").rstrip("\r\n")
    except FileNotFoundError:
        return absent
    except OSError as error:
        return NoSecret(f"the systemd credential {name} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return ""


def _is_sendable(value: str) -> bool:
    """Return whether a value may stand in a header (RFC 9110, 5.5); a line break would begin another one."""
    return bool(value) and value.isascii() and value.isprintable()
