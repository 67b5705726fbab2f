"""What every published document has in common: whose site it is, which sections and sources it has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from aggregator.model.filing import is_further
from aggregator.model.source import ALL_SECTION, Section, Source
from aggregator.publish.characters import one_line
from aggregator.publish.words import ENGLISH, Words, shared_language, words_for


@dataclass(frozen=True, slots=True)
class Override:
    """A template of the installation: its name, its text, and the file that it was read from."""

    name: str
    text: str
    file: str


ALL = Section(id=ALL_SECTION, title=ENGLISH.page.all_title)
"""The section that holds every story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The publishing side of an installation; equal sites and equal stories give equal bytes."""

    title: str
    base_url: str
    """Ends with `/`; goes into links, never into ids."""
    installation: UUID
    """Made once with the store: what feed ids are derived from."""
    created_at: datetime
    """When the store was made: the `updated` of a feed without entries."""
    sections: tuple[Section, ...]
    sources: Mapping[str, Source]
    hubs: Mapping[str, str] = field(default_factory=dict)
    """Section id -> the WebSub hub that distributes its feeds."""

    overrides: tuple[Override, ...] = ()
    """Templates of the installation that stand in the place of ours."""

    @property
    def name(self) -> str:
        """The title as every format can carry it, never empty."""
        return one_line(self.title) or "News"

    @property
    def words(self) -> Words:
        """Our words in the language that all sections share; in English where they differ."""
        return words_for(shared_language([section.language for section in self.sections]))

    @property
    def all(self) -> Section:
        """The section that holds every story, with its title in the site's language."""
        return replace(ALL, title=self.words.page.all_title)

    def story_url(self, story: str) -> str:
        """Return the address of a story's page."""
        return f"{self.base_url}story/{story.removeprefix('urn:uuid:')}/"

    def hub_of(self, place: str) -> str | None:
        """Return the hub that distributes the feeds of a place; what is no section is as open as `all` is."""
        return self.hubs.get(ALL_SECTION if is_further(place) else place)

    def home_url(self, place: str) -> str:
        """Return the address of the page of a section or of a further feed."""
        return f"{self.base_url}{place}/"


def feed_id(site: Site, path: str) -> str:
    """Return the id of a feed, which is the same for ever and at any address."""
    return uuid5(site.installation, path).urn


def in_folder(folder: str, feeds: Iterable[Section]) -> tuple[Section, ...]:
    """Return the further feeds that lie in a folder, such as `agency`, by title."""
    found = [feed for feed in feeds if feed.id.startswith(f"{folder}/")]
    return tuple(sorted(found, key=lambda feed: (section_title(feed).casefold(), feed.id)))


def words_of(section: Section, site: Site) -> Words:
    """Return our words in the language of a section; a section that names none speaks as the site does."""
    return words_for(section.language) if section.language else site.words


def section_title(section: Section) -> str:
    """Return a section's title as every format can carry it, never empty."""
    return one_line(section.title) or section.id


@dataclass(frozen=True, slots=True)
class Document:
    """One published file: its path below `public`, with `/`, and its bytes."""

    path: str
    content: bytes
    is_popular: bool = True
    """Whether many ask for it again and again, so that compressed siblings pay."""
