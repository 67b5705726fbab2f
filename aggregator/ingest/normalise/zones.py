"""Names of time zones as newsrooms write them."""

from collections.abc import Mapping
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo


def _at(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


ZONES: Mapping[str, tzinfo] = {
    # RFC 5322, section 4.3
    "UT": _at(0),
    "UTC": _at(0),
    "GMT": _at(0),
    "Z": _at(0),
    "EST": _at(-5),
    "EDT": _at(-4),
    "CST": _at(-6),
    "CDT": _at(-5),
    "MST": _at(-7),
    "MDT": _at(-6),
    "PST": _at(-8),
    "PDT": _at(-7),
    # how North American outlets write a time that is good in summer and in winter (CP Stylebook, AP Stylebook)
    "ET": ZoneInfo("America/New_York"),
    "CT": ZoneInfo("America/Chicago"),
    "MT": ZoneInfo("America/Denver"),
    "PT": ZoneInfo("America/Los_Angeles"),
    # the rest: IANA time zone database, the abbreviations that one region alone uses in news
    "AST": _at(-4),  # Halifax
    "ADT": _at(-3),
    "NST": _at(-3.5),  # St. John's
    "NDT": _at(-2.5),
    "AKST": _at(-9),
    "AKDT": _at(-8),
    "HST": _at(-10),
    "BST": _at(1),  # London; Dhaka writes +06
    "WET": _at(0),
    "WEST": _at(1),
    "CET": _at(1),
    "CEST": _at(2),
    "MEZ": _at(1),  # German
    "MESZ": _at(2),
    "EET": _at(2),
    "EEST": _at(3),
    "MSK": _at(3),
    "WAT": _at(1),
    "CAT": _at(2),
    "SAST": _at(2),
    "EAT": _at(3),
    "PKT": _at(5),
    "WIB": _at(7),
    "SGT": _at(8),
    "HKT": _at(8),
    "AWST": _at(8),
    "JST": _at(9),
    "KST": _at(9),
    "ACST": _at(9.5),
    "ACDT": _at(10.5),
    "AEST": _at(10),
    "AEDT": _at(11),
    "NZST": _at(12),
    "NZDT": _at(13),
}
"""Zones by name. IST is left out: it is Indian, Irish and Israeli, so the source's own zone decides."""

# French names stand for zones too: Radio-Canada and La Presse sign with HE, HNE, HAE
FRENCH_ZONES: Mapping[str, tzinfo] = {
    "HE": ZONES["ET"],
    "HNE": ZONES["EST"],
    "HAE": ZONES["EDT"],
    "HNP": ZONES["PST"],
    "HAP": ZONES["PDT"],
    "HNC": ZONES["CST"],
    "HAC": ZONES["CDT"],
    "HNR": ZONES["MST"],
    "HAR": ZONES["MDT"],
    "HNA": ZONES["AST"],
    "HAA": ZONES["ADT"],
    "TU": ZONES["UTC"],
}
