"""Links in the one form under which two of them are compared, which still opens the article."""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from aggregator.ingest.normalise.draft import Context, Draft, told
from aggregator.ingest.normalise.text import clean
from aggregator.ingest.normalise.tracking import is_tracking

LINK_LIMIT = 8_192
"""Characters of a link; what is longer is no link."""
_DEFAULT_PORT = {"http": ":80", "https": ":443"}
_SPACES = re.compile(r"[\t\r\n]+")
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?:/(?!\.)[A-Za-z0-9._~-]*)+",
)
"""Most links are absolute, of a plain host and a plain path: they are canonical as they stand."""


def take_link(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with its canonical link."""
    return told(draft, url=canonical(draft.raw.link or "", draft.raw.base_url or ""))


def absolute(link: str, base: str) -> str | None:
    """Return a link joined to its base, None if it is none of the web."""
    if _is_plain(link, base):
        return link
    stripped = _SPACES.sub("", clean(link)).strip()
    try:
        joined = urljoin(base, stripped) if base else stripped
        parts = urlsplit(joined)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return joined if is_web and stripped and len(joined) <= LINK_LIMIT else None


def canonical(link: str, base: str) -> str | None:
    """Return the link absolute, without tracking and fragment, its arguments sorted; None if it is none."""
    joined = absolute(link, base)
    if joined is None or _PLAIN.fullmatch(joined):
        return joined
    try:
        parts = urlsplit(canonicalize_url(_without_tracking(joined), keep_fragments=True))
    except ValueError:
        return None
    # "#!/story" is a route of pages that are drawn in the browser; every other fragment is a place in the page
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    host = parts.netloc.removesuffix(_DEFAULT_PORT[parts.scheme])
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, fragment)) if host else None


def fold_links(links: Iterable[str], base: str) -> dict[str, str]:
    """Return each link once, as canonical link -> absolute address, in the order in which they stand first."""
    found: dict[str, str] = {}
    for link in links:
        key, url = canonical(link, base), absolute(link, base)
        if key is not None and url is not None:
            found.setdefault(key, url)
    return found


def _is_plain(link: str, base: str) -> bool:
    """Return whether a link is the same below any base; one in brackets may be no address at all."""
    has_brackets = "[" in base or "]" in base or not base.isascii()
    return len(link) <= LINK_LIMIT and not has_brackets and _PLAIN.fullmatch(link) is not None


def _without_tracking(link: str) -> str:
    parts = urlsplit(link)
    kept = [
        argument
        for argument in parts.query.split("&")
        if argument and not is_tracking(argument.partition("=")[0])
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), parts.fragment))
