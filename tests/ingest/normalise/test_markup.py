"""HTML that is safe to publish, and plain text."""

import html
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.markup import sanitise, text_of
from aggregator.ingest.normalise.text import plain
from aggregator.model.item import RawEntry
from tests.ingest.normalise.newsroom import item_of

BASE = "https://post.example/2026/a"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p onclick='x()'>A<script>alert(1)</script><style>p{}</style></p>", "<p>A</p>"),
        ("<iframe src='https://x.example'></iframe><form><input></form>A", "A"),
        ('<a href="javascript:x()">A</a>', '<a rel="noopener">A</a>'),
        ('<a href="b">A</a>', '<a href="https://post.example/2026/b" rel="noopener">A</a>'),
        ('<a href="mailto:a@b.example">A</a>', '<a href="mailto:a@b.example" rel="noopener">A</a>'),
        ('<img src="/a.jpg" onerror="x()">', '<img src="https://post.example/a.jpg">'),
        ('A<img src="https://count.example/p.gif" width="1" height="1">', "A"),
        ('A<img src="data:image/gif;base64,R0">', "A"),
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("<p> </p><p>&nbsp;</p>", None),
        ("", None),
    ],
)
def test_html_is_safe_and_absolute(markup: str, expected: str | None) -> None:
    """No scripts, styles, frames, forms, handlers or counters."""
    assert sanitise(markup, BASE) == expected


def test_text_has_a_line_for_each_paragraph() -> None:
    """Inline markup joins, blocks part, captions stay with their pictures."""
    figure = "<figure><img src='a'><figcaption>Quay</figcaption></figure>"
    markup = f"{figure}<h2>A&amp;B</h2><p>O<b>n</b>e\ntwo<br>three</p><ul><li>x<li>y</ul>"
    assert text_of(markup) == "A&B\nOne two\nthree\nx\ny"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000,
        "<b>" * 100_000,
        "<" * 500_000,
        "<p>" * 150_000,
        "<!--" * 100_000,
        "<a href='" * 50_000,
    ],
)
def test_hostile_html_takes_little_time(markup: str) -> None:
    """Deep nesting is slow in every HTML parser."""
    start = time.process_time()
    sanitise(markup, BASE)
    assert time.process_time() - start < 2


def test_of_an_endless_entry_the_beginning_is_kept() -> None:
    """Half a million characters are more than any story."""
    kept = sanitise("<p>word</p>" * 100_000, BASE)
    assert kept is not None
    assert len(kept) <= 512 * 1024 + len("</p>")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("A &amp;amp; B", "A & B"),
        ("A <i>word</i> here", "A word here"),
        ("  A\n\t B  ", "A B"),
        ("R\x00i\u202ego\x1b[31m\ud800\uffff", "Rigo[31m"),
        ("1 &lt; 2 &amp;lt; 3", "1 < 2 < 3"),
        ("Say &lt;doubles&gt;", "Say <doubles>"),
        ("A&nbsp;B", "A B"),
    ],
)
def test_a_title_is_one_plain_line(markup: str, expected: str) -> None:
    """No tags, entities, control or overriding characters."""
    assert plain(markup) == expected


def test_an_entry_without_a_title_is_called_by_its_first_words() -> None:
    """Twelve of them."""
    text = "one two three four five six seven eight nine ten eleven twelve thirteen"
    assert item_of(RawEntry(summary_html=text)).version.title == text.removesuffix(" thirteen") + "…"


@given(st.text(max_size=200) | st.text("<>&;ab/ p=\"'-!#123", max_size=120))
def test_plain_text_is_plain(text: str) -> None:
    """Escaping a title and reading it again changes nothing."""
    once = plain(text)
    assert plain(html.escape(once)) == once


@given(st.text(max_size=200) | st.text("<>&;abi/ p=\"'-!#\n", max_size=120))
def test_safe_html_stays_as_it_is(markup: str) -> None:
    """Sanitising twice is sanitising once."""
    once = sanitise(markup, BASE)
    assert sanitise(once or "", BASE) == once


NAMES = "p div figure figcaption a b br img ul li h2 pre blockquote table td span q"
TAGS = st.sampled_from(NAMES.split())
WORDS = st.sampled_from(
    ["word", " ", "\n", "\r\n", "&amp;", "&lt;", "&nbsp;", "&copy;", "a < b", '"', "\x0c", "\x85"]
)
TOKENS = st.builds("<{}{} title='&quot;>'>".format, st.sampled_from(["", "/"]), TAGS) | WORDS


@given(st.lists(TOKENS, max_size=30).map("".join))
def test_text_is_what_an_html_parser_reads(markup: str) -> None:
    """Safe HTML is told apart without one; a table is left to it, and changes nothing of what stands beside."""
    safe = sanitise(markup, BASE) or ""
    assert text_of(safe) == text_of(f"{safe}<table></table>")


@given(st.text(max_size=200) | st.lists(WORDS, max_size=20).map("".join))
def test_text_without_markup_is_what_an_html_parser_leaves_of_it(text: str) -> None:
    """It is not even shown to one; a comment, which goes, makes it be."""
    assert sanitise(text, BASE) == sanitise(f"{text}<!-- -->", BASE)


def test_addresses_are_joined_to_their_own_entrys_whatever_is_read_beside_it() -> None:
    """Many bodies are read at once, by one cleaner: no outlet's link leads to another outlet."""

    def clean(number: int) -> str | None:
        return sanitise('<p><a href="/story">Story</a></p>', f"https://news{number}.example/")

    with ThreadPoolExecutor(8) as readers:
        for number, markup in enumerate(readers.map(clean, range(400))):
            assert markup is not None
            assert f'href="https://news{number}.example/story"' in markup
