"""Whether a file in a drop folder is still being written."""

import json
from datetime import datetime, timedelta

from lxml import etree

SETTLED = timedelta(seconds=10)
"""A file that has not changed for this long is read as it is, however broken."""

_END_OF_TEXT = frozenset(b"\x03\x04")
"""ETX and EOT, which end a transmission in IPTC 7901 and ANPA 1312."""


def is_unfinished(content: bytes, *, changed_at: datetime, now: datetime) -> bool:
    """Return whether a file that changed a moment ago breaks off in the middle.

    Senders that neither lock nor rename write a large file piece by piece; one that reads as a whole document is
    taken at once, so that news waits for nothing.
    """
    if not timedelta() <= now - changed_at < SETTLED:
        return False
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head == b"<":
        return not _is_whole_xml(content)
    if head in {b"{", b"["}:
        return not _is_whole_json(content)
    if head == b"\x01":  # SOH, the start of a wire transmission
        return not _END_OF_TEXT & set(content)
    return not content


def _is_whole_xml(content: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        # A feed may be broken in many ways and yet be whole; what breaks off ends too early.
        return error.code not in _BREAKS_OFF  # type: ignore[attr-defined] # the stubs lack it
    return True


_BREAKS_OFF = frozenset(
    {
        etree.ErrorTypes.ERR_DOCUMENT_EMPTY,
        etree.ErrorTypes.ERR_DOCUMENT_END,
        etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
        etree.ErrorTypes.ERR_GT_REQUIRED,
        etree.ErrorTypes.ERR_CDATA_NOT_FINISHED,
        etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED,
        etree.ErrorTypes.ERR_LTSLASH_REQUIRED,
        etree.ErrorTypes.ERR_ATTRIBUTE_NOT_FINISHED,
        etree.ErrorTypes.ERR_PI_NOT_FINISHED,
        etree.ErrorTypes.ERR_XMLDECL_NOT_FINISHED,
        etree.ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING,
    }
)


def _is_whole_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
