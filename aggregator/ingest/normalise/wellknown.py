"""What sections of well-known names hold, unless their `topics` say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WellKnown:
    """A section that most newsrooms have, by what it is called and by what belongs into it."""

    ids: tuple[str, ...]
    topics: tuple[str, ...] = ()
    """IPTC codes."""
    paths: tuple[str, ...] = ()
    """Folders of links to its stories, beside its ids."""


KNOWN_SECTIONS: tuple[WellKnown, ...] = (
    # topics: IPTC; paths: as the outlets of the feeds that we have seen call them
    WellKnown(ids=("national",), paths=("nation",)),
    WellKnown(ids=("world", "international", "monde"), paths=("world-news",)),
    WellKnown(
        ids=("business", "economy", "finance", "affaires", "economie"), topics=("04000000",), paths=("money",)
    ),
    WellKnown(ids=("sports", "sport"), topics=("15000000",)),
    WellKnown(ids=("politics", "politique"), topics=("11000000",)),
    WellKnown(ids=("health", "sante"), topics=("07000000",)),
    WellKnown(ids=("science", "sciences"), topics=("13000000",)),
    WellKnown(ids=("technology", "tech", "technologie"), topics=("13000000",), paths=("sci-tech",)),
    WellKnown(
        ids=("entertainment", "arts", "culture", "divertissement"),
        topics=("01000000",),
        paths=("arts-entertainment",),
    ),
    WellKnown(ids=("lifestyle", "life", "living", "art-de-vivre"), topics=("10000000",)),
    # Media Topic "travel and tourism"; subject codes "tourism", "travel and commuting"
    WellKnown(ids=("travel", "voyage", "voyages"), topics=("20000563", "10006000", "10007000")),
    WellKnown(ids=("environment", "environnement", "climate"), topics=("06000000",)),
    WellKnown(ids=("education",), topics=("05000000",)),
    WellKnown(ids=("crime", "justice"), topics=("02000000",)),
    WellKnown(ids=("weather", "meteo"), topics=("17000000",)),
    WellKnown(ids=("religion", "faith"), topics=("12000000",)),
    WellKnown(ids=("labour", "labor"), topics=("09000000",)),
    WellKnown(ids=("opinion", "opinions"), paths=("commentary", "editorials", "columnists")),
    WellKnown(ids=("atlantic", "atlantique")),
    WellKnown(ids=("ontario-quebec",)),
    WellKnown(ids=("prairies-bc",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WireCategory:
    """One of the letters by which a wire sorts its copy."""

    letters: str
    sections: tuple[str, ...] = ()
    """Well-known ids of sections."""
    genre: str | None = None
    """What it stands for where it is no news."""


def _sorted_into(**sections: str) -> dict[str, WireCategory]:
    return {
        letters: WireCategory(letters=letters, sections=(section,)) for letters, section in sections.items()
    }


_CANADIAN_PRESS = _sorted_into(
    # Source: The Canadian Press's list of categories for its newsroom system
    a="atlantic",
    b="business",
    c="ontario-quebec",
    d="prairies-bc",
    e="entertainment",
    f="business",
    g="national",
    j="travel",
    l="lifestyle",
    s="sports",
    t="travel",  # ANPA 1312; older transmissions
    w="world",
    x="sports",  # "spare sports"
) | {
    "m": WireCategory(letters="m", genre="advisory"),
    "r": WireCategory(letters="r", genre="agate"),
    "as": WireCategory(letters="as", genre="audio"),
}
_ANPA = _sorted_into(
    # Source: ANPA 1312, "Category codes", as The Associated Press uses them. `a` (domestic), `n` (state and
    # regional) and `w` (Washington) are American news: in which section they belong depends on where one stands.
    e="entertainment",
    f="business",
    i="world",
    l="lifestyle",
    p="politics",
    q="sports",
    s="sports",
    t="travel",
)
_DPA = _sorted_into(
    # Source: dpa's categories, as its published samples use them; `vm` is everything else, `rs` its audio programme
    ku="entertainment",
    pl="politics",
    sp="sports",
    wi="business",
) | {"rs": WireCategory(letters="rs", genre="audio")}

_BY_AGENCY = {"The Canadian Press": _CANADIAN_PRESS}
_BY_ALIAS = {"dpacat": _DPA, "apcategorycode": _ANPA}
"""By what stands before the letters: NewsML-G2 QCodes of the agencies' own catalogues."""

EDITORS_GENRES: Mapping[str, str] = {
    # genres, folded, that are for editors -> their short name. Source: The Canadian Press's list of genres, and
    # the words by which American wires open such a transmission
    "advisory": "advisory",
    "advisories": "advisory",
    "avis": "advisory",
    "agate": "agate",
    "scoreboard": "agate",
    "audio": "audio",
    "audio sked": "audio",
    "audio skeds": "audio",
    "budget": "budget",
    "advance budget": "budget",
    "news digest": "budget",
}


def read_category(term: str, agency: str | None) -> WireCategory | None:
    """Return the wire category that a term is, in the alphabet of its catalogue or else of its agency."""
    alias, _, letters = term.lower().rpartition(":")
    table = _BY_ALIAS.get(alias, {}) if alias else _BY_AGENCY.get(agency or "", _ANPA)
    return table.get(letters)


def well_known(section: str) -> WellKnown:
    """Return what a section of this id holds by itself: nothing but its own name where the id is not well known."""
    return next((each for each in KNOWN_SECTIONS if section in each.ids), WellKnown(ids=(section,)))
