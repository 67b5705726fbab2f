"""What the service tells systemd, by the notify protocol (sd_notify(3))."""

import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass

MICROSECONDS = 1_000_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """Tells systemd of the service's state; without an address it tells nobody."""

    address: str | None = None
    """Path of a datagram socket; a leading `@` stands for the abstract namespace."""
    watchdog_seconds: float | None = None
    """How long systemd waits for a sign of life; None: it does not watch."""

    def ready(self, status: str) -> None:
        """Say that the service works, whether after a start or a reload."""
        self._send("READY=1", f"STATUS={_one_line(status)}")

    def reloading(self, monotonic_seconds: float) -> None:
        """Say that the configuration is read again, at this time of the machine's monotonic clock."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={int(monotonic_seconds * MICROSECONDS)}")

    def stopping(self) -> None:
        """Say that the service is ending."""
        self._send("STOPPING=1", "STATUS=stopping")

    def alive(self) -> None:
        """Give the sign of life that the watchdog waits for."""
        self._send("WATCHDOG=1")

    def _send(self, *lines: str) -> None:
        if self.address is None:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.setblocking(False)  # noqa: FBT003 - the socket's own; a manager that hangs must not hang the news
            try:
                channel.connect(address)
                channel.sendall("\n".join(lines).encode())
            except OSError as error:  # a manager that does not listen is no reason to stop the news
                logger.warning("systemd was not told %s: %s", lines[0], error)


def find_notifier(environment: Mapping[str, str], *, pid: int) -> Notifier:
    """Return the notifier that systemd asked for in the environment, one that tells nobody outside of it."""
    micros = environment.get("WATCHDOG_USEC", "")
    is_ours = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
    watchdog = int(micros) / MICROSECONDS if micros.isdigit() and is_ours else None
    return Notifier(address=environment.get("NOTIFY_SOCKET") or None, watchdog_seconds=watchdog)


def _one_line(text: str) -> str:
    return " ".join(text.split())
