"""Why a server could not be asked, in words that an operator can act on."""

import errno
import os
import socket

import aiohttp

from aggregator.http.codings import Fault

_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, socket.EAI_NODATA})


class PrivateAddressError(OSError):
    """A connection to a private address was refused before it was made; it never leaves `http`.

    Its text is the same for every address, because aiohappyeyeballs raises one of several errors as it is
    only where their texts agree.
    """

    def __init__(self, address: str) -> None:
        super().__init__("private address")
        self.address = address


class BrokenOffError(aiohttp.ClientError):
    """The server ended the connection before its answer began; it never leaves `http`."""


def explain(error: Exception, host: str, timeout_seconds: float) -> str:
    """Return one line that says why `host` gave no answer; nothing of URL or headers is in it."""
    match error:
        case aiohttp.ClientConnectorError():
            return _explain_connection(error, host)
        case PrivateAddressError():
            return _explain_private(error, host)
        case TimeoutError():
            return f"{host} does not answer within {timeout_seconds:g} s"
        case aiohttp.InvalidURL() | UnicodeError():
            return (
                f"{host} is no name that can be asked for; write the host's name, or its address as 192.0.2.1"
            )
        case aiohttp.ClientPayloadError():
            return f"{host}: its body breaks off before the end"
        case _:
            return _explain_answer(error, host)


def explain_fault(fault: Fault, host: str, *, coding: str, max_bytes: int) -> str:
    """Return one line that says why a body of `host` cannot be read."""
    match fault:
        case Fault.TOO_LARGE:
            return f"{host}: its body is larger than {max_bytes / 1024**2:g} MiB"
        case Fault.BREAKS_OFF:
            return f"{host}: its body breaks off before the end"
        case Fault.BROKEN:
            return f"{host}: its body cannot be decompressed; its server is at fault"
        case Fault.UNKNOWN:
            return f"{host}: its body is compressed in a way that we do not read ({coding[:60]})"


def _explain_connection(error: aiohttp.ClientConnectorError, host: str) -> str:
    match error:
        case aiohttp.ClientProxyConnectionError():
            return f"{host}: the proxy {error.host} cannot be reached; check http_proxy and https_proxy"
        case aiohttp.ClientConnectorDNSError():
            return _explain_dns(error.os_error, host)
        case aiohttp.ClientConnectorCertificateError():
            why = getattr(error.certificate_error, "verify_message", "") or "it is not meant for this host"
            return f"{host}: its certificate is not valid: {why}"
        case aiohttp.ClientConnectorSSLError():
            return f"{host} speaks no TLS that we understand ({_tls_words(error)}); check http or https and the port"
        case _:
            return _explain_socket(error, host)


def _explain_dns(error: OSError, host: str) -> str:
    if error.errno in _NO_SUCH_HOST:
        return f"{host}: DNS: no such host; check the spelling of the url"
    return (
        f"{host}: the DNS gives no answer for it at the moment; check this machine's network if it stays so"
    )


def _explain_socket(error: aiohttp.ClientConnectorError, host: str) -> str:
    cause = error.os_error
    if isinstance(cause, PrivateAddressError):
        return _explain_private(cause, host)
    if cause.errno == errno.ECONNREFUSED:
        return f"{host} refuses connections on port {error.port}; check the url, or whether its server runs"
    why = os.strerror(cause.errno).lower() if cause.errno else str(cause)
    return f"{host} cannot be reached on port {error.port}: {why}"


def _explain_private(error: PrivateAddressError, host: str) -> str:
    return f"{host}: address {error.address} is private; set allow_private = true if that is meant"


def _explain_answer(error: Exception, host: str) -> str:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"{host}: the proxy between us refuses ({error.status}); ask its keeper, check https_proxy"
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{host} answers with something that is not HTTP, or with headers beyond all measure"
    return f"{host} ends the connection without an answer"


def _tls_words(error: aiohttp.ClientConnectorSSLError) -> str:
    reason = getattr(error.os_error, "reason", None)
    return str(reason).replace("_", " ").lower() if reason else "no reason given"
