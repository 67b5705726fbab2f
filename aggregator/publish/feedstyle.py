"""A feed that somebody opens in a browser: it names a style sheet, for browsers drop XSLT.

CSS says what the document is and where the page for people is, and shows the headlines; programs pass it over.
"""

FEED_STYLE = "feed.css"
"""The file of the style sheet, and the template that it is made of."""

_END_OF_DECLARATION = b"?>"


def with_style(document: bytes, *, path: str) -> bytes:
    """Return the XML document at a path with the instruction that names the style sheet, below its declaration.

    The address is relative: the style is of the server that was asked, whatever the site's own address is.
    """
    declaration, end, rest = document.partition(_END_OF_DECLARATION)
    up = "../" * path.count("/")
    instruction = f'\n<?xml-stylesheet type="text/css" href="{up}{FEED_STYLE}"?>'
    return declaration + end + instruction.encode() + rest
