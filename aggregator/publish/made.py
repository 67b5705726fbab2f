"""How far the pages of all stories have been made of what they are made of now.

That stands beside them (`story/.made`): a page costs a few milliseconds, and there may be a hundred thousand.
"""

from dataclasses import dataclass
from pathlib import Path

from aggregator.publish.files import read_document, write_documents
from aggregator.publish.site import Document

FOLDER = "story"
MADE = f"{FOLDER}/.made"
"""What all pages were made of, and the story up to which that is so; a dot keeps it from being served."""

ALL_STORIES = "~"
"""In the place of a story: every page is made. It sorts after every id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How far the pages below `public` have been made."""

    public: Path
    stamp: str
    """A digest of what every page is made of beside its story."""

    @property
    def is_done(self) -> bool:
        """Return whether no page is left that was made otherwise."""
        return self.up_to() == ALL_STORIES

    def up_to(self) -> str:
        """Return the story up to which pages are made; "" where none is."""
        made = (read_document(self.public, MADE) or b"").decode("utf-8", "replace").split()
        match made:
            case [self.stamp, up_to]:
                return up_to
            case _:
                return ""

    def note(self, up_to: str) -> None:
        """Remember it."""
        write_documents(self.public, [Document(MADE, f"{self.stamp} {up_to}\n".encode())])
