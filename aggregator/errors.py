"""The errors that this program raises on purpose.

    AggregatorError
    ├── ConfigError        config.toml or the environment is wrong: exit 2
    ├── DatabaseError      the store cannot be opened, read or written
    │   └── LockedError    another process or thread does what only one may
    ├── PublishError       a published file cannot be written
    └── EditingError       what editors ask for cannot be done, and why

What one source does wrong is never an exception: it is a value (`Failed`, `NotAFeed`, `Skip`)
that travels to the same commit as a success.
"""


class AggregatorError(Exception):
    """Something went wrong that the operator can mend; its text names the place and the remedy."""


class ConfigError(AggregatorError):
    """The configuration is wrong; `mistakes` holds every one of them, a line each."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class DatabaseError(AggregatorError):
    """The store cannot be opened, read or written."""


class LockedError(DatabaseError):
    """Another process or thread holds a lock of the store; the text says which one."""


class PublishError(AggregatorError):
    """A published file cannot be written."""


class EditingError(AggregatorError):
    """What an editor asks for cannot be done; nothing has changed."""
