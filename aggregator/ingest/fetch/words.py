"""What a server's refusals mean to the person who runs the service."""

from urllib.parse import urlsplit

from aggregator.http.messages import Response
from aggregator.ingest.fetch.walls import explain_wall, find_wall

_WORDS = {
    204: "answers without a document (204); check the url",
    304: "says that nothing has changed (304) though it was never asked; it is asked again",
    400: "does not understand the request (400); check the url and headers",
    401: "refuses us (401); check the source's secret and headers",
    402: "refuses us until it is paid (402)",
    403: "refuses us (403); check the source's secret and headers, or ask the outlet to let us in",
    404: "has no such document (404); check the url",
    406: "has the document in no form that we ask for (406); check the url and headers",
    407: "is behind a proxy that wants a name and password (407); write them into http_proxy and https_proxy",
    410: "says that the document is gone for good (410); correct the url or remove the source",
    421: "is not the server for this url (421); check the url",
    429: "asks us to come less often (429); raise `every`",
    451: "withholds the document for legal reasons (451)",
    500: "has an error of its own (500)",
    502: "cannot reach the server behind it (502)",
    503: "is not available at the moment (503)",
    504: "waits in vain for the server behind it (504)",
}
"""By status (RFC 9110, section 15; 429: RFC 6585; 451: RFC 7725)."""

_CLASSES = {
    2: "answers {status} without a whole document",
    3: "answers {status} without saying where the document is; check the url",
    4: "refuses the request ({status}); check the url and headers",
    5: "has an error of its own ({status})",
}


def explain_status(response: Response) -> str:
    """Return one line that names the host, what it answers and what can be done."""
    host = urlsplit(response.url).hostname or "the server"
    if (wall := find_wall(response)) is not None:
        return explain_wall(wall, host, response.status)
    words = _WORDS.get(response.status)
    if words is None:
        words = _CLASSES.get(response.status // 100, "answers {status}, which is no HTTP status")
    return f"{host} {words.format(status=response.status)}"
