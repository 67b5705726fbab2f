"""The end of a process: quick, and hard where it does not end by itself."""

import logging
import os
import threading

logger = logging.getLogger(__name__)


def end_within(seconds: float) -> None:
    """End this process after so many seconds, if it has not ended by then.

    A thread that hangs (a name that does not resolve, a locked store) cannot be told to stop, and Python waits
    for it. What is stored is stored whole, so nothing is lost.
    """
    timer = threading.Timer(seconds, _end, (seconds,))
    timer.daemon = True
    timer.start()


def _end(seconds: float) -> None:
    logger.warning("something still hangs after %.0f s: ended without it", seconds)
    logging.shutdown()
    os._exit(0)
