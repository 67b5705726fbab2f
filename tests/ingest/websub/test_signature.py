"""Whether a delivery is from the hub that we gave our secret."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.websub.signature import METHODS, is_signed

SECRET = "s3cret"  # noqa: S105 - of this test


def signature(content: bytes, method: str = "sha256", secret: str = SECRET) -> str:
    """Return the header of a delivery, written down here a second time on purpose (WebSub, 7.1)."""
    return f"{method}={hmac.new(secret.encode(), content, getattr(hashlib, method)).hexdigest()}"


def test_known_signature_is_right() -> None:
    """The example of RFC 2202 (test case 2): what we compute is what everybody computes."""
    key, value = "Jefe", "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    assert is_signed(b"what do ya want for nothing?", value, secret=key)


@pytest.mark.parametrize("method", METHODS)
def test_each_method_of_the_standard_is_understood(method: str) -> None:
    """A hub signs as it likes; capitals in the digest or the method change nothing."""
    value = signature(b"news", method)
    assert is_signed(b"news", value, secret=SECRET)
    assert is_signed(b"news", value.upper(), secret=SECRET)


@pytest.mark.parametrize(
    "value", [None, "", "sha256", "sha256=", "md5=0", "sha224=0", "=", "sha256=é", "sha256=00"]
)
def test_missing_weak_or_strange_signature_is_none(value: str | None) -> None:
    """Nothing that a stranger can write without the secret is taken."""
    assert not is_signed(b"news", value, secret=SECRET)


@given(st.binary(max_size=64), st.binary(max_size=64), st.sampled_from(METHODS))
def test_signature_holds_for_its_own_bytes_alone(one: bytes, other: bytes, method: str) -> None:
    """Whoever changes a byte of a delivery, or signs with another secret, is found out."""
    assert is_signed(other, signature(one, method), secret=SECRET) == (one == other)
    assert not is_signed(one, signature(one, method, "another"), secret=SECRET)


@given(st.text(max_size=80))
def test_no_text_is_a_signature_by_chance(value: str) -> None:
    """Any header is judged, none raises."""
    assert not is_signed(b"news", value, secret=SECRET)
