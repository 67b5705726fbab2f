"""Who may read what: the sections that `[access]` protects, decided for one request at a time.

Only digests of the tokens and passwords are held, so that nothing here can print one.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from aggregator.config.settings import Readers, Settings
from aggregator.model.source import ALL_SECTION

ALWAYS_OPEN: Final = frozenset({"opml.xml", "feed.css", "healthz", "readyz"})
"""What holds no copy: the list of the feeds, their style, and words for load balancers."""


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a section, as digests, which no representation shows."""

    tokens: tuple[bytes, ...] = field(default=(), repr=False)
    users: tuple[bytes, ...] = field(default=(), repr=False)
    """Of `name:password`, as Basic sends it (RFC 7617, 2)."""


@dataclass(frozen=True, slots=True)
class Access:
    """What is protected, and by what."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    """Section id -> what opens it; `all` stands for whatever is not below a section."""
    open_sections: frozenset[str] = frozenset()
    """Sections that everyone may read."""


OPEN: Final = Access()
"""Everyone may read everything."""


@dataclass(frozen=True, slots=True)
class Public:
    """Everyone may read it."""


@dataclass(frozen=True, slots=True)
class Granted:
    """This reader may read it: the answer is theirs alone, and no shared cache keeps it."""


@dataclass(frozen=True, slots=True)
class Denied:
    """This reader may not read it, whether there is something to read or not."""


Judgement = Public | Granted | Denied


def make_access(settings: Settings) -> Access:
    """Return what the configuration protects."""
    protected = {section: _key(readers) for section, readers in settings.readers.items()}
    sections = frozenset(section.id for section in settings.sections)
    return Access(protected, sections - protected.keys())


def judge(
    access: Access,
    path: str,
    *,
    authorization: str | None,
    token: str | None,
    sections: Sequence[str] = (),
) -> Judgement:
    """Return whether a request may read a decoded path below the public address.

    `authorization` is the header, `token` what stands in the address. The key of `all` opens every section,
    for whoever may read `all` reads the stories of every section there. `sections` are those of a story's page,
    which the key of each opens.
    """
    section = _section(access, path)
    if section is None or section not in access.keys or not access.open_sections.isdisjoint(sections):
        return Public()
    keys = [access.keys[each] for each in (section, ALL_SECTION, *sections) if each in access.keys]
    tokens = {_digest(each) for each in _tokens(authorization, token)}
    users = {_digest(each) for each in _users(authorization)}
    # Every pair is compared, whatever came of the one before: how long it takes says nothing.
    found = [compare_digest(shown, known) for key in keys for known in key.tokens for shown in tokens]
    found += [compare_digest(shown, known) for key in keys for known in key.users for shown in users]
    return Granted() if any(found) else Denied()


@dataclass(frozen=True, slots=True)
class EditorsKey:
    """Who may decide of stories: digest of `name:password` -> the name."""

    names: Mapping[bytes, str] = field(default_factory=dict, repr=False)


def make_editors(settings: Settings) -> EditorsKey:
    """Return who may decide of stories."""
    return EditorsKey({_digest(user): user.partition(":")[0] for user in settings.editors_users})


def name_editor(editors: EditorsKey, authorization: str | None) -> str | None:
    """Return the name of the editor who shows this header; None for anybody else."""
    shown = [_digest(user) for user in _users(authorization)]
    # Every pair is compared, as above.
    found = [name for known, name in editors.names.items() for each in shown if compare_digest(each, known)]
    return found[0] if found else None


def _key(readers: Readers) -> Key:
    return Key(tuple(map(_digest, readers.tokens)), tuple(map(_digest, readers.users)))


def _section(access: Access, path: str) -> str | None:
    """Return whose key opens a path, or None for what is open.

    What is neither known as open nor below a protected section may hold any section's stories (the front page,
    a story's page, an agency's feed), or nothing at all: it is as `all` is.
    """
    first = path.partition("/")[0]
    if path in ALWAYS_OPEN or first in access.open_sections:
        return None
    return first if first in access.keys else ALL_SECTION


def _tokens(authorization: str | None, token: str | None) -> Iterable[str]:
    if token:
        yield token.replace(" ", "+")  # what a `+` becomes in a query; no token holds white space
    scheme, credentials = _split(authorization)
    if scheme == "bearer":
        yield credentials
    for user in _users(
        authorization
    ):  # for readers that know names and passwords only: any name, then the token
        yield user.partition(":")[2]


def _users(authorization: str | None) -> Iterable[str]:
    scheme, credentials = _split(authorization)
    if scheme != "basic":
        return
    try:
        yield base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, ValueError):  # not base64, not ASCII, not UTF-8
        return


def _split(authorization: str | None) -> tuple[str, str]:
    scheme, _, credentials = (authorization or "").strip().partition(" ")
    return scheme.lower(), credentials.strip()


def _digest(value: str) -> bytes:
    return sha256(value.encode(errors="surrogateescape")).digest()
