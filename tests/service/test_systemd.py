"""What systemd is told, on a real datagram socket."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.service.progress import Progress
from aggregator.service.systemd import Notifier, find_notifier


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket at which systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def told(manager: socket.socket) -> list[str]:
    """Return the lines of the next message."""
    return manager.recv(4096).decode().split("\n")


def test_states_are_told_as_the_protocol_says(manager: socket.socket) -> None:
    """READY with a status, RELOADING with its monotonic time, WATCHDOG, STOPPING (sd_notify(3))."""
    notifier = Notifier(address=manager.getsockname())
    notifier.ready("two\nlines")
    notifier.reloading(12.5)
    notifier.alive()
    notifier.stopping()
    assert told(manager) == ["READY=1", "STATUS=two lines"]
    assert told(manager) == ["RELOADING=1", "MONOTONIC_USEC=12500000"]
    assert told(manager) == ["WATCHDOG=1"]
    assert told(manager)[0] == "STOPPING=1"


def test_abstract_socket_is_reached() -> None:
    """An address that begins with @ is in the abstract namespace."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0aggregator-test-notify")
        listening.settimeout(5)
        Notifier(address="@aggregator-test-notify").alive()
        assert told(listening) == ["WATCHDOG=1"]


def test_manager_that_does_not_listen_stops_nothing(tmp_path: Path) -> None:
    """The news goes on without systemd."""
    Notifier(address=str(tmp_path / "nobody")).ready("up")
    Notifier().ready("up")


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_watchdog_is_ours_only_when_systemd_says_so(
    environment: dict[str, str], seconds: float | None
) -> None:
    """The variables are inherited by children, for whom they are not meant."""
    assert find_notifier(environment, pid=7).watchdog_seconds == seconds


def test_work_that_stops_is_seen_as_stalled() -> None:
    """One kind of work that is stuck is enough to withhold the sign of life."""
    progress = Progress()
    progress.beat("poll", 0.0)
    progress.beat("match", 50.0)
    assert progress.stalled(55.0, limit_seconds=60) == ()
    assert progress.stalled(61.0, limit_seconds=60) == ("poll",)
