"""Values made anew field by field are what `dataclasses` would have made."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.item import Version
from aggregator.model.revising import restored, revised, values_of

SAID = st.fixed_dictionaries(
    {},
    optional={"title": st.text(), "text": st.text(), "number": st.integers(), "byline": st.tuples(st.text())},
)


@given(before=SAID, after=SAID)
def test_revised_value_is_what_replacing_makes(before: dict[str, object], after: dict[str, object]) -> None:
    """Rules take the one for the other; the value that was there before stays as it was."""
    version = replace(Version(title="Quay opens"), **before)  # type: ignore[arg-type]  # its fields by name
    kept = repr(version)
    assert revised(version, **after) == replace(version, **after)  # type: ignore[arg-type]  # the same
    assert repr(version) == kept


@given(said=SAID)
def test_value_is_restored_from_what_its_fields_held(said: dict[str, object]) -> None:
    """A child takes an item apart, and the service puts it together again."""
    version = replace(Version(title="Quay opens"), **said)  # type: ignore[arg-type]  # its fields by name
    assert restored(Version, values_of(version)) == version
