"""Loading `config.toml`: what it becomes, and what is said of every mistake."""

from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.config.load import load
from aggregator.errors import ConfigError
from aggregator.model.source import Rights
from tests.config.texts import MINIMAL, SECTION, SERVICE, SOURCE, Write, mistakes_in


def test_smallest_file_has_defaults(write: Write) -> None:
    """What must be written is little; the rest has sensible values."""
    loaded = load(write(MINIMAL), {})
    [source] = loaded.sources
    assert (source.every, source.rights, source.enabled) == (timedelta(minutes=15), Rights.SUMMARY, True)
    assert (loaded.retention.days, loaded.publish.entries, loaded.secrets) == (90, 100, {})


def test_file_without_sources_is_enough(write: Write) -> None:
    """Sources may be added later."""
    assert load(write(SERVICE + SECTION), {}).sources == ()


def test_every_key_arrives(write: Write) -> None:
    """Each kind of value becomes what the settings promise."""
    text = (
        MINIMAL
        + """\
section = "national"
every = "1h"
timezone = "America/Vancouver"
priority = -3
rights = "full"
wire = "The Canadian Press"
language = "en-CA"
headers = { X-Desk = "night" }
allow_private = true
match = false
enabled = false
[sources.sections]
"Top News" = "national"
[retention]
days = 0
[publish]
entries = 5
"""
    )
    loaded = load(write(text), {})
    [source] = loaded.sources
    assert (source.every, source.priority, source.rights) == (timedelta(hours=1), -3, Rights.FULL)
    assert (source.headers, source.sections) == ({"X-Desk": "night"}, {"Top News": "national"})
    assert (source.allow_private, source.match, source.enabled) == (True, False, False)
    assert (loaded.retention.days, loaded.publish.entries) == (0, 5)


def test_five_mistakes_are_five_lines(write: Write) -> None:
    """All is said at once: place, key, what was expected, the nearest known word."""
    text = (
        SERVICE
        + SECTION
        + """\
[[sources]]
id = "example"
url = "https://news.example/rss.xml"
evry = "5m"
every = "5x"
section = "natoinal"
rights = "ful"
priority = "high"
"""
    )
    assert mistakes_in(write(text)) == [
        'config.toml:11: sources[0].evry: unknown key; did you mean "every"?',
        'config.toml:12: sources[0].every: expected a duration such as "5m" (s, m, h, d), not "5x"',
        'config.toml:13: sources[0].section: no section has the id "natoinal"; did you mean "national"?',
        (
            'config.toml:14: sources[0].rights: expected one of "headline", "summary", "full", not "ful"; '
            'did you mean "full"?'
        ),
        "config.toml:15: sources[0].priority: expected a whole number, not text",
    ]


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("title", "config.toml:1: service.title"),
        ("base_url", "config.toml:1: service.base_url"),
        ("contact", "config.toml:1: service.contact"),
        ("sections.id", "config.toml:5: sections[0].id"),
        ("sections.title", "config.toml:5: sections[0].title"),
        ("sources.id", "config.toml:8: sources[0].id"),
        ("sources.url", "config.toml:8: sources[0].url"),
    ],
)
def test_missing_key_is_named_with_its_table(write: Write, key: str, place: str) -> None:
    """A required key that is not there is asked for on the line of its table."""
    table, _, name = key.rpartition(".")
    texts = {"": SERVICE, "sections": SECTION, "sources": SOURCE}
    texts[table] = "".join(
        line for line in texts[table].splitlines(keepends=True) if not line.startswith(f"{name} ")
    )
    assert mistakes_in(write("".join(texts.values()))) == [f"{place}: required, but missing"]


