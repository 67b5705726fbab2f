"""Pieces of HTML as entries need them."""

import pytest

from aggregator.publish.markup import as_block


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Words <b>only</b>.", "<p>Words <b>only</b>.</p>"),
        ("<p>One.</p>Two.", "<p>One.</p>Two."),
        ('<img src="a"><p>One.</p>', '<p><img src="a"></p><p>One.</p>'),
        ("Words.<br><p>One.</p>", "<p>Words.<br></p><p>One.</p>"),
        ("<em>Words.<p>One.</p></em>", "<div><em>Words.<p>One.</p></em></div>"),
    ],
)
def test_a_paragraph_never_holds_a_block(html: str, expected: str) -> None:
    """Validators reject it, and browsers end the paragraph where they like."""
    assert as_block(html) == expected
