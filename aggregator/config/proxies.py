"""The proxies of this machine, as the environment names them for every program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aggregator.config.mistakes import Mistake

_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """Through which proxy each scheme is asked, and which hosts are asked directly."""

    http: str | None = field(default=None, repr=False)  # both may hold a password
    https: str | None = field(default=None, repr=False)
    direct: tuple[str, ...] = ()
    """Names, domains, addresses and networks, each with or without a port; `*` is everything."""


def read_proxies(environment: Mapping[str, str]) -> Proxies:
    """Return what `http_proxy`, `https_proxy` and `no_proxy` say, in small or in capital letters."""
    listed = _value("no_proxy", environment).replace(",", " ").split()
    return Proxies(
        http=_url("http_proxy", environment),
        https=_url("https_proxy", environment),
        direct=tuple(each.lower() for each in listed),
    )


def find_proxy_mistakes(environment: Mapping[str, str]) -> Iterator[Mistake]:
    """Yield what is wrong with the proxies; passing one over would send requests past it."""
    for name in ("http_proxy", "https_proxy"):
        url = _url(name, environment)
        if url is not None and not _is_proxy(url):
            yield Mistake(
                (), f"the environment's {name} is no http(s) proxy: write http://HOST:PORT, or unset it"
            )


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _url(name: str, environment: Mapping[str, str]) -> str | None:
    written = _value(name, environment)
    if not written or "://" in written:
        return written or None
    return f"http://{written}"  # as curl and every browser read it


def _value(name: str, environment: Mapping[str, str]) -> str:
    return (environment.get(name) or environment.get(name.upper()) or "").strip()
