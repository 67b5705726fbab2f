"""`[[webhooks]]` and `[publish] hub`: what is read, and what is wrong in it."""

import base64
import re
from pathlib import Path

import pytest

from aggregator.config.load import load
from tests.config.texts import MINIMAL, Write, mistakes_in

KEY = b"a key of thirty-two bytes: 01234"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
WEBHOOK = """\
[[webhooks]]
id = "cms"
url = "https://cms.example/hook/t0ken"
secret = "CMS_HOOK"
"""


def test_webhook_is_read_with_its_key(write: Write) -> None:
    """The key is decoded once; unless it says otherwise it is told of stories."""
    settings = load(write(MINIMAL + WEBHOOK), {"CMS_HOOK": SECRET})
    [webhook] = settings.webhooks
    assert webhook.events == ("new", "updated", "corrected", "killed")
    assert settings.signing_keys == {"cms": KEY}
    assert SECRET not in repr(settings)
    assert repr(KEY) not in repr(settings)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('events = ["kiled"]', 'not "kiled"; did you mean "killed"?'),
        ('events = "new"', "expected a list of texts, not text"),
        ('sections = ["nationl"]', 'no section has the id "nationl"; did you mean "national"?'),
        ('rules = ["crime"]', 'no rule has the name "crime"'),
        ('evens = ["new"]', 'unknown key; did you mean "events"?'),
        ("allow_private = 1", "expected true or false"),
    ],
)
def test_mistake_in_a_webhook_says_what_was_expected(write: Write, line: str, what: str) -> None:
    """Each names its place and the nearest right word."""
    [mistake] = mistakes_in(write(f"{MINIMAL}{WEBHOOK}{line}\n"), {"CMS_HOOK": SECRET})
    assert mistake.startswith("config.toml:15: webhooks[0].")
    assert what in mistake


def test_examples_of_the_page_load(write: Write) -> None:
    """What is copied from the reference works."""
    page = (Path(__file__).parents[2] / "docs/reference/webhooks.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    settings = load(write(MINIMAL + "".join(examples)), {"CMS_HOOK": SECRET})
    assert len(examples) == len(settings.webhooks) + 1 == 2
    assert settings.publish.hub == "https://hub.example/"


@pytest.mark.parametrize("section", ["all", "national"])
def test_webhook_may_name_the_section_of_all(write: Write, section: str) -> None:
    """`all` is a section to whoever subscribes."""
    text = f'{MINIMAL}{WEBHOOK}sections = ["{section}"]\n'
    assert load(write(text), {"CMS_HOOK": SECRET}).webhooks[0].sections == (section,)


@pytest.mark.parametrize(
    "value", ["hunter2", "whsec_hunter2", SECRET.removeprefix("whsec_"), "whsec_" + "QUJD" * 30, "whsec_QUJD"]
)
def test_wrong_key_is_refused_and_not_repeated(write: Write, value: str) -> None:
    """A key that libraries would read otherwise, or that is too short, is told with the way to make one."""
    [mistake] = mistakes_in(write(MINIMAL + WEBHOOK), {"CMS_HOOK": value})
    assert "webhooks[0].secret: the value of CMS_HOOK must be whsec_ and 24 to 64 bytes in Base64" in mistake
    assert "openssl rand" in mistake
    assert value not in mistake


def test_absent_key_is_named(write: Write) -> None:
    """As a source's secret is."""
    [mistake] = mistakes_in(write(MINIMAL + WEBHOOK))
    assert "CMS_HOOK is neither in the environment" in mistake


def test_two_webhooks_of_one_id_are_told(write: Write) -> None:
    """What waits for a webhook is known by its id."""
    [mistake] = mistakes_in(write(MINIMAL + WEBHOOK * 2), {"CMS_HOOK": SECRET})
    assert '"cms" is already the id of webhooks[0]' in mistake


@pytest.mark.parametrize(
    "url", ["cms.example", "ftp://cms.example/", "https://desk:hunter2@cms.example/", "https://a/#b"]
)
def test_address_that_nothing_can_be_sent_to_is_refused(write: Write, url: str) -> None:
    """For webhooks and the hub alike; an address may hold a key, and is not repeated."""
    hook = WEBHOOK.replace("https://cms.example/hook/t0ken", url)
    mistakes = mistakes_in(write(f'{MINIMAL}[publish]\nhub = "{url}"\n{hook}'), {"CMS_HOOK": SECRET})
    assert [mistake.split(": ")[1] for mistake in mistakes] == ["publish.hub", "webhooks[0].url"]
    assert not any("hunter2" in mistake for mistake in mistakes)
