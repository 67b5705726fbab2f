"""Markup that is told apart without a parser is what a parser makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.markup import sanitise
from aggregator.model.item import Picture
from aggregator.publish.article import article_html, mended
from aggregator.publish.markup import figure, parsed_text, plain_text
from aggregator.publish.plainmarkup import is_plain, plain_words

PIECES = st.sampled_from(
    (
        *("<p>", "</p>", "<br>", "<b>", "</b>", "<em>", "</em>", "<h3>", "</h3>", "<ul><li>", "</li></ul>"),
        *(
            "<blockquote>",
            "</blockquote>",
            "<figure>",
            "</figure>",
            "<figcaption>",
            "</figcaption>",
            "<small>",
        ),
        *("</small>", "<pre>\n", "</pre>", "<table><td>", "</td></table>", "<header>", "</header>", "<hr>"),
        *('<a href="https://a.example/b?c=d&amp;e">', '<a href="mailto:a@b.example">', "<a>", "</a>"),
        *(
            '<a href="https://1.2.3.444/">',
            '<a href="https://xn--a.example/">',
            '<a href="https://a.example:x/">',
        ),
        *(
            '<img src="https://a.example/b.jpg" alt="A &quot;b&quot;" width="9" height="9">',
            "<img alt src=x>",
        ),
        *(
            "&amp;",
            "&lt;b&gt;",
            "&nbsp;",
            "&copy;",
            "&",
            "<",
            ">",
            '"',
            "'",
            " ",
            "\n",
            "\r",
            "\xa0",
            "\u2028",
            "é",
        ),
        *(
            "Words",
            "and",
            "more",
            "<!-- a -->",
            "<script>a()</script>",
            "<svg><p>",
            "<button><p>a</p></button>",
        ),
    )
)
MARKUP = st.lists(PIECES, max_size=14).map("".join)
PARAGRAPHS = st.lists(MARKUP.map(lambda markup: f"<p>A{markup}</p>"), max_size=3).map("".join)
PICTURE = Picture(
    url="https://a.example/b.jpg", caption="The \"pier\" & 'more'", credit="A\xa0<B>", alt="It's", width=800
)


@pytest.mark.parametrize(
    "html",
    [
        "<p>One &amp; two.</p>\n<p>Three<br><b>four</b>, <em>five</em>.</p>",
        '<p>It <a href="https://a.example/b?c=d&amp;e=f#g" rel="noopener">says so</a>.</p>',
        '<figure><img src="https://a.example/b.jpg" alt="" width="800"></figure><p>One.</p>',
        figure(Picture(url="https://a.example/b.jpg", caption="A pier", credit="A. B.")) + "<p>One.</p>",
        "<blockquote><p>One.</p></blockquote>",
    ],
)
def test_what_most_news_is_made_of_is_plain(html: str) -> None:
    """Else every text goes through two parsers for nothing."""
    assert is_plain(html)
    assert article_html(html) == mended(html)
    assert plain_words(html) == parsed_text(html)


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://a.example/" rel="noopener"> </a></p>',
        '<p><a href="https://256.256.256.256/" rel="noopener">One</a></p>',
        '<p><a href="javascript:a()" rel="noopener">One</a></p>',
        "<p>One<p>Two</p></p>",
        "<h1>One</h1>",
        "<ul><li>One</li></ul>",
        "<p>One &copy</p>",
        "<p>One",
    ],
)
def test_what_may_need_mending_is_not_plain(html: str) -> None:
    """It is the parser's to say what becomes of it."""
    assert not is_plain(html)


@given(st.one_of(MARKUP, PARAGRAPHS))
def test_plain_markup_is_shown_as_if_it_were_parsed(markup: str) -> None:
    """A page must be the same whichever way its text has gone; also where the markup is not as nh3 writes it."""
    for html in (markup, sanitise(markup, "https://a.example/") or ""):
        if is_plain(html):
            assert article_html(html) == mended(html)


@given(st.one_of(MARKUP, PARAGRAPHS))
def test_plain_words_are_those_that_a_parser_reads(markup: str) -> None:
    """Summaries are made of them, in whichever way they were found."""
    safe = sanitise(markup, "https://a.example/") or ""
    for html in (safe, figure(PICTURE) + safe, f'<p class="notice">It\'s &lt;said&gt;</p>{safe}'):
        words = plain_words(html)
        assert words is None or words == parsed_text(html)
        assert plain_text(html) == parsed_text(html)
