"""What a server's `Link` headers say of push (RFC 8288; WebSub, 4)."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from aggregator.http.messages import Response
from aggregator.model.websub import Offer

HUBS_LIMIT = 8
"""Hubs that are looked at."""

_PARAMETER = r""";\s*+([^\s=;,"<>]++)(?:\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s;,"<>]*+))?+"""
_LINK = re.compile(rf"<([^<>]*+)>((?:\s*+{_PARAMETER})*+)")
_PARAMETERS = re.compile(_PARAMETER)


def read_offer(response: Response) -> Offer | None:
    """Return the hubs that the headers name and the document's own address; None where they name no hub."""
    hubs: list[str] = []
    topic: str | None = None
    for relations, address in _links(", ".join(response.values("Link"))):
        if "hub" in relations:
            hubs.append(_join(response.url, address))
        if "self" in relations and topic is None:
            topic = _join(response.url, address)
    return Offer(tuple(dict.fromkeys(hubs))[:HUBS_LIMIT], topic) if hubs else None


def _links(header: str) -> Iterator[tuple[list[str], str]]:
    for link in _LINK.finditer(header):
        parameters = _PARAMETERS.finditer(link[2])
        # the first `rel` counts (RFC 8288, 3.3)
        relations = next((each[2] for each in parameters if each[1].lower() == "rel"), None)
        yield (relations or "").strip('"').lower().split(), link[1].strip()


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
