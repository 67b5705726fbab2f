"""Codes of the IPTC's vocabularies as categories under the vocabulary's address."""

import re
from collections.abc import Iterable, Mapping

from aggregator.model.item import Category, Label, PubStatus

MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"
ANPA_CATEGORIES = "http://cvx.iptc.org/anpa1312-category/"

ALIASES: Mapping[str, str] = {
    # the aliases of the IPTC's standard catalogue that stand on subjects and genres
    # (http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml)
    "medtop": MEDIA_TOPICS,
    "subj": SUBJECT_CODES,
    "a1312cat": ANPA_CATEGORIES,
    "genre": "http://cv.iptc.org/newscodes/genre/",
    "iso3166-1a2": "http://cvx.iptc.org/iso3166-1a2/",
    "iso3166-1a3": "http://cvx.iptc.org/iso3166-1a3/",
    "isin": "http://cvx.iptc.org/isin/",
    "wldreg": "http://cv.iptc.org/newscodes/worldregion/",
}
"""Catalogues are addresses that we do not load; these are theirs by heart."""

STOPS = frozenset({PubStatus.CANCELED, PubStatus.WITHHELD})
"""The statuses by which an agency takes its copy back."""

_STATUSES = {
    # NewsML-G2 pubStatus, NewsML 1.2 Status, NITF management-status, and how people spell them
    "usable": PubStatus.USABLE,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,
    "killed": PubStatus.CANCELED,
    "withheld": PubStatus.WITHHELD,
    "withhold": PubStatus.WITHHELD,
    "embargoed": PubStatus.EMBARGOED,
}
_CORRECTING = frozenset({"correction", "corrective", "corrected"})
"""IPTC's signal (http://cv.iptc.org/newscodes/signal/), AP's and NewsML 1.2's words for it."""
_SUBJECT_CODE = re.compile(r"\d{8}")


def category_of(qcode: str, schemes: Mapping[str, str], *, label: str | None = None) -> Category:
    """Return a QCode as a category: under its vocabulary where the alias is known, else as it is written."""
    alias, colon, code = qcode.partition(":")
    scheme = schemes.get(alias) or ALIASES.get(alias)
    if not colon or not code or scheme is None:
        return Category(term=qcode, label=label)
    return Category(term=code, scheme=scheme, label=label)


def category_at(uri: str, *, label: str | None = None) -> Category:
    """Return a concept's address as a category: what stands behind the last slash is the code."""
    scheme, slash, code = uri.rpartition("/")
    if not slash or not code or scheme.endswith(("/", ":")):
        return Category(term=uri, label=label)
    return Category(term=code, scheme=f"{scheme}/", label=label)


def subject_code(code: str, *, label: str | None = None, scheme: str | None = None) -> Category:
    """Return a code of NewsML 1.2 or NITF as a category; eight digits are an IPTC subject code."""
    is_iptc = _SUBJECT_CODE.fullmatch(code) and (scheme is None or "iptc" in scheme.lower())
    if is_iptc:
        return Category(term=code, scheme=SUBJECT_CODES, label=label)
    is_address = scheme is not None and scheme.startswith(("http://", "https://", "urn:"))
    return Category(term=code, scheme=scheme if is_address else None, label=label)


def status_of(code: str | None) -> PubStatus | None:
    """Return the status that a code of any wire format stands for, None for one that says nothing."""
    if code is None:
        return None
    return _STATUSES.get(re.split(r"[:/#]", code)[-1].strip().lower())


def correction_among(codes: Iterable[str | None]) -> Label | None:
    """Return the label of a correction if any of the codes is a correction's (`sig:correction`)."""
    return Label.CORRECTED if any((code or "").lower() in _CORRECTING for code in codes) else None


def without_repeats(categories: list[Category]) -> tuple[Category, ...]:
    """Return categories, each code once, with the first label that it comes with."""
    found: dict[tuple[str, str | None], Category] = {}
    for category in categories:
        key = (category.term, category.scheme)
        if category.term and (key not in found or (found[key].label is None and category.label)):
            found[key] = category
    return tuple(found.values())
