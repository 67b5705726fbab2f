"""`[access]`: which sections are protected, and the secrets that open them."""

import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from aggregator.config.load import load
from aggregator.config.schema import config_schema
from aggregator.config.settings import Readers
from tests.config.texts import MINIMAL, SECTION, SERVICE, Write, mistakes_in

PAGE = (Path(__file__).parents[2] / "docs/reference/access.md").read_text(encoding="utf-8")
PROTECTED = MINIMAL + '[access.national]\ntokens = "PAID"\n[access.all]\nusers = "DESK"\n'
SECRETS = {"PAID": "t0ken-a\nt0ken-b\n", "DESK": "ann:hunter2\nbob:pass:word\n"}


def test_secrets_become_the_readers_of_a_section(write: Write) -> None:
    """The file names the secrets, the environment holds them, a line each."""
    loaded = load(write(PROTECTED), SECRETS)
    assert loaded.readers == {
        "national": Readers(tokens=("t0ken-a", "t0ken-b")),
        "all": Readers(users=("ann:hunter2", "bob:pass:word")),
    }


def test_no_representation_shows_a_token_or_password(write: Write) -> None:
    """Settings are logged sooner or later."""
    loaded = load(write(PROTECTED), SECRETS)
    shown = repr(loaded) + repr(loaded.readers) + str(loaded.readers["all"])
    assert not any(value in shown for value in ("t0ken-a", "hunter2", "ann"))


def test_notes_and_empty_lines_are_no_tokens(write: Write) -> None:
    """A note says whose a token is; it must not open anything itself."""
    secrets = {**SECRETS, "PAID": "# Harbour Times, until June\r\n\r\n  t0ken-a  \r\n#t0ken-c\n"}
    assert load(write(PROTECTED), secrets).readers["national"].tokens == ("t0ken-a",)


def test_credentials_are_read_as_files(write: Write, tmp_path: Path) -> None:
    """A credential is a file; it may have been written on Windows, and names go beyond ASCII."""
    (tmp_path / "PAID").write_bytes(b"t0ken-a\r\n")
    (tmp_path / "DESK").write_bytes("\ufeffzoé:hunter2\n".encode())
    loaded = load(write(PROTECTED), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert loaded.readers["national"].tokens == ("t0ken-a",)
    assert loaded.readers["all"].users == ("zoé:hunter2",)


def test_all_alone_may_be_protected(write: Write) -> None:
    """A newsroom may sell the whole and give each section away."""
    text = MINIMAL + '[access.all]\ntokens = "PAID"\n'
    assert set(load(write(text), SECRETS).readers) == {"all"}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            '[access.natoinal]\ntokens = "PAID"\n[access.all]\ntokens = "PAID"\n',
            'config.toml:11: access.natoinal: no section has the id "natoinal"; did you mean "national"?',
        ),
        (
            "[access.all]\n",
            "config.toml:11: access.all: expected `tokens` or `users`: the name of the secret that holds them",
        ),
        (
            '[access.national]\ntokens = "PAID"\n',
            (
                'config.toml:11: access.national: "all" and the front page show the stories of "national" as well'
                ": add [access.all]"
            ),
        ),
        (
            '[access.all]\ntokens = "ABSENT"\n',
            (
                "config.toml:12: access.all.tokens: ABSENT is neither in the environment nor among the systemd "
                "credentials (LoadCredential=ABSENT:FILE)"
            ),
        ),
        (
            '[access.all]\ntokens = "EMPTY"\n',
            "config.toml:12: access.all.tokens: EMPTY is empty: it must hold at least one line of UTF-8 text",
        ),
        (
            '[access.all]\ntoken = "PAID"\ntokens = "PAID"\n',
            'config.toml:12: access.all.token: unknown key; did you mean "tokens"?',
        ),
        ('[access]\ntokens = "PAID"\n', "config.toml:12: access.tokens: expected a table, not text"),
        ("access = 3\n", "config.toml:1: access: expected a table, not a whole number"),
    ],
)
def test_mistake_is_one_line_with_its_remedy(write: Write, text: str, mistake: str) -> None:
    """Protection that is half written down protects nothing: the service does not start with it."""
    whole = f"{text}{MINIMAL}" if text.startswith("access") else f"{MINIMAL}{text}"
    assert mistakes_in(write(whole), {**SECRETS, "EMPTY": " \n# none yet\n"}) == [mistake]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (
            "tokens",
            "good\ns3cret with spaces\n",
            "one token without white space, in ASCII in each line; line 2",
        ),
        (
            "tokens",
            "s3crét\n\ns3cr\u00a0et",
            "one token without white space, in ASCII in each line; line 1, 3",
        ),
        ("users", "ann:fine\ns3cret\n", "`name:password` in each line; line 2"),
        ("users", ":s3cret", "`name:password` in each line; line 1"),
        ("users", "s3cret:", "`name:password` in each line; line 1"),
    ],
)
def test_line_that_opens_nothing_is_named_but_not_repeated(
    write: Write, key: str, value: str, expected: str
) -> None:
    """The mistake says which line; what stands there may be a password."""
    [mistake] = mistakes_in(write(f'{MINIMAL}[access.all]\n{key} = "KEYS"\n'), {"KEYS": value})
    assert mistake == f"config.toml:12: access.all.{key}: KEYS must hold {expected} is otherwise"


def test_secret_itself_in_the_file_is_refused_and_not_repeated(write: Write) -> None:
    """Someone writes the token where its name belongs."""
    [mistake] = mistakes_in(write(MINIMAL + '[access.all]\ntokens = "s3cret token"\n'))
    assert "s3cret" not in mistake
    assert mistake.endswith("expected the name of an environment variable or systemd credential")


def test_admin_may_have_any_other_port(write: Write) -> None:
    """Port 0 is another one each time."""
    for line in (
        'admin = "127.0.0.1:8081"',
        'listen = "127.0.0.1:0"\nadmin = "127.0.0.1:0"',
        'listen = "127.0.0.1:80"\nadmin = "127.0.0.2:80"',
    ):
        assert load(write(f"{SERVICE}{line}\n{SECTION}"), {}).service.admin


def test_examples_of_the_page_load(write: Write) -> None:
    """What is copied from the page works, in the editor and in the program."""
    [example] = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    names = {"NATIONAL_TOKENS": "a", "NEWSROOM_TOKENS": "b", "NEWSROOM_USERS": "ann:c"}
    jsonschema.validate(tomllib.loads(MINIMAL + example), config_schema())
    assert set(load(write(MINIMAL + example), names).readers) == {"national", "all"}
