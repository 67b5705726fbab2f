"""Laws: whatever text a source sends, every format stays well-formed and valid, and says it unchanged."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from aggregator.ingest.normalise.markup import sanitise
from aggregator.model.item import Category, Picture
from aggregator.model.source import Section
from aggregator.publish.characters import canonical, clean, one_line, web_address
from aggregator.publish.markup import first_paragraph, plain_text, shorten
from tests.publish import validity
from tests.publish.newsroom import (
    NOW,
    SITE,
    make_carrier,
    make_story,
    render_index,
    render_section,
)

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = st.sampled_from(
    (
        "]]>",
        "<![CDATA[",
        "\x00",
        "\x0b",
        "\x1f",
        "\x85",
        "\ud800",
        "\udfff",
        "\ufffe",
        "\uffff",
        "&amp;",
        "<b>",
        "</title>",
        '"',
        "'",
        "\u202e",
        "\u2067",
        "אבג",
        "😀",
        "👩‍🚒",
        "\r\n",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "<!--",
        " ",
    )
)
TEXTS = st.lists(HOSTILE | st.text(st.characters(), max_size=8), max_size=6).map("".join)


@settings(max_examples=60, deadline=None)
@given(title=TEXTS, html=TEXTS, name=TEXTS, outlet=TEXTS)
def test_any_text_gives_valid_documents(title: str, html: str, name: str, outlet: str) -> None:
    """Control characters, surrogates, ends of CDATA and templates take no feed and no page down."""
    carrier = make_carrier(
        "harbour",
        outlet,
        title=title,
        summary_html=html,
        body_html=html,
        byline=(name,),
        desk=name,
        copyright=name,
        language=name,
        url=f"https://harbour.example/{title}",
        categories=(Category(term=name, scheme=title, label=outlet),),
        pictures=(Picture(url=f"https://pictures.example/{name}.jpg", caption=html, credit=name, alt=title),),
    )
    section = Section(id="national", title=title)
    documents = render_section(SITE, section, [make_story("any", carrier)], now=NOW)
    rss, atom, json_feed, page = (document.content for document in documents)
    assert validity.check_rss(rss) == []
    assert validity.check_atom(atom) == []
    assert validity.check_json_feed(json_feed) == []
    assert page.decode()
    assert render_index(SITE, {"national": [make_story("any", carrier)]}, now=NOW)


@settings(max_examples=60, deadline=None)
@given(title=TEXTS)
def test_title_is_the_same_in_every_format(title: str) -> None:
    """What looks like markup in a headline is text, and comes out as that text."""
    documents = render_section(
        SITE, SITE.sections[0], [make_story("any", make_carrier(title=title))], now=NOW
    )
    rss, atom, json_feed, _ = (document.content for document in documents)
    said = etree.fromstring(atom).findtext(f"{ATOM}entry/{ATOM}title")
    assert etree.fromstring(rss).findtext("channel/item/title") == said
    assert json.loads(json_feed)["items"][0]["title"] == said
    assert one_line(title) in (said, None)


@given(text=TEXTS)
def test_cleaning_is_idempotent(text: str) -> None:
    """Cleaning what is clean changes nothing."""
    assert clean(clean(text)) == clean(text)


@given(text=TEXTS)
def test_address_is_a_uri_or_nothing(text: str) -> None:
    """Whatever a link holds, a URI to the web comes out, and comes out of itself."""
    url = web_address(f"https://harbour.example/{text}")
    assert url is not None
    assert url.isascii()
    assert web_address(url) == url
    assert web_address(f"javascript:{text}") is None


@given(text=TEXTS)
def test_canonical_address_is_its_own(text: str) -> None:
    """An id that is written in two ways would be two ids."""
    url = web_address(f"https://harbour.example/{text}")
    assert url is not None
    assert canonical(canonical(url)) == canonical(url)
    assert web_address(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    ("url", "id_"),
    [
        ("HTTPS://Harbour.Example", "https://harbour.example/"),
        ("http://harbour.example:80/a?b=%c3%a9", "http://harbour.example/a?b=%C3%A9"),
        ("https://harbour.example:8443/%7Edesk/%2f", "https://harbour.example:8443/~desk/%2F"),
    ],
)
def test_id_of_a_source_is_canonical(url: str, id_: str) -> None:
    """Ids are compared letter for letter, and validators say so."""
    assert canonical(url) == id_


@given(html=TEXTS)
def test_any_html_has_a_plain_text(html: str) -> None:
    """Broken markup gives some text on one line, never an error."""
    cleaned = clean(html)
    assert "\n" not in plain_text(cleaned)
    assert len(first_paragraph(cleaned, words=5).split()) <= 6


@given(html=TEXTS)
def test_text_says_the_same_in_a_paragraph(html: str) -> None:
    """What has no markup is read without a parser, and may not be read otherwise for it."""
    text = (sanitise(html, "https://a.example/") or "").replace("<", "&lt;")
    assert plain_text(text) == plain_text(f"<p>{text}</p>")


@given(text=TEXTS, words=st.integers(1, 8))
def test_short_text_is_not_cut(text: str, words: int) -> None:
    """An ellipsis stands only where something is missing."""
    assert shorten(text, words=words).endswith(" …") == (len(text.split()) > words)
