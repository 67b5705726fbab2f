"""The service's log: one line an event, on standard error."""

import logging
import sys


def start() -> None:
    """Log from now on; systemd adds the time, a terminal gets it here."""
    form = "%(asctime)s %(message)s" if sys.stderr.isatty() else "%(levelname)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, datefmt="%H:%M:%S", stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that waits for the last one is no news
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
