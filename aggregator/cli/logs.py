"""The log: one line an event, on standard error."""

import json
import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

PRIORITIES = {  # syslog(3), as journald reads it before a line (sd-daemon(3))
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
    logging.CRITICAL: 2,
}


class LogForm(StrEnum):
    """How the log is written."""

    AUTO = "auto"
    """For the journal under systemd, else for people."""
    PLAIN = "plain"
    JOURNAL = "journal"
    JSON = "json"


class PlainLines(logging.Formatter):
    """The time and the message; a warning says that it is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event; a traceback follows on lines of its own."""
        mark = "" if record.levelno <= logging.INFO else f"{record.levelname}: "
        return f"{self.formatTime(record, '%H:%M:%S')} {mark}{super().format(record)}"


class JournalLines(logging.Formatter):
    """The message behind its priority; journald knows the time."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event, each line of a traceback behind the priority as well."""
        priority = PRIORITIES.get(record.levelno, 6)
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


class JsonLines(logging.Formatter):
    """One JSON object an event, whatever it holds."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one line."""
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


FORMATTERS: Mapping[LogForm, type[logging.Formatter]] = {
    LogForm.PLAIN: PlainLines,
    LogForm.JOURNAL: JournalLines,
    LogForm.JSON: JsonLines,
}


def choose(form: LogForm, environment: Mapping[str, str]) -> LogForm:
    """Return the form to log in: the journal's where standard error leads to it (sd-daemon(3))."""
    if form is not LogForm.AUTO:
        return form
    stream = os.fstat(sys.stderr.fileno())
    is_journal = environment.get("JOURNAL_STREAM") == f"{stream.st_dev}:{stream.st_ino}"
    return LogForm.JOURNAL if is_journal else LogForm.PLAIN


def start(form: LogForm, *, level: int = logging.INFO) -> None:
    """Log from now on what is at least this important."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATTERS[form]())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that waits for the last one is no news
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
