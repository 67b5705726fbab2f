"""`[[rules]]` as they are written, and every mistake in them."""

import re
import tomllib
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest

from aggregator.config.load import load
from aggregator.config.schema import config_schema
from aggregator.model.item import Label
from aggregator.model.pattern import Pattern
from aggregator.model.rule import Aged, AnyOf, Between, Conditions, DeskRule, Matches
from tests.config.texts import MINIMAL, Write, mistakes_in

RULES = """
[[rules]]
name = "hockey"
when = { title = { matches = "(?i)hockey" }, language = ["en", "fr"], urgency = { at_least = 2, at_most = 4 } }
section = "national"
priority = 5

[[rules]]
when.source = "example"
when.age = { older_than = "2d", newer_than = "30d" }
drop = true

[[rules]]
hold = true
label = "kill"
[rules.when]
urgency = [1, 2]
agency = "CP"
"""


def test_rules_are_read_as_they_are_written(write: Write) -> None:
    """Inline, dotted, or as a table of their own; one without a name is called by its place."""
    assert load(write(MINIMAL + RULES), {}).rules == (
        DeskRule(
            name="hockey",
            when=Conditions(
                title=Matches(Pattern("(?i)hockey")),
                language=AnyOf(("en", "fr")),
                urgency=Between(at_least=2, at_most=4),
            ),
            section="national",
            priority=5,
        ),
        DeskRule(
            name="rules[1]",
            when=Conditions(
                source=AnyOf(("example",)),
                age=Aged(older_than=timedelta(days=2), newer_than=timedelta(days=30)),
            ),
            drop=True,
        ),
        DeskRule(
            name="rules[2]",
            when=Conditions(urgency=(1, 2), agency=AnyOf(("CP",))),
            hold=True,
            label=Label.KILL,
        ),
    )


def test_editor_takes_what_the_program_takes() -> None:
    """The schema knows all the ways to write a condition."""
    jsonschema.validate(tomllib.loads(MINIMAL + RULES), config_schema())


WHEN = 'when = { title = "x" }'


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        (["drop = true"], "rules[0].when: expected at least one condition"),
        (["drop = true", "when = {}"], "rules[0].when: expected at least one condition"),
        ([WHEN], "rules[0]: nothing follows"),
        ([WHEN, 'section = "natoinal"'], 'no section has the id "natoinal"; did you mean "national"?'),
        (
            ["drop = true", 'when.source = "exmaple"'],
            'no source has the id "exmaple"; did you mean "example"?',
        ),
        (["drop = true", 'when.titel = "x"'], 'rules[0].when.titel: unknown key; did you mean "title"?'),
        (["drop = true", "when.title = 3"], "rules[0].when.title: expected text, a list"),
        (["drop = true", "when.title = []"], "rules[0].when.title: expected at least one value"),
        (["drop = true", "when.title = [3]"], "rules[0].when.title: expected texts, not a whole number"),
        (["drop = true", 'when.title = ""'], "rules[0].when.title: expected text, not an empty string"),
        (["drop = true", 'when.title = { matches = "(" }'], "not a regular expression of RE2: missing ): ("),
        (["drop = true", 'when.title = { matches = "(?=x)" }'], "not a regular expression of RE2"),
        (["drop = true", 'when.title = { match = "x" }'], 'unknown key "match"; did you mean "matches"?'),
        (["drop = true", "when.title = {}"], "expected `matches`"),
        (["drop = true", "when.urgency = 10"], "expected whole numbers from 1 to 9"),
        (["drop = true", "when.urgency = true"], "not true or false"),
        (["drop = true", 'when.urgency = "1"'], "expected a whole number, a list or bounds"),
        (
            ["drop = true", "when.urgency = { at_least = 5, at_most = 2 }"],
            "no urgency is at least 5 and at most 2",
        ),
        (["drop = true", "when.urgency = { at_leats = 5 }"], 'did you mean "at_least"?'),
        (["drop = true", 'when.age = "2d"'], "rules[0].when.age: expected { older_than"),
        (["drop = true", 'when.age = { older_than = "2 days" }'], "expected a duration"),
        (
            ["drop = true", 'when.age = { older_than = "2d", newer_than = "1d" }'],
            "no age is over 2d and under 1d",
        ),
        ([WHEN, 'label = "killed"'], "rules[0].label: expected one of"),
        ([WHEN, 'priority = "high"'], "rules[0].priority: expected a whole number"),
        ([WHEN, "drop = 1"], "rules[0].drop: expected true or false"),
        ([WHEN, "drop = true", "holds = true"], 'rules[0].holds: unknown key; did you mean "hold"?'),
    ],
)
def test_mistake_in_a_rule_is_told_once_with_its_line(write: Write, rule: list[str], mistake: str) -> None:
    """A rule that does not do what it says would be found out by its readers."""
    told = mistakes_in(write("\n".join([MINIMAL, "[[rules]]", *rule])))
    assert len(told) == 1
    assert mistake in told[0]
    line = int(told[0].split(":")[1])
    assert line >= len(MINIMAL.splitlines())


def test_mistakes_of_several_rules_are_told_at_once(write: Write) -> None:
    """Each at its own line, and a name that is used twice."""
    rules = f'[[rules]]\nname = "a"\n{WHEN}\ndrop = 1\n[[rules]]\nname = "a"\n{WHEN}\nhold = true\n'
    told = mistakes_in(write(MINIMAL + rules))
    assert [line.partition(": ")[2] for line in told] == [
        "rules[0].drop: expected true or false, not a whole number",
        'rules[1].name: "a" is already the name of rules[0]',
    ]


def test_section_names_topics_that_exist(write: Write) -> None:
    """By code or by name; the nearest name is told."""
    text = MINIMAL.replace(
        'title = "National"', 'title = "National"\ntopics = ["politics", "medtop:15000000"]'
    )
    assert load(write(text), {}).sections[0].topics == ("politics", "medtop:15000000")
    (told,) = mistakes_in(write(text.replace('"politics"', '"politcs"')))
    assert "sections[0].topics: expected an IPTC code" in told
    assert told.endswith('did you mean "politics"?')


PAGE = (Path(__file__).parents[2] / "docs/reference/rules.md").read_text(encoding="utf-8")


def test_examples_of_the_page_load(write: Write) -> None:
    """What is copied from the page works."""
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    text = MINIMAL.replace('"national"', '"sports"').replace('"example"', '"example-world"')
    rules = load(write(text + example), {}).rules
    assert len(rules) == 3
    assert rules[2].when.text == Matches(Pattern(r"(?i)\byouth criminal justice\b"))


def test_page_has_every_condition_and_action() -> None:
    """A field that is added fails here until the page says what it looks at."""
    rows = set(re.findall(r"^\| `(\w+)", PAGE, flags=re.MULTILINE))
    actions = {field.name for field in fields(DeskRule)} - {"name", "when", "unless"}
    assert {field.name for field in fields(Conditions)} | actions <= rows


def test_rule_may_be_taken_back_by_conditions(write: Write) -> None:
    """`unless` is read as `when` is, and must say something."""
    rule = '[[rules]]\nwhen.title = "x"\nunless.agency = "CP"\ndrop = true\n'
    assert load(write(MINIMAL + rule), {}).rules[0].unless == Conditions(agency=AnyOf(("CP",)))
    told = mistakes_in(write(MINIMAL + rule.replace('unless.agency = "CP"', "unless = {}")))
    assert len(told) == 1
    assert "rules[0].unless: expected at least one condition" in told[0]
