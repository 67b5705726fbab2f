"""XML that only one agency writes: The Canadian Press's `Publish`, Ritzau's `RBNews`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.parse import parse
from aggregator.ingest.parse.jimi import JIMI
from aggregator.ingest.parse.ritzau import RITZAU
from aggregator.model.item import Label, PubStatus
from aggregator.model.poll import NotAFeed, Parsed
from tests.conftest import Golden
from tests.ingest.parse.wirefiles import GOLDEN, as_json, body_of, entry_in, parsed, reason_of

NAMES = sorted(path.stem for path in GOLDEN.glob("*.xml") if path.stem.startswith(("jimi-", "ritzau-")))


def jimi(fields: str) -> bytes:
    """Return a `Publish` document with these fields."""
    return f"<Publish><ContentItem><Headline>Quay</Headline>{fields}</ContentItem></Publish>".encode()


def ritzau(fields: str) -> bytes:
    """Return an `RBNews` with these fields."""
    return f"<RBNews><headline>Kaj</headline>{fields}</RBNews>".encode()


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_read_as_the_file_says(name: str, golden: Golden) -> None:
    """Headline, text, version, status, embargo, urgency, dates, subjects, notes and pictures."""
    golden(GOLDEN / f"{name}.json", as_json(name))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_recognised_by_its_content(name: str) -> None:
    """Nobody has to configure it."""
    assert parsed((GOLDEN / f"{name}.xml").read_bytes()).format == name.partition("-")[0]


@pytest.mark.parametrize(
    ("fields", "status", "label"),
    [
        ("", None, None),
        ("<TrashFlag>true</TrashFlag>", PubStatus.CANCELED, None),
        ("<HoldFlag>true</HoldFlag>", PubStatus.WITHHELD, None),
        ("<Corrections>Corrects the name of the quay.</Corrections>", None, Label.CORRECTED),
        ("<WriteThruType>Writethru</WriteThruType>", None, Label.WRITETHRU),
        ("<WriteThruType>Lead</WriteThruType><Corrections>X</Corrections>", None, Label.CORRECTED),
    ],
)
def test_canadian_press_says_what_has_become_of_the_copy(
    fields: str, status: PubStatus | None, label: Label | None
) -> None:
    """A correction outweighs that it is a write-thru as well."""
    entry = entry_in(jimi(fields))
    assert (entry.status, entry.label) == (status, label)


@pytest.mark.parametrize(
    ("written", "embargo"),
    [
        ("0001-01-01T00:00:00", None),
        ("2026-01-07T06:00:00", "2026-01-07T06:00:00-05:00"),
        ("2026-07-07T06:00:00", "2026-07-07T06:00:00-04:00"),
        ("tomorrow", "tomorrow"),
    ],
)
def test_an_embargo_is_in_the_time_of_toronto(written: str, embargo: str | None) -> None:
    """Its hour names no zone, whatever the zone of the source; one that cannot be read still holds."""
    assert entry_in(jimi(f"<EmbargoTime>{written}</EmbargoTime>")).embargo == embargo


def test_a_keyword_that_was_cut_is_left_out() -> None:
    """CP cuts the list after 150 characters: half a word is no subject."""
    words = ",".join(["Harbour authorities"] + [f"Keyword number {n}" for n in range(9)])[:150]
    terms = [category.term for category in entry_in(jimi(f"<Keyword>{words}</Keyword>")).categories]
    assert terms == words.split(",")[:-1]


def test_an_annulment_of_ritzau_is_a_kill() -> None:
    """It must reach every carrier."""
    assert entry_in(ritzau("<Annuleret>true</Annuleret>")).status is PubStatus.CANCELED
    assert entry_in(ritzau("<Korrektion>true</Korrektion>")).label is Label.CORRECTED


def test_another_document_with_that_root_is_described() -> None:
    """`Publish` is a common word."""
    for content in (b"<publish><job/></publish>", b"<Publish><Item/></Publish>"):
        assert isinstance(parse(body_of(content)), NotAFeed)
        assert "it looks like XML" in reason_of(content)
        assert isinstance(JIMI.read(body_of(content)), NotAFeed)
        assert isinstance(RITZAU.read(body_of(content)), NotAFeed)


@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.integers(0, 2000), st.sampled_from([b"<", b"</", b"&", b"]]>", b"\xff", b"&lt;"]))),
)
def test_any_damaged_file_is_parsed_or_described(name: str, damage: list[tuple[int, bytes]]) -> None:
    """No damage raises."""
    content = (GOLDEN / f"{name}.xml").read_bytes()
    for place, fragment in damage:
        content = content[:place] + fragment + content[place:]
    for format_ in ("jimi", "ritzau"):
        assert isinstance(parse(body_of(content), format=format_), Parsed | NotAFeed)
