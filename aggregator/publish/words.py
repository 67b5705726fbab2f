"""Every word that we add to the outlets' copy, by language: one table, a section's language chooses the column.

What stands in braces is filled in with `str.format`. To say something more, add a field here and its phrase in each
language; to speak another language, add a row to `LANGUAGES`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from aggregator.model.change import ENGLISH_CHANGE, ChangeWords

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The furniture of pages."""

    all_title: str = "All stories"
    """The title of the section that holds every story."""
    skip: str = "Skip to the stories"
    sections: str = "Sections"
    about: str = "shows one entry per story, whoever carries it, and leads to the outlets that ran it."
    """What the site does; its title stands before it."""
    opml: str = "All feeds as OPML"
    front_description: str = "{site}: one entry per story, a feed per section."
    section_description: str = "{section}: one entry per story, from {site}."
    feeds: str = "Further feeds"
    agencies: str = "Agencies"
    sources: str = "Sources"
    last_changed: str = "Last changed"
    none_in_section: str = "No stories yet. They appear here as soon as a source carries one."
    none_yet: str = "No stories yet."
    more: str = "More {section}"
    stopped: str = "Withdrawn and withheld"
    of_section: str = " of {section}"
    """What is read aloud after the name of a format."""
    subscribe: str = "Subscribe to {section}"
    subscribe_all: str = "Subscribe to all stories"
    subscribe_why: str = (
        "One entry per story. It moves when the story moves, carries the correction, "
        "and goes when the story is withdrawn."
    )
    byline: str = "By {names}"
    also_in: str = "also in:"
    related: str = "Related:"
    what_changed: str = "What changed in the text"
    added: str = "added: "
    """What is read aloud before a piece that came."""
    removed: str = "removed: "
    more_changes: str = "{count} more changed paragraphs."


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWords:
    """What the page of a story says, and a feed that is opened in a browser."""

    whole: str = "Read the whole story at {outlet}"
    there: str = "Read it at {outlet}"
    versions: str = "Versions"
    first_version: str = "First version"
    wire_version: str = "version {number} of the wire"
    headline_then: str = "Headline then:"
    corrections: str = "Corrections"
    carriers: str = "Who carries it"
    agency: str = "the agency"
    since: str = "since"
    behind: str = "still runs the version of {time}"
    uncorrected: str = "has not carried the correction"
    related: str = "Related stories"
    published: str = "Published"
    stopped_hint: str = "Its words are published here no more."
    moved: str = "This story has moved"
    moved_hint: str = "It is one with another story now:"
    moved_to: str = "go to that story"
    open_reader: str = "Open in my reader"
    copy: str = "Or copy an address into it:"
    feed_hint: str = (
        "This is a feed. Copy its address from above into a feed reader, and you get every story once. "
        "The page for people is at:"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    """What the search says."""

    search: str = "Search"
    label: str = "Words in stories"
    hint: str = (
        'All words must stand in a story. "Two words" in quotes stand together, -word must not stand there, '
        "ferr* is a beginning."
    )
    title: str = "Search: {text}"
    nothing: str = "No story has these words."
    no_more: str = "No earlier story has these words."
    no_words: str = "There are no words to search for in that."
    earlier: str = "Earlier stories"
    subscribe: str = "Subscribe to this search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Our words in one language."""

    language: str = "en"
    """The tag of it."""
    months: tuple[str, ...] = (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    )
    first_day: str = "1"
    """How the first day of a month is written."""
    time: str = "{day} {month} {year}, {hour:02}:{minute:02} {zone}"
    zones: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Abbreviations of American zones that the language writes otherwise."""
    names_and_last: str = "{names} and {last}"
    corrected: str = "Corrected"
    corrected_at: str = "Corrected {time}."
    corrected_once: str = "Corrected."
    withdrawn: str = "Withdrawn"
    withdrawn_by: str = "{agency} has withdrawn this story."
    withdrawn_by_someone: str = "This story has been withdrawn."
    withheld: str = "Withheld"
    withheld_by: str = "{agency} has withheld this story."
    withheld_by_someone: str = "This story has been withheld."
    updated: str = "Updated"
    updated_with: str = "Updated {time}: {change}."
    carried: str = "Also carried by {outlets}."
    untitled: str = "Untitled"
    feed_description: str = "{title}: one entry per story."
    change: ChangeWords = ENGLISH_CHANGE
    page: PageWords = field(default_factory=PageWords)
    story: StoryWords = field(default_factory=StoryWords)
    search: SearchWords = field(default_factory=SearchWords)


ENGLISH = Words()

_FRENCH_ZONES = {  # Office québécois de la langue française, "Abréviations des noms de fuseaux horaires"
    "NST": "HNT",
    "NDT": "HAT",
    "AST": "HNA",
    "ADT": "HAA",
    "EST": "HNE",
    "EDT": "HAE",
    "CST": "HNC",
    "CDT": "HAC",
    "MST": "HNR",
    "MDT": "HAR",
    "PST": "HNP",
    "PDT": "HAP",
}

FRENCH = Words(
    language="fr",
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    first_day="1er",
    time="{day} {month} {year}, {hour}\u00a0h\u00a0{minute:02} {zone}",
    zones=_FRENCH_ZONES,
    names_and_last="{names} et {last}",
    corrected="Corrigé",
    corrected_at="Corrigé le {time}.",
    corrected_once="Corrigé.",
    withdrawn="Retiré",
    withdrawn_by="{agency} a retiré cette nouvelle.",
    withdrawn_by_someone="Cette nouvelle a été retirée.",
    withheld="Suspendu",
    withheld_by="{agency} a suspendu la diffusion de cette nouvelle.",
    withheld_by_someone="La diffusion de cette nouvelle est suspendue.",
    updated="Mis à jour",
    updated_with="Mis à jour le {time}\u00a0: {change}.",
    carried="Aussi publié par {outlets}.",
    untitled="Sans titre",
    feed_description="{title}\u00a0: une entrée par nouvelle.",
    change=ChangeWords(
        headline="titre modifié",
        numbers="chiffres modifiés",
        dates="dates modifiées",
        names="noms modifiés",
        quoted="{kind}\u00a0: {values}",
        more_values="{values} et {count} de plus",
        value_added="{value} ajouté",
        value_removed="{value} supprimé",
        paragraph_added="1 paragraphe ajouté",
        paragraphs_added="{count} paragraphes ajoutés",
        paragraph_removed="1 paragraphe supprimé",
        paragraphs_removed="{count} paragraphes supprimés",
        negation="une négation modifiée",
        wording="formulation modifiée",
        summary="résumé modifié",
        label="maintenant {label}",
        label_lifted="n'est plus marqué",
    ),
    page=PageWords(
        all_title="Toutes les nouvelles",
        skip="Aller aux nouvelles",
        sections="Rubriques",
        about=(
            "présente une entrée par nouvelle, quels que soient les médias qui la publient, et mène à ces médias."
        ),
        opml="Tous les fils en OPML",
        front_description="{site}\u00a0: une entrée par nouvelle, un fil par rubrique.",
        section_description="{section}\u00a0: une entrée par nouvelle, par {site}.",
        feeds="Autres fils",
        agencies="Agences de presse",
        sources="Médias",
        last_changed="Dernière modification le",
        none_in_section="Aucune nouvelle pour l'instant. Il y en aura ici dès qu'une source en publiera.",
        none_yet="Aucune nouvelle pour l'instant.",
        more="Autres nouvelles\u00a0: {section}",
        stopped="Nouvelles retirées ou suspendues",
        of_section=", {section}",
        subscribe="S'abonner\u00a0: {section}",
        subscribe_all="S'abonner à toutes les nouvelles",
        subscribe_why=(
            "Une entrée par nouvelle. Elle suit la nouvelle, porte la correction "
            "et disparaît quand la nouvelle est retirée."
        ),
        byline="Par {names}",
        also_in="aussi dans\u00a0:",
        related="Sur le même sujet\u00a0:",
        what_changed="Ce qui a changé dans le texte",
        added="ajouté\u00a0: ",
        removed="supprimé\u00a0: ",
        more_changes="{count} autres paragraphes modifiés.",
    ),
    story=StoryWords(
        whole="Lire la nouvelle entière\u00a0: {outlet}",
        there="Lire\u00a0: {outlet}",
        versions="Versions successives",
        first_version="Première version",
        wire_version="version {number} de l'agence",
        headline_then="Titre d'alors\u00a0:",
        corrections="Rectificatifs",
        carriers="Qui la publie",
        agency="l'agence",
        since="depuis le",
        behind="publie encore la version du {time}",
        uncorrected="n'a pas publié la correction",
        related="Sur le même sujet",
        published="Publié le",
        stopped_hint="Son texte n'est plus publié ici.",
        moved="Cette nouvelle a changé d'adresse",
        moved_hint="Elle ne fait plus qu'une avec une autre nouvelle\u00a0:",
        moved_to="aller à cette nouvelle",
        open_reader="Ouvrir dans mon lecteur",
        copy="Ou copiez-y une adresse\u00a0:",
        feed_hint=(
            "Ceci est un fil. Copiez son adresse ci-dessus dans un lecteur de fils, et vous aurez chaque nouvelle "
            "une seule fois. La page à lire est à l'adresse\u00a0:"
        ),
    ),
    search=SearchWords(
        search="Recherche",
        label="Mots des nouvelles",
        hint=(
            'Tous les mots doivent s\'y trouver. "Deux mots" entre guillemets se suivent, -mot ne doit pas '
            "s'y trouver, trav* est un début."
        ),
        title="Recherche\u00a0: {text}",
        nothing="Aucune nouvelle ne contient ces mots.",
        no_more="Aucune nouvelle antérieure ne contient ces mots.",
        no_words="Il n'y a là aucun mot à chercher.",
        earlier="Nouvelles antérieures",
        subscribe="S'abonner à cette recherche",
    ),
)

LANGUAGES: Mapping[str, Words] = {words.language: words for words in (ENGLISH, FRENCH)}
"""Primary language -> our words in it."""


def words_for(language: str | None) -> Words:
    """Return our words in a language, whatever its region; in English where we do not speak it."""
    return LANGUAGES.get(_primary(language) or "", ENGLISH)


def is_in(language: str, words: Words) -> bool:
    """Return whether a tag names the language of these words, in whatever region."""
    return _primary(language) == words.language


def other_than(language: str | None, words: Words) -> str | None:
    """Return the tag of our words where copy is known to be in another language; None where both are one."""
    return words.language if language and not is_in(language, words) else None


def shared_language(languages: Sequence[str | None]) -> str | None:
    """Return the language that all of these are in, such as `fr` of `fr-CA` and `fr`; None where they differ."""
    primary = {_primary(tag) for tag in languages}
    return primary.pop() if len(primary) == 1 else None


def listed(names: Sequence[str], words: Words) -> str:
    """Return the names as a list that is read: "a, b and c"; empty where there are none."""
    *others, last = names or ("",)
    return words.names_and_last.format(names=", ".join(others), last=last) if others else last


def _primary(language: str | None) -> str | None:
    return language.partition("-")[0].lower() if language else None
