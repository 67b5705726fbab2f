"""The desk's own rules: when they hold, and what follows."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise import normalise
from aggregator.ingest.normalise.rules import follow
from aggregator.model.conditions import Circumstances, holds, touches
from aggregator.model.item import Category, Item, Label, RawEntry, Reason, Skip, Version
from aggregator.model.pattern import Pattern, find_pattern_problem
from aggregator.model.rule import Aged, AnyOf, Between, Conditions, DeskRule, Matches
from tests.ingest.normalise.newsroom import AGENCIES, NOW, SOURCE

VERSION = Version(
    title="Canucks win in overtime",
    text="VANCOUVER — They won. Écoles closed.",
    agency="The Canadian Press",
    categories=(Category(term="15031000", label="Ice Hockey"), Category(term="nhl")),
    language="en-CA",
    urgency=4,
    genre="Current",
    dateline="VANCOUVER",
    published=NOW - timedelta(hours=30),
)
AROUND = Circumstances(source="darpan-national", read_at=NOW, agencies=AGENCIES)


def is_(*values: str) -> AnyOf:
    """Return the condition of being one of these."""
    return AnyOf(values)


def like(pattern: str) -> Matches:
    """Return the condition of matching an expression."""
    return Matches(Pattern(pattern))


HOLD = [
    Conditions(title=is_("canucks WIN in overtime")),
    Conditions(title=is_("other", "Canucks win in overtime")),
    Conditions(title=like("^Canucks .* overtime$")),
    Conditions(title=like("(?i)CANUCKS")),
    Conditions(text=like(r"\bÉcoles\b|Écoles")),
    Conditions(text=like(r"^VANCOUVER .{1} They")),
    Conditions(agency=is_("CP")),
    Conditions(agency=is_("the canadian press")),
    Conditions(agency=like("Canadian")),
    Conditions(source=is_("darpan-national")),
    Conditions(source=like("^darpan-")),
    Conditions(category=is_("NHL")),
    Conditions(category=is_("ice hockey")),
    Conditions(category=like("^1503")),
    Conditions(language=is_("en")),
    Conditions(language=is_("EN-ca")),
    Conditions(urgency=(4,)),
    Conditions(urgency=(1, 4)),
    Conditions(urgency=Between(at_least=4)),
    Conditions(urgency=Between(at_most=4)),
    Conditions(urgency=Between(at_least=1, at_most=9)),
    Conditions(genre=is_("current")),
    Conditions(place=is_("Vancouver")),
    Conditions(age=Aged(older_than=timedelta(days=1))),
    Conditions(age=Aged(newer_than=timedelta(days=2))),
    Conditions(age=Aged(older_than=timedelta(days=1), newer_than=timedelta(days=2))),
    Conditions(title=like("win"), urgency=(4,), language=is_("en"), age=Aged(newer_than=timedelta(days=2))),
]
FAIL = [
    Conditions(title=is_("Canucks")),
    Conditions(title=like("canucks")),
    Conditions(text=like("hockey")),
    Conditions(agency=is_("AP")),
    Conditions(source=is_("darpan")),
    Conditions(category=is_("hockey")),
    Conditions(language=is_("fr")),
    Conditions(language=is_("e")),
    Conditions(urgency=(1, 2)),
    Conditions(urgency=Between(at_least=5)),
    Conditions(urgency=Between(at_most=3)),
    Conditions(genre=is_("advisory")),
    Conditions(place=is_("Ottawa")),
    Conditions(age=Aged(older_than=timedelta(days=2))),
    Conditions(age=Aged(newer_than=timedelta(days=1))),
    Conditions(title=like("win"), urgency=(5,)),
]


@pytest.mark.parametrize("when", HOLD)
def test_conditions_hold(when: Conditions) -> None:
    """Equal, one of several, found in the text, within bounds, of an age; all of them together."""
    assert holds(when, VERSION, AROUND)


@pytest.mark.parametrize("when", FAIL)
def test_conditions_fail(when: Conditions) -> None:
    """One that does not hold is enough."""
    assert not holds(when, VERSION, AROUND)


@pytest.mark.parametrize("when", [each for each in HOLD if each.title is None and each.source is None])
def test_condition_on_a_field_that_the_item_lacks_fails(when: Conditions) -> None:
    """What nobody said is not equal to anything, nor of any age."""
    assert not holds(when, Version(title="x"), AROUND)


def test_rule_is_taken_back_by_all_of_its_exceptions() -> None:
    """`unless` needs every condition to hold, as `when` does."""
    rule = DeskRule(when=Conditions(agency=is_("CP")), drop=True)
    assert touches(rule, VERSION, AROUND)
    except_hockey = Conditions(category=is_("nhl"), language=is_("en"))
    assert not touches(replace(rule, unless=except_hockey), VERSION, AROUND)
    assert touches(replace(rule, unless=replace(except_hockey, language=is_("fr"))), VERSION, AROUND)


def taken(*rules: DeskRule, title: str = "Hockey: x") -> Item | Skip:
    """Return what becomes of an entry under these rules."""
    return normalise(RawEntry(title_html=title, guid="1"), SOURCE, NOW, agencies=AGENCIES, rules=rules)


def version_under(*rules: DeskRule) -> Version:
    """Return the version of an entry that is not dropped."""
    outcome = taken(*rules)
    assert isinstance(outcome, Item)
    return outcome.version


HOCKEY = Conditions(title=like("^Hockey"))


def test_all_rules_that_hold_apply_in_their_order() -> None:
    """Sections add up; of two priorities and labels the later one stands, of two holds the first is named."""
    version = version_under(
        DeskRule(name="one", when=HOCKEY, section="sports", priority=1, hold=True),
        DeskRule(name="not", when=Conditions(title=is_("no")), section="world", hold=True),
        DeskRule(name="two", when=HOCKEY, section="local", priority=2, label=Label.CORRECTED, hold=True),
        DeskRule(name="three", when=HOCKEY, section="sports"),
    )
    assert version.sections == ("national", "sports", "local")
    assert (version.priority, version.label, version.held_by) == (2, Label.CORRECTED, "one")
    assert [reason.because for reason in version.reasons if reason.field == "rules"] == [
        "one: hold, section sports, priority 1",
        "two: hold, section local, label corrected, priority 2",
        "three: section sports",
    ]


def test_dropped_item_is_a_skip_that_names_its_rule() -> None:
    """The operator finds out who did it."""
    outcome = taken(DeskRule(name="no hockey", when=HOCKEY, drop=True, section="sports"))
    assert outcome == Skip("rule no hockey drops it", "Hockey: x")


def test_without_rules_nothing_is_decided() -> None:
    """An item is as its source sent it."""
    version = version_under()
    assert (version.held_by, version.priority, version.label) == (None, None, None)


def test_held_version_is_held_at_any_time() -> None:
    """Only editors release it."""
    version = version_under(DeskRule(name="wait", when=HOCKEY, hold=True))
    assert version.is_held_at(datetime(2100, 1, 1, tzinfo=UTC))


def test_following_a_rule_twice_changes_nothing_more() -> None:
    """Normalising is repeatable."""
    rule = DeskRule(name="one", when=HOCKEY, section="sports", label=Label.KILL, priority=3, hold=True)
    once = follow(rule, VERSION)
    assert follow(rule, once) == once
    assert Reason("rules", "one: hold, section sports, label kill, priority 3") in once.reasons


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}$", r"^(\w+\s?)*$", "(?i)(x+x+)+y"])
def test_expression_takes_time_in_proportion_to_the_text(pattern: str) -> None:
    """An expression that would keep a backtracking engine busy for years reads a megabyte at once."""
    text = "a" * 1_000_000 + "!"
    started = time.process_time()
    Pattern(pattern).is_in(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "(?=a)", "(a)\\1", "*", "a{1,100000}"])
def test_wrong_expression_is_told_in_words(pattern: str) -> None:
    """Before it is used."""
    assert find_pattern_problem(pattern)


@given(title=st.text(), text=st.text(), pattern=st.sampled_from([".", "^.$", "é", r"\pL+", "(?s).*"]))
def test_any_text_passes_through_any_rule(title: str, text: str, pattern: str) -> None:
    """Also what cannot be written as UTF-8."""
    version = replace(VERSION, title=title + "\ud800", text=text)
    assert holds(Conditions(title=like(pattern), text=like(pattern)), version, AROUND) in {True, False}
