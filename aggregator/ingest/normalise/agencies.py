"""News agencies by the names that bylines and credits give them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aggregator.ingest.normalise.text import collapse
from aggregator.model.source import Source

_TABLE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # canonical name, further names, short forms; the source is each agency's own site
    (
        "The Canadian Press",  # thecanadianpress.com, lapressecanadienne.ca; "CP" signs pictures and short items
        ("Canadian Press", "La Presse Canadienne", "Presse Canadienne", "Canadian Press Enterprises"),
        ("CP", "PC"),
    ),
    ("The Associated Press", ("Associated Press", "AP News", "Associated Press News"), ("AP",)),  # ap.org
    ("Reuters", ("Thomson Reuters", "Reuters News", "Reuters News Agency"), ()),  # reutersagency.com
    (
        "Agence France-Presse",
        ("Agence France Presse", "L'Agence France-Presse", "AFP News"),
        ("AFP",),
    ),  # afp.com
    (
        "PA Media",
        ("Press Association", "The Press Association", "PA News Agency"),
        ("PA",),
    ),  # pamediagroup.com
    ("Deutsche Presse-Agentur", ("Deutsche Presse Agentur", "dpa International"), ("dpa", "DPA")),  # dpa.com
    ("ANSA", ("Agenzia ANSA", "ANSA English"), ()),  # ansa.it
    ("EFE", ("Agencia EFE", "EFE News", "EFE News Agency"), ()),  # efe.com
    ("Europa Press", (), ()),  # europapress.es
    ("Australian Associated Press", ("AAP Newswire",), ("AAP",)),  # aap.com.au
    ("News Agency of Nigeria", (), ("NAN",)),  # nannews.ng
    ("Press Trust of India", (), ("PTI",)),  # ptinews.com
    ("Asian News International", (), ("ANI",)),  # aninews.in
    ("Indo-Asian News Service", ("Indo Asian News Service",), ("IANS",)),  # ians.in
    ("Bloomberg", ("Bloomberg News",), ()),  # bloomberg.com/professional
    ("Xinhua", ("Xinhua News Agency", "Xinhuanet"), ()),  # news.cn
    ("Kyodo News", ("Kyodo News Agency",), ("Kyodo", "KYODO")),  # english.kyodonews.net
    ("Yonhap", ("Yonhap News Agency", "Yonhap News"), ()),  # en.yna.co.kr
    ("TASS", ("TASS News Agency", "ITAR-TASS"), ()),  # tass.com
    ("Interfax", (), ()),  # interfax.com
    ("Anadolu Agency", ("Anadolu Ajansi", "Anadolu Ajansı"), ()),  # aa.com.tr
    ("United Press International", (), ("UPI",)),  # upi.com
    ("New Zealand Press Association", (), ("NZPA",)),  # closed in 2011, still in archives
    ("Bernama", ("Malaysian National News Agency",), ()),  # bernama.com
    ("Antara", ("Antara News",), ()),  # antaranews.com
    ("Agência Lusa", ("Lusa", "Agencia Lusa"), ("LUSA",)),  # lusa.pt
    ("Belga", ("Belga News Agency", "Agence Belga"), ()),  # belganewsagency.eu
    ("Keystone-SDA", ("Keystone-ATS",), ("ATS", "SDA")),  # keystone-sda.ch
    ("Norsk Telegrambyrå", ("Norwegian News Agency",), ("NTB",)),  # ntb.no
    ("Tidningarnas Telegrambyrå", (), ("TT",)),  # tt.se
    ("Ritzau", (), ()),  # ritzau.com
    ("Polska Agencja Prasowa", ("Polish Press Agency",), ("PAP",)),  # pap.pl
)

_SEPARATORS = re.compile(r"[\s\-–—]+")


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies we know, looked up by name."""

    names: Mapping[str, str]
    """Full names, folded -> the canonical name; they are told anywhere in a byline."""
    short_forms: Mapping[str, str]
    """Abbreviations as written -> the canonical name; they count only where nothing else can be meant."""
    tail: re.Pattern[str]
    """A full name at the end of a text."""

    def of_field(self, text: str) -> str | None:
        """Return the agency if the whole text is its name or its short form."""
        line = _trim(text)
        return self.short_forms.get(line) or self.names.get(_fold(line))

    def canonical(self, name: str) -> str:
        """Return the canonical name of the agency that an operator names, the name as written if we know none."""
        return self.of_field(name) or name

    def at_end(self, text: str) -> tuple[str, str | None]:
        """Return what stands before an agency's full name at the end of a text, and the agency."""
        line = _trim(text)
        match = self.tail.search(line)
        if match is None:
            return line, None
        return line[: match.start()].rstrip(" ,/|-–—(").strip(), self.names[_fold(match.group(1))]


def known_agencies(extra_names: Iterable[str] = ()) -> Agencies:
    """Return the agencies of our table and those that the operator's sources name in `wire` and `agency`."""
    names = {_fold(name): canonical for canonical, others, _ in _TABLE for name in (canonical, *others)}
    short_forms = {short: canonical for canonical, _, shorts in _TABLE for short in shorts}
    for name in extra_names:
        # a short form stays one: as a full name "CP" would be found at the end of any byline
        if name.strip() and _trim(name) not in short_forms:
            names.setdefault(_fold(name), name)
    return Agencies(names, short_forms, _tail(names))


def agency_of(source: Source, byline: str | None, credit: str | None, agencies: Agencies) -> str | None:
    """Return who wrote an item: the source that is an agency, else the byline, the metadata, the source's habit."""
    named = byline or (agencies.of_field(credit) if credit else None)
    configured = source.wire or named or source.agency
    return None if configured is None else agencies.canonical(configured)


def _tail(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    alternatives = "|".join(r"[\s\-–—]+".join(map(re.escape, name.split())) for name in longest_first)
    return re.compile(rf"(?<!\w)({alternatives})\)?$", re.IGNORECASE)


def _fold(name: str) -> str:
    return _SEPARATORS.sub(" ", collapse(name)).casefold().strip()


def _trim(text: str) -> str:
    return collapse(text).strip(" .,;:|/()[]-–—©·•")


KNOWN = known_agencies()
"""Our table alone."""
