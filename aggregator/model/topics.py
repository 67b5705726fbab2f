"""IPTC topics: the seventeen top ones, and under which of them each code of the two vocabularies lies."""

import re
from bisect import bisect_right

_TABLE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # code, names, its Media Topics as ranges of the code without 20000000.
    # Source: IPTC Media Topics and their retired codes (cv.iptc.org/newscodes/mediatopic), names also from IPTC
    # Subject Codes (cv.iptc.org/newscodes/subjectcode) and, in French, from The Canadian Press's list of them.
    (
        "01000000",
        (
            "arts",
            "arts, culture, entertainment and media",
            "arts, culture and entertainment",
            "culture",
            "entertainment",
        ),
        "2-51 1133-1135 1179-1182 1184-1192 1203-1205 1248-1249 1319",
    ),
    (
        "02000000",
        ("crime", "crime, law and justice", "justice"),
        "82-119 121-137 1194-1200 1283 1285 1287 1299 1313-1314 1320",
    ),
    (
        "03000000",
        ("disaster", "disaster, accident and emergency incident", "disaster and accident", "catastrophe"),
        "139-168 1201-1202 1280 1321 1353",
    ),
    (
        "04000000",
        ("business", "economy, business and finance", "economy", "finance", "affaires"),
        (
            "170-338 340-344 346-396 1136-1141 1158-1172 1207-1211 1230 1243-1246 1258 1278-1279 1289 1291 "
            "1293-1297"
        ),
    ),
    (
        "05000000",
        ("education", "éducation"),
        "398-416 1212-1217 1337-1338",
    ),
    (
        "06000000",
        ("environment", "environmental issue", "environnement"),
        "418-422 424-444 1318",
    ),
    (
        "07000000",
        ("health", "santé"),
        "446-478 480-495 712-714 1218-1229 1322",
    ),
    (
        "08000000",
        ("human interest", "insolite"),
        "497-507 1233-1238",
    ),
    (
        "09000000",
        ("labour", "labor", "travail"),
        "339 509-536 1206 1275-1277",
    ),
    (
        "10000000",
        ("lifestyle", "lifestyle and leisure", "vie quotidienne et loisirs"),
        "538-572 917 1142-1143 1239 1241 1247 1250-1257 1267-1270 1315 1339-1340",
    ),
    (
        "11000000",
        ("politics", "politique"),
        "120 345 423 479 574-655 1132 1144-1147 1173-1174 1259-1266 1292 1300 1312 1316 1326",
    ),
    (
        "12000000",
        ("religion", "religion and belief"),
        "657-708 1271-1273 1344-1352",
    ),
    (
        "13000000",
        ("science", "science and technology", "technology", "science et technologie"),
        "710-711 715-766 1298",
    ),
    (
        "14000000",
        ("society", "social issue", "social"),
        "768-820 1193 1232 1274 1284 1288 1290 1317 1327-1328",
    ),
    (
        "15000000",
        ("sport", "sports"),
        (
            "822-916 918-1126 1148-1157 1175-1178 1183 1231 1240 1242 1281-1282 1286 1301-1311 1323-1325 "
            "1329-1336 1341-1343"
        ),
    ),
    (
        "16000000",
        ("conflict", "conflict, war and peace", "unrest, conflicts and war", "conflit, guerre et paix"),
        "53-80",
    ),
    (
        "17000000",
        ("weather", "météo"),
        "1128-1131",
    ),
)

_AP_SUBJECTS = {
    # The Associated Press's own top subjects (http://cv.ap.org/id/...), which it sends beside what lies below them.
    # Source: The Canadian Press's list of topics
    "16cb0ba3e6d24d97ace39f5a1924669a": "01000000",
    "48612b807c2b4b93bbbacbf54f547ad5": "02000000",
    "17956128897810048ce8d56c852d093e": "02000000",
    "31711ec0894b10048983ba0a2b2ca13e": "03000000",
    "c8e409f8858510048872ff2260dd383e": "04000000",
    "1af99ec3cb954ff4b349b32d60d0376d": "05000000",
    "8783d248894710048286ba0a2b2ca13e": "06000000",
    "cc7a76087e4e10048482df092526b43e": "07000000",
    "ec2db49888e810048c93f8851349f9bd": "09000000",
    "3e37e4b87df7100483d5df092526b43e": "10000000",
    "86aad5207dac100488ecba7fa5283c3e": "11000000",
    "8751ff508728100484c5dd689ee7093e": "11000000",
    "026a1118e94443a2aacc08a2e70cc77b": "12000000",
    "4bf76cb87df7100483dbdf092526b43e": "13000000",
    "75a42fd87df7100483eedf092526b43e": "14000000",
    "54df6c687df7100483dedf092526b43e": "15000000",
    "5fc806a87df7100483ebdf092526b43e": "17000000",
}
_CODE = re.compile(r"(?:^|(?i:(?:medtop|subj)[:/]|/(?:mediatopic|subjectcode)/|iptc[^ ]*[:/]))([0-9]{8})$")
_FIRST_MEDIA_TOPIC = 20_000_000
_TOPS = frozenset(code for code, _, _ in _TABLE)
_NAMES = {name: code for code, names, _ in _TABLE for name in names}


def _ranges() -> list[tuple[int, int, str]]:
    spans = ((code, span.partition("-")) for code, _, spans in _TABLE for span in spans.split())
    return sorted((int(first), int(last or first), code) for code, (first, _, last) in spans)


_RANGES = _ranges()
_FIRSTS = [first for first, _, _ in _RANGES]


def read_code(text: str) -> str | None:
    """Return the eight digits of a topic that we know, None if it is none.

    It may be bare, `medtop:...`, `subj:...`, or the URI of either vocabulary; both number their top topics alike.
    A top subject of The Associated Press is read as the topic that it is.
    """
    if (code := _AP_SUBJECTS.get(re.split("[:/]", text.strip())[-1])) is not None:
        return code
    match = _CODE.search(text.strip())
    return match[1] if match is not None and top_topic(match[1]) is not None else None


def read_topic(text: str) -> str | None:
    """Return the code of a topic that an operator names, by its code or by the name of a top topic."""
    return _NAMES.get(" ".join(text.casefold().split())) or read_code(text)


def top_topic(code: str) -> str | None:
    """Return the top topic that a code of eight digits lies under, None if we do not know the code."""
    # a subject code opens with the two digits of its top topic
    if (top := f"{code[:2]}000000") in _TOPS:
        return top
    number = int(code) - _FIRST_MEDIA_TOPIC
    place = bisect_right(_FIRSTS, number) - 1
    if number < 0 or place < 0:
        return None
    _, last, top = _RANGES[place]
    return top if number <= last else None


def lineage(code: str) -> frozenset[str]:
    """Return a code with the codes above it: its top topic, and of a subject code the one between (`15031000`)."""
    above = () if int(code) >= _FIRST_MEDIA_TOPIC else (f"{code[:5]}000",)
    top = top_topic(code)
    return frozenset((code, *above, *(() if top is None else (top,))))


def topic_names() -> tuple[str, ...]:
    """Return the names by which the top topics may be called."""
    return tuple(_NAMES)
