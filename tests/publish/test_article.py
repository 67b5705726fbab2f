"""A story's text on a page: it breaks nothing around it, and everybody can read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.ingest.normalise.markup import sanitise
from aggregator.publish.article import article_html


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<h1>One</h1><h5>Two</h5>", "<h2>One</h2><h2>Two</h2>"),
        ("<header>One</header><aside>Two</aside>", "<div>One</div><div>Two</div>"),
        (
            '<img src="https://a.example/b.jpg">',
            '<img src="https://a.example/b.jpg" alt="" loading="lazy" decoding="async">',
        ),
        (
            '<a href="https://a.example/"><img src="https://a.example/b.jpg" alt="A pier"></a>',
            (
                '<a href="https://a.example/" rel="noopener"><img src="https://a.example/b.jpg" alt="A pier" '
                'loading="lazy" decoding="async"></a>'
            ),
        ),
        ('<a href="https://a.example/"> </a>', ""),
        ("<li>One</li><dd>Two</dd>", "OneTwo"),
        ("<ul><p>One</p><li>Two</li></ul>", "<p>One</p>Two"),
        ("<p>One <b>never closed", "<p>One <b>never closed</b></p>"),
        ('<p style="color:red" onclick="a()" class="x">One</p>', "<p>One</p>"),
        ('<a href="javascript:alert(1)">One</a>', '<a rel="noopener">One</a>'),
    ],
)
def test_text_is_simpler_on_a_page(html: str, shown: str) -> None:
    """One level of headings, no landmarks, pictures with words or marked as without, lists with items alone."""
    assert article_html(html) == shown


def test_nothing_stays_nothing() -> None:
    """Rights may allow no text."""
    assert article_html(None) == article_html("") == article_html("<script>a()</script>") == ""


TAGS = st.sampled_from(
    (
        "h1",
        "h4",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "p",
        "div",
        "table",
        "td",
        "a",
        "b",
        "figure",
        "img",
        "nav",
        "svg",
    )
)
PIECES = st.tuples(
    TAGS,
    st.sampled_from(["<{}>", "</{}>", '<{} href="https://a.example/" onload="b()">']),
    st.text(max_size=5),
)


@given(st.lists(PIECES, max_size=12))
def test_any_markup_keeps_lists_headings_and_pictures_in_order(pieces: list[tuple[str, str, str]]) -> None:
    """What axe calls out in markup of outlets is mended, whatever they send; and mending twice changes nothing."""
    shown = article_html("".join(form.format(tag) + text for tag, form, text in pieces))
    tree = LexborHTMLParser(shown)
    assert tree.css("h1, h3, h4, h5, h6, nav, main, svg, [onload]") == []
    assert all(node.parent and node.parent.tag in {"ul", "ol"} for node in tree.css("li"))
    assert all(node.parent and node.parent.tag == "dl" for node in tree.css("dt, dd"))
    assert all("alt" in node.attributes for node in tree.css("img"))
    assert article_html(shown) == shown


@given(st.lists(PIECES, max_size=12))
def test_text_is_shown_alike_beside_a_picture(pieces: list[tuple[str, str, str]]) -> None:
    """What has no pictures, links and lists is read by one parser less, and may not look otherwise for it."""
    html = "".join(form.format(tag) + text for tag, form, text in pieces)
    text = article_html(sanitise(html, "https://a.example/"))
    pictured = article_html(f'<p><img src="https://a.example/b.jpg"></p>{text}')
    assert pictured.endswith(text)
