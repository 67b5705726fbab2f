"""NewsML 1 as agencies write it: components in components, revisions under one identifier."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse.newsml1 import NEWSML1
from aggregator.model.item import PubStatus
from aggregator.model.poll import NotAFeed, Parsed
from tests.conftest import Golden
from tests.ingest.parse.wirefiles import GOLDEN, as_json, body_of, entry_in, parsed


def item(*, identifier: str = "", management: str = "", component: str = "<p>Text</p>") -> bytes:
    """Return a document with one news item of these parts."""
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier>"
        f"{identifier}</NewsIdentifier><NameLabel>quay</NameLabel></Identification>"
        f"<NewsManagement>{management}</NewsManagement>"
        f"<NewsComponent>{component}</NewsComponent></NewsItem></NewsML>"
    ).encode()


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("newsml1-*.xml")))
def test_every_field_is_read_as_the_file_says(name: str, golden: Golden) -> None:
    """It says that it is Latin 1 and is UTF-8, as AFP's do; its own entity stays a name."""
    golden(GOLDEN / f"{name}.json", as_json(name))


@pytest.mark.parametrize(
    ("revision", "ending"),
    [('<RevisionId Update="N">4</RevisionId>', ":4N"), ("<RevisionId>4</RevisionId>", ":4")],
)
def test_all_revisions_share_one_guid(revision: str, ending: str) -> None:
    """A public identifier ends in its revision (RFC 3085); a new one would be a new item."""
    public = f"<PublicIdentifier>urn:newsml:nord.example:20260107:K{ending}</PublicIdentifier>"
    entry = entry_in(item(identifier=revision + public))
    assert (entry.guid, entry.number) == ("urn:newsml:nord.example:20260107:K", 4)


def test_a_public_identifier_of_another_form_is_kept_whole() -> None:
    """Not every agency follows the RFC."""
    entry = entry_in(item(identifier="<RevisionId>4</RevisionId><PublicIdentifier>K-4711</PublicIdentifier>"))
    assert entry.guid == "K-4711"


def test_a_public_identifier_that_names_no_item_identifies_none() -> None:
    """Belga writes the same one everywhere; all items would be versions of one."""
    parts = "<ProviderId>b.example</ProviderId><DateId>20260107</DateId><NewsItemId>119</NewsItemId>"
    public = "<PublicIdentifier>urn:newsml:b.example</PublicIdentifier>"
    assert entry_in(item(identifier=parts + public)).guid == "urn:newsml:b.example:20260107:119"


def test_a_wrapped_transmission_is_read() -> None:
    """Some servers put an element of their own around it."""
    assert entry_in(b"<answer xmlns='urn:a'>" + item(identifier="") + b"</answer>").title_text == "quay"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Usable", PubStatus.USABLE),
        ("Canceled", PubStatus.CANCELED),
        ("CANCELLED", PubStatus.CANCELED),
        ("Withheld", PubStatus.WITHHELD),
        ("Embargoed", PubStatus.EMBARGOED),
        ("?", None),
    ],
)
def test_the_status_is_read_in_any_case(name: str, status: PubStatus | None) -> None:
    """An embargo that does not say when it ends has no hour, and waits for editors."""
    entry = entry_in(item(management=f'<Status FormalName="{name}"/>'))
    assert (entry.status, entry.embargo) == (status, None)


def test_items_inside_an_item_are_items_of_their_own() -> None:
    """The text of the inner one is not the outer one's."""
    inner = item(component="<ContentItem><DataContent><p>Inner</p></DataContent></ContentItem>").decode()
    inner = inner.removeprefix("<NewsML>").removesuffix("</NewsML>")
    outer, other = parsed(item(component=inner)).entries
    assert (outer.content_html, other.content_html) == (None, "<p>Inner</p>")


def test_two_pictures_keep_their_own_captions() -> None:
    """A picture without a caption does not borrow its neighbour's."""
    caption = (
        '<NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent>One</DataContent></ContentItem>'
    )
    first = f'<NewsComponent>{caption}</NewsComponent><ContentItem Href="https://p.example/1.jpg">'
    first += '<MediaType FormalName="Photo"/></ContentItem></NewsComponent>'
    second = '<NewsComponent><ContentItem Href="https://p.example/2.jpg"><MediaType FormalName="Photo"/>'
    pictures = entry_in(item(component=f"{first}{second}</ContentItem></NewsComponent>")).pictures
    assert [(picture.url[-5:], picture.caption) for picture in pictures] == [
        ("1.jpg", "One"),
        ("2.jpg", None),
    ]


def test_a_megabyte_of_pictures_takes_no_more_than_linear_time() -> None:
    """An archive sent by mistake does not hold a thread."""
    photo = (
        '<NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent>One</DataContent></ContentItem>'
        '</NewsComponent><NewsComponent><ContentItem Href="https://p.example/1.jpg"><MediaType FormalName="Photo"/>'
        "</ContentItem></NewsComponent>"
    )
    seconds = []
    for count in (500, 4_000):
        content = item(component=photo * count)
        start = time.process_time()
        assert entry_in(content).pictures
        seconds.append(time.process_time() - start)
    assert seconds[1] < 8 * seconds[0] * 4 + 0.2


@given(st.binary(max_size=200))
def test_any_bytes_become_a_value(content: bytes) -> None:
    """A body never stops the service."""
    for body in (content, b"<NewsML>" + content, b"<NewsML><NewsItem>" + content + b"</NewsItem></NewsML>"):
        assert isinstance(NEWSML1.read(body_of(body)), Parsed | NotAFeed)
