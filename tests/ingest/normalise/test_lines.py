"""HTML as lines with their places."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise.lines import Image, Words, pieces, without
from aggregator.ingest.normalise.markup import sanitise, text_of

MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                "one",
                " ",
                "&amp;",
                "<p>",
                "</p>",
                "<br>",
                "<em>",
                "</em>",
                "<div>",
                "</div>",
                "<table><tr><td>",
            ),
            *(
                '<a title="x > y">',
                "</a>",
                '<img src="https://i.example/a.jpg">',
                "<h2>",
                "</h2>",
                "<ul><li>",
            ),
        ]
    ),
    max_size=25,
).map(lambda parts: sanitise("".join(parts), "") or "")


def test_lines_end_at_blocks_breaks_and_images() -> None:
    """Inline elements join."""
    markup = '<div>O<b>n</b>e<br>two<img src="a">three</div><p> </p><p><em>four</em></p>'
    found = pieces(markup)
    assert [piece.text if isinstance(piece, Words) else "-" for piece in found] == [
        *("One", "two", "-", "three", "four")
    ]
    assert [element.name for element in found[-1].within] == ["p", "em"]


@given(MARKUP)
def test_lines_are_those_of_the_text(markup: str) -> None:
    """No word is in none of them, and none is in two."""
    lines = [piece.text for piece in pieces(markup) if isinstance(piece, Words)]
    assert "".join("".join(lines).split()) == "".join(text_of(markup).split())


@given(MARKUP, st.data())
def test_taking_out_lines_leaves_the_others(markup: str, data: st.DataObject) -> None:
    """The markup stays well-formed, and no image goes."""
    found = pieces(markup)
    lines = [piece for piece in found if isinstance(piece, Words)]
    gone = {line.spans for line in lines if data.draw(st.booleans())}
    rest = without(markup, [span for spans in gone for span in spans])
    again = pieces(sanitise(rest, "") or "")
    assert [piece.text for piece in again if isinstance(piece, Words)] == [
        line.text for line in lines if line.spans not in gone
    ] or "".join(piece.text for piece in again if isinstance(piece, Words)) == "".join(
        line.text for line in lines if line.spans not in gone
    )
    images = [sum(isinstance(piece, Image) for piece in each) for each in (found, again)]
    assert images[0] == images[1]
