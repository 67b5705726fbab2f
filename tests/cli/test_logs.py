"""The log's forms."""

import json
import logging
import sys

from aggregator.cli.logs import JournalLines, JsonLines, PlainLines


def record(level: int, message: str, *, broken: bool = False) -> logging.LogRecord:
    """Return an event as logging makes it."""
    error = None
    if broken:
        try:
            int("no\nnumber")
        except ValueError:
            error = sys.exc_info()
    return logging.LogRecord("aggregator.service", level, "f.py", 1, message, None, error)


def test_journal_lines_begin_with_their_priority() -> None:
    """Every line of a traceback too, or journald would take it for another priority."""
    assert JournalLines().format(record(logging.WARNING, "slow")) == "<4>slow"
    lines = JournalLines().format(record(logging.ERROR, "broke", broken=True)).splitlines()
    assert len(lines) > 3
    assert all(line.startswith("<3>") for line in lines)


def test_json_lines_are_one_object_an_event() -> None:
    """Whatever a message or a traceback holds."""
    line = JsonLines().format(record(logging.ERROR, 'broke "twice"\nover', broken=True))
    assert "\n" not in line
    event = json.loads(line)
    assert (event["level"], event["part"], event["message"]) == (
        "error",
        "aggregator.service",
        'broke "twice"\nover',
    )
    assert "ValueError" in event["traceback"]


def test_plain_lines_mark_what_is_no_information() -> None:
    """A person sees the warning."""
    assert "WARNING: slow" in PlainLines().format(record(logging.WARNING, "slow"))
    assert "INFO" not in PlainLines().format(record(logging.INFO, "polled"))