def test_empty_file_names_all_that_is_required(write: Write) -> None:
    """The shortest way to a first file is to be told what it needs."""
    assert mistakes_in(write("")) == [
        "config.toml: service.title: required, but missing",
        "config.toml: service.base_url: required, but missing",
        "config.toml: service.contact: required, but missing",
        "config.toml: sections: at least one is required",
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('every = "0s"', 'every: expected at least "1s" and at most "30d"'),
        ("every = 0", 'every: expected at least "1s" and at most "30d"'),
        ("every = true", 'every: expected a duration such as "5m" (s, m, h, d), not true or false'),
        ("every = 1.5", 'every: expected a duration such as "5m" (s, m, h, d), not a number with a fraction'),
        ('every = "999999999d"', 'every: expected at least "1s" and at most "30d"'),
        ("priority = true", "priority: expected a whole number, not true or false"),
        ("priority = 99999999", "priority: expected a whole number from -1000000 to 1000000"),
        ("enabled = 1", "enabled: expected true or false, not a whole number"),
        ("headers = 3", "headers: expected a table, not a whole number"),
        ('headers = { "X A" = "b" }', 'headers."X A": expected the name of a header, not "X A"'),
        ('headers = { X = "a\\nb" }', "headers.X: expected one line of text without control characters"),
        ('headers = { X = "é" }', "headers.X: expected a header value in ASCII"),
        ('agency = ""', "agency: expected text, not an empty string"),
        (
            'language = "english please"',
            'language: expected a language tag such as "en-CA", not "english please"',
        ),
        (
            'timezone = "America/Vancuver"',
            (
                'timezone: expected a time zone such as "America/Vancouver", not "America/Vancuver"; '
                'did you mean "America/Vancouver"?'
            ),
        ),
        ('timezone = "America"', 'timezone: expected a time zone such as "America/Vancouver", not "America"'),
        ('timezone = "../x"', 'timezone: expected a time zone such as "America/Vancouver", not "../x"'),
        (
            'format = "rss20"',
            (
                'format: expected one of "anpa", "article-page", "atom", "digitalwires", "iptc7901", "jimi", '
                '"jsonfeed", "newsml1", "newsmlg2", "newssitemap", "ninjs", "nitf", "rdf", "ritzau", "rss", '
                '"section-page", not "rss20"; did you mean "rss"?'
            ),
        ),
        ("rights = 1979-05-27", 'rights: expected one of "headline", "summary", "full", not a date'),
        ("polls_per_hour = 3", "polls_per_hour: unknown key"),
        (
            'sections = { "A" = "natonal" }',
            'sections.A: no section has the id "natonal"; did you mean "national"?',
        ),
    ],
)
def test_mistake_in_a_source_says_what_was_expected(write: Write, line: str, what: str) -> None:
    """One line of a source is wrong, and one line says how it should be."""
    [mistake] = mistakes_in(write(f"{MINIMAL}{line}\n"))
    assert mistake.startswith(f"config.toml:11: sources[0].{what}")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('listen = "8080"', 'expected a host and a port such as "127.0.0.1:8080", not "8080"'),
        ('listen = "::1:8080"', 'expected a host and a port such as "127.0.0.1:8080", not "::1:8080"'),
        ('listen = "localhost:65536"', 'expected a host and a port such as "127.0.0.1:8080"'),
        ('database = "sqlite://"', "expected sqlite:///PATH or postgresql://USER@HOST/NAME"),
        ('database = "sqlite:///:memory:"', "expected the path of a file after sqlite:///"),
        ('database = "postgresql://host:port/x"', "expected sqlite:///PATH or postgresql://USER@HOST/NAME"),
        ('admin = "8081"', 'expected a host and a port such as "127.0.0.1:8080", not "8081"'),
        ('admin = "127.0.0.1:8080"', "`listen` is the same address: choose another port"),
        ('admin = "0.0.0.0:8080"', "`listen` is the same address: choose another port"),
        ('public = ""', "expected text, not an empty string"),
    ],
)
def test_mistake_in_the_service_says_what_was_expected(write: Write, line: str, what: str) -> None:
    """The addresses and folders of the service are checked before anything runs."""
    [mistake] = mistakes_in(write(f"{SERVICE}{line}\n{SECTION}"))
    assert mistake.startswith(f"config.toml:5: service.{line.split(maxsplit=1)[0]}: {what}")


@pytest.mark.parametrize("name", ["matching"])
def test_key_of_a_later_version_is_told_from_an_unknown_one(write: Write, name: str) -> None:
    """A table that nothing obeys yet is refused: taking it in silence would be a lie."""
    assert mistakes_in(write(f"{MINIMAL}[{name}]\n")) == [
        f"config.toml:11: {name}: not supported yet by this version"
    ]


@pytest.mark.parametrize("written", ["sources = 3", "sources = [3]", "service = []", 'sections = "national"'])
def test_wrong_kind_of_table_is_a_mistake(write: Write, written: str) -> None:
    """A value in the place of a table is said to be one."""
    assert any("expected" in mistake and "table" in mistake for mistake in mistakes_in(write(written)))


@pytest.mark.parametrize("name", ["all", "story", "agency", "source", "feeds", "search", "status", "metrics"])
def test_reserved_section_is_refused(write: Write, name: str) -> None:
    """A section must not stand where a folder of our own does."""
    [mistake] = mistakes_in(write(SERVICE + SECTION.replace("national", name)))
    assert mistake.startswith(f'config.toml:6: sections[0].id: "{name}" is reserved')


@pytest.mark.parametrize("name", ["National", "-a", "a b", "a/b", "..", "é", "a" * 101])
def test_id_is_a_plain_name(write: Write, name: str) -> None:
    """Ids are folders and parts of addresses."""
    [mistake] = mistakes_in(write(MINIMAL.replace('"example"', f'"{name}"')))
    assert mistake.startswith("config.toml:9: sources[0].id: expected lower-case letters, digits and hyphens")


def test_repeated_id_names_both_lines(write: Write) -> None:
    """Of two tables with one id, either may be the wrong one."""
    assert mistakes_in(write(MINIMAL + SECTION + SOURCE)) == [
        'config.toml:12: sections[1].id: "national" is already the id of sections[0] on line 6',
        'config.toml:15: sources[1].id: "example" is already the id of sources[0] on line 9',
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[service]\ntitle = "a', "config.toml: not TOML: Unterminated string (at end of document)"),
        ("a = 1\nb = = 2\n", "config.toml:2:5: not TOML: Invalid value"),
        ("a = " + "[" * 5000, "config.toml: not TOML that we read: nested too deeply"),
        ("a = " + "1" * 5000, "config.toml: not TOML that we read: Exceeds the limit"),
    ],
)
def test_text_that_is_no_toml_says_where(write: Write, text: str, what: str) -> None:
    """A syntax mistake hides all others, so it comes alone, with its line and column where it has one."""
    [mistake] = mistakes_in(write(text))
    assert mistake.startswith(what)


def test_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    """The first mistake of all has its remedy."""
    assert mistakes_in(tmp_path / "config.toml") == [
        "config.toml: no such file; name another with --config, or copy the one that comes with the project"
    ]


def test_folder_and_foreign_encoding_are_told(tmp_path: Path) -> None:
    """What cannot be read as text is one mistake."""
    file = tmp_path / "latin.toml"
    file.write_bytes(b'title = "caf\xe9"')
    [encoding] = mistakes_in(file)
    with pytest.raises(ConfigError, match="cannot be read \\(Is a directory\\)"):
        load(tmp_path, {})
    assert encoding == "latin.toml: not UTF-8 at byte 12; save it as UTF-8"


def test_byte_order_mark_is_passed_over(write: Write) -> None:
    """Editors on Windows begin a file with one."""
    assert load(write("\ufeff" + MINIMAL), {}).service.title == "Example Wire"
