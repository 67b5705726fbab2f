"""Signatures, and when a message is sent again."""

import base64
import re
import runpy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.push import Lane, Push
from aggregator.publish.retries import (
    GIVEN_UP_AFTER,
    LONGEST_RETRY_AFTER,
    LONGEST_WAIT,
    Arrived,
    NotTaken,
    after_attempt,
    find_given_up,
    is_due,
    wait,
)
from aggregator.publish.signature import sign

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
LANE = Lane(name="webhook/cms", waiting=3)
shares = st.floats(0, 1)


def test_signature_is_that_of_the_standard() -> None:
    """The example that the libraries of Standard Webhooks are tested with."""
    signed = sign(
        b'{"test": 2432232314}',
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        key=base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    )
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_example_of_the_reference_verifies_what_we_sign(tmp_path: Path) -> None:
    """What is copied from the page works, and refuses what was changed on the way or recorded."""
    page = (Path(__file__).parents[2] / "docs/reference/webhooks.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    is_ours = runpy.run_path(str(tmp_path / "example.py"))["is_ours"]
    key, now = b"k" * 32, datetime.now(UTC)
    secret = "whsec_" + base64.b64encode(key).decode()
    signed = sign(b"{}", message_id="msg_1", at=now, key=key)
    recorded = sign(b"{}", message_id="msg_1", at=now - timedelta(hours=1), key=key)
    assert is_ours(b"{}", signed, secret)
    assert not is_ours(b"{} ", signed, secret)
    assert not is_ours(b"{}", {**signed, "webhook-id": "msg_2"}, secret)
    assert not is_ours(b"{}", recorded, secret)


@given(st.integers(1, 10_000), shares)
def test_wait_grows_and_stays_bounded(failures: int, share: float) -> None:
    """From some seconds to about an hour, whatever comes."""
    assert timedelta(seconds=3) < wait(failures, share=share) <= LONGEST_WAIT * 1.25
    assert wait(failures + 1, share=share) >= wait(failures, share=share)


@given(shares, st.none() | st.timedeltas(timedelta(), timedelta(days=400)))
def test_retry_after_is_obeyed_within_reason(share: float, asked: timedelta | None) -> None:
    """A receiver may ask for patience, not for silence."""
    retry_at = None if asked is None else NOON + asked
    after = after_attempt(LANE, NotTaken("no", retry_at), now=NOON, share=share)
    assert after.next_at is not None
    assert after.next_at >= NOON + min(asked or timedelta(), LONGEST_RETRY_AFTER)
    assert after.next_at <= NOON + LONGEST_RETRY_AFTER + LONGEST_WAIT
    assert not is_due(after, NOON)
    assert is_due(after, after.next_at)


def test_success_forgets_every_failure() -> None:
    """What comes next is sent at once."""
    failed = after_attempt(LANE, NotTaken("no"), now=NOON, share=0)
    failed = after_attempt(failed, NotTaken("still no"), now=NOON + timedelta(minutes=1), share=0)
    assert (failed.failures, failed.problem, failed.failing_since) == (2, "still no", NOON)
    arrived = after_attempt(replace(failed, given_up=4), Arrived(), now=NOON, share=0)
    assert arrived == Lane(name="webhook/cms", waiting=3, delivered_at=NOON)


def test_clock_that_was_set_back_holds_no_lane() -> None:
    """A next attempt in days was never decided: it is of another clock."""
    assert is_due(replace(LANE, next_at=NOON + timedelta(days=2)), NOON)
    assert not is_due(Lane(name="webhook/cms"), NOON)


def test_message_is_given_up_after_three_days() -> None:
    """Not a second sooner."""
    old = Push(number=1, lane="webhook/cms", event="new", subject="x", made_at=NOON - GIVEN_UP_AFTER)
    young = replace(old, number=2, made_at=old.made_at + timedelta(seconds=1))
    assert find_given_up([old, young], NOON) == (1,)
