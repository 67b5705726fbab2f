"""Text as teletype lines carry it: messages between control characters, in whatever eight bits the desk had."""

import re
from collections.abc import Callable, Iterable

from aggregator.ingest.parse.appearance import describe
from aggregator.ingest.parse.format import ENTRIES_LIMIT, part
from aggregator.model.item import RawEntry, Skip
from aggregator.model.poll import Body, NotAFeed, Parsed, ParseResult

TRAILER_LIMIT = 120
"""Characters behind the text that may name its date."""
SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"
_WESTERN = re.compile(rb"[\xc0-\xff]")
_DOS = re.compile(rb"(?<=[A-Za-z])[\x80-\x90\x94-\x9a](?=[A-Za-z])")
"""Letters of code page 850 amid words; Windows has quotation marks and dashes there, which stand at their ends."""
_NAMED_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9._-]{2,20})", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_HEAD_BYTES = 512


def decode(content: bytes, media_type: str | None = None) -> str:
    """Return a body's characters: in the encoding that is declared, else UTF-8, else the likelier eight bits."""
    declared = _NAMED_CHARSET.search((media_type or "").encode("ascii", "ignore") or content[:_HEAD_BYTES])
    for encoding in (declared.group(1).decode("ascii") if declared else "utf-8", "utf-8"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    is_dos = len(_DOS.findall(content)) > len(_WESTERN.findall(content))
    # Windows's superset of Latin-1 has five holes: those bytes stay controls, and go with them
    return content.decode("cp850") if is_dos else content.decode("cp1252", "ignore")


def messages(text: str) -> list[str]:
    """Return the messages of a transmission, each from behind its SOH to its EOT."""
    return [part.partition(EOT)[0] for part in text.replace("\r\n", "\n").replace("\r", "\n").split(SOH)[1:]]


def cut_off(transmitted: Iterable[str]) -> tuple[Skip, ...]:
    """Return a skip for each message that has no end: half a story is a wrong story, its rest may still come."""
    lines = (message.split("\n", 1)[0] for message in transmitted if ETX not in message)
    return tuple(Skip("it is cut off before its end", without_controls(line).strip()[:80]) for line in lines)


def without_controls(text: str) -> str:
    """Return a text without control characters; typesetting's thin spaces become spaces."""
    return _CONTROLS.sub("", text.replace("\x1e", " ").replace("\x1f", " ").replace("\xa0", " "))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs that blank lines part, each in one line: teletypes break lines at 69 characters."""
    blocks = (" ".join(block.split()) for block in _BLANK_LINES.split(text))
    return [block for block in blocks if block]


def read_messages(
    body: Body,
    header: re.Pattern[str],
    entry: Callable[[re.Match[str], str], RawEntry],
    *,
    name: str,
    standard: str,
) -> ParseResult:
    """Return the messages of a body that have this header, or what the body looks like if none has."""
    text = decode(body.content, body.media_type)
    headed = [(found, message) for message in messages(text) if (found := header.match(message))]
    if not headed:
        return NotAFeed(f"{describe(body)}; no message of {standard} is in it")
    whole = [entry(found, message) for found, message in headed[:ENTRIES_LIMIT] if ETX in message]
    entries, skipped = part(whole)
    cut = cut_off(message for _, message in headed)
    return Parsed(format=name, entries=entries, skipped=(*skipped, *cut))
