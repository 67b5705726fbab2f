"""`[editors]`: who may decide on the editors' page."""

from aggregator.config.load import load
from tests.config.texts import MINIMAL, Write, mistakes_in

NAMED = MINIMAL + '[editors]\nusers = "DESK"\n'


def test_secret_names_the_editors(write: Write) -> None:
    """The file names it, the environment holds it; settings that are logged do not show it."""
    loaded = load(write(NAMED), {"DESK": "# the desk\nann:hunter2\nbob:pass:word\n"})
    assert loaded.editors_users == ("ann:hunter2", "bob:pass:word")
    assert "hunter2" not in repr(loaded)
    assert load(write(MINIMAL), {}).editors_users == ()


def test_secret_that_is_missing_or_wrong_is_told_without_its_value(write: Write) -> None:
    """With its place, as for the readers of a section."""
    (absent,) = mistakes_in(write(NAMED), {})
    assert "editors.users" in absent
    assert "neither in the environment" in absent
    (wrong,) = mistakes_in(write(NAMED), {"DESK": "ann-hunter2"})
    assert "`name:password`" in wrong
    assert "hunter2" not in wrong
