"""Which content coding a client prefers (RFC 9110, 12.5.3)."""

import re
from collections.abc import Iterator
from functools import lru_cache

IDENTITY = "identity"
PREFERENCE = ("br", "gzip", IDENTITY)
"""Where a client does not mind: the smallest first."""

# RFC 9110, 8.4.1.3: a recipient takes x-gzip for gzip.
ELEMENT = re.compile(r"\s*(?:x-)?([!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?")
LEAST_WEIGHT = 0.0001
"""Of identity where the header does not name it: acceptable, but after every coding that is named."""

KEPT = 256
"""Answers that are kept: clients of one kind send the same header."""


@lru_cache(KEPT)
def choose_coding(accept_encoding: str, available: tuple[str, ...]) -> str:
    """Return the available coding that the header ranks highest; `identity` where none is acceptable.

    A client that refuses identity as well is answered all the same: it can do more with that than with a 406.
    """
    weights = dict(_weights(accept_encoding))
    candidates = [coding for coding in PREFERENCE if coding in available]
    best = max(candidates, key=lambda coding: _weigh(coding, weights), default=IDENTITY)
    return best if _weigh(best, weights) > 0 else IDENTITY


def _weights(header: str) -> Iterator[tuple[str, float]]:
    """Yield coding and weight of each element; one that cannot be read is passed over."""
    for element in header.lower().split(","):
        if match := ELEMENT.fullmatch(element):
            yield match[1], float(match[2] or 1)


def _weigh(coding: str, weights: dict[str, float]) -> float:
    if coding in weights:
        return weights[coding]
    if coding == IDENTITY:
        return weights.get("*", 1.0) and LEAST_WEIGHT
    return weights.get("*", 0.0)
