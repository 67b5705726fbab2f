"""News agencies by the names that bylines and credits give them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aggregator.ingest.normalise.text import collapse

_TABLE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # canonical name, further names, short forms; the source is each agency's own site
    (
        "The Canadian Press",  # thecanadianpress.com, lapressecanadienne.ca; "CP" signs pictures and short items
        ("Canadian Press", "La Presse Canadienne", "Presse Canadienne", "Canadian Press Enterprises"),
        ("CP", "PC"),
    ),
    (
        "The Associated Press",
        ("Associated Press", "AP News", "Associated Press News", "L'Associated Press", "L’Associated Press"),
        ("AP",),
    ),  # ap.org
    (
        "Reuters",
        ("Thomson Reuters", "Reuters News", "Reuters News Agency", "Agence Reuters"),
        (),
    ),  # reutersagency.com
    (
        "Agence France-Presse",
        ("Agence France Presse", "L'Agence France-Presse", "L’Agence France-Presse", "AFP News"),
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
    ("Australian Associated Press", ("AAP Newswire", "AAP FactCheck"), ("AAP",)),  # aap.com.au
    ("News Agency of Nigeria", ("Nigerian News Agency",), ("NAN",)),  # nannews.ng
    ("Panapress", ("Panafrican News Agency", "Pan African News Agency"), ("PANA",)),  # panapress.com
    ("Ghana News Agency", (), ("GNA",)),  # gna.org.gh
    ("Press Trust of India", (), ("PTI",)),  # ptinews.com
    ("Asian News International", (), ("ANI",)),  # aninews.in
    ("Indo-Asian News Service", ("Indo Asian News Service",), ("IANS",)),  # ians.in
    ("Bloomberg", ("Bloomberg News", "Bloomberg L.P."), ()),  # bloomberg.com/professional
    ("Xinhua", ("Xinhua News Agency", "Xinhuanet", "Chine nouvelle", "Agence Xinhua"), ()),  # news.cn
    ("Kyodo News", ("Kyodo News Agency", "Agence Kyodo"), ("Kyodo", "KYODO")),  # english.kyodonews.net
    ("Yonhap", ("Yonhap News Agency", "Yonhap News"), ()),  # en.yna.co.kr
    ("TASS", ("TASS News Agency", "ITAR-TASS"), ()),  # tass.com
    ("Interfax", (), ()),  # interfax.com
    ("Sputnik", ("Sputnik News", "RIA Novosti"), ()),  # sputnikglobe.com
    ("Anadolu Agency", ("Anadolu Ajansi", "Anadolu Ajansı", "Agence Anadolu", "Anadolu"), ()),  # aa.com.tr
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

COPYRIGHT_LIMIT = 1000
"""Characters of a copyright notice that are read; its owner stands at its head."""
_SEPARATORS = re.compile(r"[\s\-–—]+")
_CREDIT_PARTS = re.compile(r"\s*/\s*|\s+via\s+|\s+[-–—]\s+")
_SHORT_FORM = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.&-]{1,5}")
"""What an operator's further name of an agency is where it has capitals alone: "NP"."""


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies we know, looked up by name."""

    names: Mapping[str, str]
    """Full names, folded -> the canonical name; they are told anywhere in a byline."""
    short_forms: Mapping[str, str]
    """Abbreviations as written -> the canonical name; they count only where nothing else can be meant."""
    tail: re.Pattern[str]
    """A full name at the end of a text."""
    copyright_line: re.Pattern[str]
    """A full name behind a copyright sign, or before "All rights reserved"."""

    def of_field(self, text: str) -> str | None:
        """Return the agency if the whole text is its name or its short form."""
        line = _trim(text)
        return self.short_forms.get(line) or self.names.get(_fold(line))

    def canonical(self, name: str) -> str:
        """Return the canonical name of the agency that an operator names, the name as written if we know none."""
        return self.of_field(name) or name

    def among(self, text: str) -> str | None:
        """Return the first agency that a credit such as "dpa/NAN", "Jane Doe/Reuters" or "AFP via Getty" names."""
        if whole := self.of_field(text):
            return whole
        return next((found for part in _CREDIT_PARTS.split(text) if (found := self.of_field(part))), None)

    def in_copyright(self, text: str) -> str | None:
        """Return the agency that a copyright line names as the owner."""
        match = self.copyright_line.search(collapse(text[:COPYRIGHT_LIMIT]))
        return None if match is None else self.names[_fold(match.group(1) or match.group(2))]

    def at_end(self, text: str) -> tuple[str, str | None]:
        """Return what stands before an agency's full name at the end of a text, and the agency."""
        line = _trim(text)
        match = self.tail.search(line)
        if match is None:
            return line, None
        return line[: match.start()].rstrip(" ,/|-–—(").strip(), self.names[_fold(match.group(1))]


def known_agencies(
    extra_names: Iterable[str] = (), *, further: Mapping[str, Sequence[str]] | None = None
) -> Agencies:
    """Return the agencies of our table, those of `[agencies]`, and those that sources name in `wire` and `agency`.

    `further` holds canonical names with the other names and the short forms that the operator gives them.
    """
    names = {_fold(name): canonical for canonical, others, _ in _TABLE for name in (canonical, *others)}
    short_forms = {short: canonical for canonical, _, shorts in _TABLE for short in shorts}
    for given, others in (further or {}).items():
        # "Associated Press" = ["AP Radio"] adds to the agency that we know
        canonical = names.get(_fold(given), given)
        shorts = [name for name in others if _SHORT_FORM.fullmatch(name)]
        names.update({_fold(name): canonical for name in (given, *others) if name not in shorts})
        short_forms.update(dict.fromkeys(shorts, canonical))
    for name in extra_names:
        # a short form stays one: as a full name "CP" would be found at the end of any byline
        if name.strip() and _trim(name) not in short_forms:
            names.setdefault(_fold(name), name)
    return Agencies(names, short_forms, _tail(names), _copyright_line(names))


def _tail(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({_any_of(names)})\)?$", re.IGNORECASE)


def _copyright_line(names: Iterable[str]) -> re.Pattern[str]:
    any_name = _any_of(names)
    sign = r"(?:©|\(c\)|copyright|tous droits réservés)"
    return re.compile(
        rf"{sign}[\s,:.]{{0,3}}(?:{sign}\s?)?(?:\d{{4}}(?:[-–]\d{{4}})?[\s,.]{{0,3}})?(?:by\s|de\s)?({any_name})(?!\w)"
        rf"|^({any_name})[\s,.]{{1,3}}(?:all rights reserved|tous droits réservés)",
        re.IGNORECASE,
    )


def _any_of(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(r"[\s\-–—]+".join(map(re.escape, name.split())) for name in longest_first)


def _fold(name: str) -> str:
    return _SEPARATORS.sub(" ", collapse(name)).casefold().strip()


def _trim(text: str) -> str:
    return collapse(text).strip(" .,;:|/()[]-–—©·•")


KNOWN = known_agencies()
"""Our table alone."""
