"""Which addresses are one article's, and which only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.stories.addresses import same_article

ARTICLE = "https://post.example/news/east-pier-to-reopen"


@pytest.mark.parametrize(
    "url",
    [
        "http://post.example/news/east-pier-to-reopen",
        "https://www.post.example/news/east-pier-to-reopen/",
        "https://m.post.example/news/east-pier-to-reopen",
        "https://mobile.post.example/news/east-pier-to-reopen",
        "https://amp.post.example/news/east-pier-to-reopen",
        "https://www.m.post.example/news/east-pier-to-reopen",
        "https://post.example/news/east-pier-to-reopen/amp/",
        "https://post.example/news/east-pier-to-reopen.amp.html",
        "https://post.example/amp/news/east-pier-to-reopen",
        "https://post.example/news/east-pier-to-reopen?amp=1",
        "https://post.example/news/east-pier-to-reopen?outputType=amp",
        "https://post.example/news/east-pier-to-reopen?ref=rss",
        "https://post.example/news/east-pier-to-reopen?page=2",
    ],
)
def test_variants_of_an_address_are_one_article(url: str) -> None:
    """A feed for telephones and one for the desk must not make two stories of it."""
    assert same_article(url) == same_article(ARTICLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://post.example/view.php?page=12", "https://post.example/view.php?page=13"),
        ("https://post.example/?page=12", "https://post.example/?page=13"),
        ("https://post.example/news?id=1", "https://post.example/news?id=2"),
        ("https://sport.post.example/pier", "https://post.example/pier"),
        ("https://m.example/pier", "https://post.example/pier"),
        ("https://post.example/camp/pier", "https://post.example/pier"),
        ("https://post.example/news/stamp", "https://post.example/news/st"),
        ("https://post.example/#!/a", "https://post.example/#!/b"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    """A false merge is worse than a missed one."""
    assert same_article(one) != same_article(other)


@given(st.text(alphabet="amp/.-w?=&12", max_size=40))
def test_any_path_passes(path: str) -> None:
    """Outlets write anything behind the host."""
    assert same_article(f"https://post.example/{path}").startswith("post.example")
