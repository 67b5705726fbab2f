"""Bodies as they were before a server compressed them: whole, and never larger than asked.

aiohttp would decode them too, but takes a gzip, br or zstd stream that breaks off for a whole one; half a feed
kept under its validator hides the other half for as long as the server answers 304.
"""

import sys
import zlib
from collections.abc import Callable
from enum import Enum

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OFFERED = "gzip, br, zstd"
"""What `Accept-Encoding` says; of what is decoded, only the codings that are both common and unambiguous."""


class Fault(Enum):
    """Why a body cannot be had."""

    TOO_LARGE = "it is larger than asked"
    BREAKS_OFF = "its compressed stream ends early"
    BROKEN = "it is not what its coding says"
    UNKNOWN = "it is compressed in a way, or in several, that we do not read"


_MAX_MEMBERS = 16  # each costs a copy of what follows it; honest servers send one

_MAX_ZSTD_WINDOW_LOG = 23  # RFC 9659: 8 MB is all that a window may have over HTTP


def decode(body: bytes, coding: str, *, max_bytes: int) -> bytes | Fault:
    """Return the body that was compressed as `coding`, a Content-Encoding, says."""
    name = coding.strip().lower()
    if not body or not _names(name) & _COMPRESSIONS:
        return body if len(body) <= max_bytes else Fault.TOO_LARGE
    decoder = _DECODERS.get(name)
    if decoder is None:
        return Fault.UNKNOWN
    try:
        return decoder(body, max_bytes)
    except (zlib.error, brotli.error, zstd.ZstdError):
        return Fault.BROKEN


def _names(coding: str) -> set[str]:
    return {name.strip() for name in coding.split(",")}


def _decode_gzip(body: bytes, max_bytes: int) -> bytes | Fault:
    parts = bytearray()
    for _ in range(_MAX_MEMBERS):
        stream = zlib.decompressobj(wbits=31)
        parts += stream.decompress(body, max_bytes - len(parts) + 1)
        if len(parts) > max_bytes:
            return Fault.TOO_LARGE
        if not stream.eof:
            return Fault.BREAKS_OFF
        body = stream.unused_data
        if not body.startswith(b"\x1f\x8b"):  # the end, or padding, which gzip itself passes over
            return bytes(parts)
    return Fault.BROKEN


def _decode_deflate(body: bytes, max_bytes: int) -> bytes | Fault:
    # RFC 9110, 8.4.1.2: a zlib stream; some servers send the bare one inside it.
    is_zlib = body[0] & 0x0F == zlib.DEFLATED
    stream = zlib.decompressobj(wbits=15 if is_zlib else -15)
    content = stream.decompress(body, max_bytes + 1)
    return _judge(content, is_whole=stream.eof, max_bytes=max_bytes)


def _decode_brotli(body: bytes, max_bytes: int) -> bytes | Fault:
    stream = brotli.Decompressor()
    content = bytearray(stream.process(body, output_buffer_limit=max_bytes + 1))
    while not stream.can_accept_more_data() and not stream.is_finished() and len(content) <= max_bytes:
        content += stream.process(b"", output_buffer_limit=max_bytes + 1 - len(content))
    return _judge(bytes(content), is_whole=stream.is_finished(), max_bytes=max_bytes)


def _decode_zstd(body: bytes, max_bytes: int) -> bytes | Fault:
    parts = bytearray()
    for _ in range(_MAX_MEMBERS):
        stream = zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: _MAX_ZSTD_WINDOW_LOG}
        )
        parts += stream.decompress(body, max_bytes - len(parts) + 1)
        if len(parts) > max_bytes:
            return Fault.TOO_LARGE
        if not stream.eof:
            return Fault.BREAKS_OFF
        body = stream.unused_data
        if not body:
            return bytes(parts)
    return Fault.BROKEN


def _judge(content: bytes, *, is_whole: bool, max_bytes: int) -> bytes | Fault:
    if len(content) > max_bytes:
        return Fault.TOO_LARGE
    return content if is_whole else Fault.BREAKS_OFF


_DECODERS: dict[str, Callable[[bytes, int], bytes | Fault]] = {
    "gzip": _decode_gzip,
    "x-gzip": _decode_gzip,  # RFC 9110, 8.4.1.3: the same
    "deflate": _decode_deflate,
    "br": _decode_brotli,
    "zstd": _decode_zstd,
}

_COMPRESSIONS = frozenset(_DECODERS) | {"compress", "x-compress", "dcb", "dcz"}
"""The codings that change the bytes (IANA HTTP Content Coding Registry). What else servers write there, such as
`utf-8` or `none`, says nothing about compression; browsers read such bodies as they are."""
