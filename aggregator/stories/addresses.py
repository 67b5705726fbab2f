"""Addresses of one article as one: outlets serve it on several hosts, as AMP, and in pages.

These forms are for comparing alone: whether another host answers is not ours to know, so the link that is
published stays as the outlet wrote it.
"""

import re
from urllib.parse import SplitResult, urlsplit

_HOSTS = re.compile(r"(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.[^.])")
"""What stands before a name that has two parts of its own: `m.com` is a name."""
_AMP_ENDING = re.compile(r"(?:/amp(?:\.html)?|\.amp(?:\.html)?)/?$")
_AMP_FOLDER = re.compile(r"^/amp/(?=.)")
_SLUG = re.compile(r"/[^/]*(?:-[^/]*-|\d{4})[^/.]*(?:\.html?)?/?$")
"""An article's own path: where the path is a program's (`view.php`), `page` may be the article."""
_SAME_ARTICLE = frozenset({"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "mobile=1"})
_PAGE = re.compile(r"page=\d{1,2}")


def same_article(url: str) -> str:
    """Return what all addresses of an article have in common: host without www, m or amp, path, arguments."""
    parts = urlsplit(url)
    host = _HOSTS.sub("", parts.netloc.lower(), count=1)
    path = _AMP_ENDING.sub("", _AMP_FOLDER.sub("/", parts.path)).rstrip("/")
    return f"{host}{path}?{_arguments(parts, path)}#{parts.fragment}"


def _arguments(parts: SplitResult, path: str) -> str:
    kept = [argument for argument in parts.query.split("&") if not _says_how(argument.lower())]
    if _SLUG.search(path):
        kept = [argument for argument in kept if not _PAGE.fullmatch(argument.lower())]
    return "&".join(kept)


def _says_how(argument: str) -> bool:
    """Return whether an argument says only in which form or from where the article was opened."""
    return argument in _SAME_ARTICLE or argument.partition("=")[0] == "ref"
