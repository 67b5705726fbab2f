"""`[[webhooks]]`: sections and rules that no one defined, and the keys to sign with."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregator.config.kinds import is_secret_name
from aggregator.config.mistakes import Mistake, quote, spell, suggest
from aggregator.config.secrets import NoSecret, find_secret
from aggregator.config.settings import Settings, Webhook
from aggregator.model.source import ALL_SECTION

KEY_PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64
"""Bytes, as Standard Webhooks 1.0 has them ("Signature scheme")."""

KEY_WORDS = f"must be {KEY_PREFIX} and {SHORTEST_KEY} to {LONGEST_KEY} bytes in Base64"
MAKES_ONE = f'`echo "{KEY_PREFIX}$(openssl rand -base64 32)"` makes one'


@dataclass(frozen=True, slots=True)
class FoundKeys:
    """The signing key of each webhook, with what is wrong with the secrets that hold them."""

    keys: Mapping[str, bytes]
    mistakes: tuple[Mistake, ...] = ()


def find_webhook_mistakes(draft: Settings) -> Iterator[Mistake]:
    """Yield what is wrong with the tables beside their single values."""
    sections = [section.id for section in draft.sections if section.id]
    rules = [rule.name or spell(("rules", index)) for index, rule in enumerate(draft.rules)]
    for index, webhook in enumerate(draft.webhooks):
        if sections:  # that no section could be read has been reported
            yield from _find_strangers(index, "sections", webhook.sections, [ALL_SECTION, *sections])
        yield from _find_strangers(index, "rules", webhook.rules, rules)


def find_signing_keys(webhooks: Sequence[Webhook], environment: Mapping[str, str]) -> FoundKeys:
    """Return the key of each webhook, read from the secret that it names."""
    keys: dict[str, bytes] = {}
    mistakes: list[Mistake] = []
    for index, webhook in enumerate(webhooks):
        if not is_secret_name(webhook.secret):
            continue  # it has been reported
        found = find_secret(webhook.secret, environment)
        key = found.why if isinstance(found, NoSecret) else _read_key(found.value)
        if isinstance(key, bytes):
            keys[webhook.id] = key
        else:
            why = key or f"the value of {webhook.secret} {KEY_WORDS}: {MAKES_ONE}"
            mistakes.append(Mistake(("webhooks", index, "secret"), why))
    return FoundKeys(keys, tuple(mistakes))


def _find_strangers(index: int, key: str, named: Sequence[str], known: Sequence[str]) -> Iterator[Mistake]:
    kinds = {"sections": "no section has the id", "rules": "no rule has the name"}
    for name in named:
        if name not in known:
            yield Mistake(("webhooks", index, key), f"{kinds[key]} {quote(name)}{suggest(name, known)}")


def _read_key(value: str) -> bytes | None:
    try:
        key = base64.b64decode(value.removeprefix(KEY_PREFIX), validate=True)
    except binascii.Error:
        return None
    is_right = value.startswith(KEY_PREFIX) and SHORTEST_KEY <= len(key) <= LONGEST_KEY
    return key if is_right else None
