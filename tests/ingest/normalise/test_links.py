"""Links in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.links import canonical

BASE = "https://post.example/news/"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("HTTPS://Post.Example:443/A?b=2&a=1#top", "https://post.example/A?a=1&b=2"),
        ("https://post.example", "https://post.example/"),
        ("https://post.example/a?utm_source=rss&id=7&fbclid=x&CMP=share", "https://post.example/a?id=7"),
        ("https://post.example/a?utm_source=rss", "https://post.example/a"),
        ("https://post.example/#!/story/7", "https://post.example/#!/story/7"),
        ("//other.example/a", "https://other.example/a"),
        ("a\n/b", "https://post.example/news/a/b"),
        ("https://www.post.example/amp/a", "https://www.post.example/amp/a"),
        ("https://post.example/é", "https://post.example/%C3%A9"),
    ],
)
def test_a_link_is_canonical_and_opens_the_article(link: str, expected: str) -> None:
    """Tracking and places in the page go, what finds the article stays."""
    assert canonical(link, BASE) == expected


@pytest.mark.parametrize(
    "link", ["", "javascript:x()", "mailto:a@b.example", "ftp://a.example/b", "http://[", "tag:a,2026:b"]
)
def test_what_is_no_address_of_the_web_is_no_link(link: str) -> None:
    """It is unknown, not wrong."""
    assert canonical(link, BASE) is None


@given(
    st.text(max_size=60)
    | st.builds(
        "https://{}/{}?{}#{}".format,
        st.text("ab.-:@1", max_size=9),
        *[st.text("a/%2fé=&;+ ?.", max_size=12)] * 3,
    )
)
def test_a_canonical_link_stays_as_it_is(link: str) -> None:
    """Any text is a link or none, and once is enough."""
    once = canonical(link, BASE)
    assert once is None or canonical(once, BASE) == once


@given(
    st.builds(
        "{}://{}/{}".format,
        st.sampled_from(["http", "https"]),
        st.sampled_from(
            ["post.example", "www.the-post.example", "xn--bcher-kva.example", "a..example", "-.example"]
        ),
        st.text("ab/.~_-%;A1", max_size=12),
    )
)
def test_plain_link_is_canonical_as_any_other_is(link: str) -> None:
    """It is not taken apart; what only says how a reader came makes it be, and goes."""
    assert canonical(link, BASE) == canonical(f"{link}?utm_source=rss", "")
