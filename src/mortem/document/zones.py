"""Time zones as people write them, and the UTC offsets they stand for."""

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Abbreviation -> minutes east of UTC; None where the abbreviation names more than one offset.
ABBREVIATIONS: dict[str, int | None] = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "WAT": 60, "CET": 60, "CEST": 120, "CAT": 120,
    "SAST": 120, "EET": 120, "EEST": 180, "EAT": 180, "MSK": 180, "TRT": 180, "GST": 240,
    "PKT": 300, "NPT": 345, "ICT": 420, "WIB": 420, "SGT": 480, "HKT": 480, "PHT": 480,
    "MYT": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "AEDT": 660,
    "NZST": 720, "NZDT": 780, "CVT": -60, "BRT": -180, "ART": -180, "CLT": -240, "AST": None,
    "ADT": -180, "EST": -300, "EDT": -240, "CST": None, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "AKST": -540, "HST": -600, "COT": -300, "PET": -300, "BST": None,
    "IST": None, "ET": None, "CT": None, "MT": None, "PT": None, "Z": 0,
}  # fmt: skip
# Abbreviations that are also English words or common names: a zone only beside a time, in capitals.
_WORDS = frozenset({"CAT", "EAT", "ART", "PET", "ET", "CT", "MT", "PT", "Z", "WEST", "IT", "ADT"})
_NAMED = (
    r"(?:(?:West|East|Central|South|North)(?:ern)?[ -]Afric(?:a|an)|Pacific|Eastern|Central"
    r"(?:[ -]European)?|Mountain|Atlantic|Greenwich(?:[ -]Mean)?|Coordinated[ -]Universal|Universal"
    r"|British|Indian?|Japan|China|Moscow|Israel|Eastern[ -]European|Western[ -]European"
    r"|Australian[ -]\w+)(?:[ -](?:Standard|Daylight|Summer))?[ -][Tt]ime"
)
_OFFSET = r"[+−–-]\d{1,2}(?:[:.]?[0-5]\d)?(?![\d:])"
_ABBREVIATED = "|".join(sorted(ABBREVIATIONS, key=len, reverse=True))
_CITY = r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]+"
_PLACE = rf"(?:local[ ]+)?{_CITY}(?:[ ]{_CITY})?(?:,[ ]{_CITY})?[ ]+[Tt]ime(?:[ ]?zone)?"
# What stands before "time" without being a place.
_NOT_PLACES = frozenset(
    """the this that first second third last next local response real run down up life over all same
    long short full part peak start end total any some detection duration recovery resolution at
    date uptime time event each loading load page good lead cycle wait on in of for from original
    mean average standard exact given stamp""".split()  # noqa: SIM905
)
_IANA = r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?"
_ZONE = re.compile(
    rf"(?P<based>(?:UTC|GMT)[ ]?{_OFFSET})|(?P<iana>{_IANA})|(?P<named>{_NAMED})"
    rf"|(?P<short>(?:{_ABBREVIATED})\b(?![/-]?[a-z]))|(?P<place>{_PLACE})"
)
_ZONE_HINT = re.compile(r"[A-Z][A-Z]|ime|/|Z")
_AFTER = re.compile(
    rf"[ ]?(?P<open>[(\[])?[ ]?(?:(?P<based>(?:UTC|GMT|utc|gmt)[ ]?{_OFFSET})|(?P<iana>{_IANA})"
    rf"|(?P<named>{_NAMED})|(?P<short>(?:{_ABBREVIATED}|utc|gmt|est|pst|cst|wat|Utc|Gmt|Est|Pst)\b"
    rf"(?![/-]?[a-z]))|(?P<place>{_PLACE})|(?P<offset>{_OFFSET}))"
)


@dataclass(frozen=True, slots=True)
class ZoneMention:
    """A zone at text[start:end]; `minutes` east of UTC, None where the name does not settle it."""

    start: int
    end: int
    raw: str
    minutes: int | None


def zone_after(text: str, at: int) -> ZoneMention | None:
    """The zone that directly follows a time ending at `at`: ' UTC', '(PDT)', '+01:00'."""
    match = _AFTER.match(text, at)
    if match is None:
        return None
    mention = _mention(match, text)
    if mention is None or (match["offset"] and not _offset_reads(match, text)):
        return None
    return mention


@lru_cache(maxsize=4096)
def find_zones(text: str) -> tuple[ZoneMention, ...]:
    """Every zone named in a text, whether or not it stands beside a time."""
    if not _ZONE_HINT.search(text):
        return ()
    found = []
    for match in _ZONE.finditer(text):
        mention = _mention(match, text)
        if mention is None or (match["short"] and match["short"] in _WORDS and not _alone(match)):
            continue
        if re.search(r"[\w/.]$", text[: match.start()]):
            continue
        found.append(mention)
    return tuple(found)


def _alone(match: re.Match[str]) -> bool:
    """Whether a word-like abbreviation stands in brackets or at the end: "(EAT)", "in EAT"."""
    text, short = match.string, match["short"]
    if len(short) < 3 or short == "ART":
        return False
    before, after = text[: match.start()], text[match.end() :]
    bracketed = before.rstrip().endswith(("(", "[")) or after.lstrip().startswith((")", "]"))
    said = re.search(r"(?:\b(?:in|zone|times?)\b[ :]*|\d[ ]?(?:[ap]\.?m\.?)?[ ]?)$", before, re.I)
    return bracketed or said is not None


def _offset_reads(match: re.Match[str], text: str) -> bool:
    """Whether a bare "+01:00" after a time is an offset: "9:00-10:30" is a range."""
    raw = match["offset"]
    if raw[0] != "+" and not re.fullmatch(r"[-−]\d\d:?\d\d", raw):
        return False
    before = text[: match.start("offset")]
    return raw[0] == "+" or re.search(r":\d\d:\d\d(?:[.,]\d+)?$", before) is not None


def _mention(match: re.Match[str], text: str) -> ZoneMention | None:
    kind = match.lastgroup
    kinds = [k for k in ("based", "iana", "named", "short", "place") if match[k]]
    kind = kinds[0] if kinds else "offset"
    raw, start, end = match[kind], match.start(kind), match.end(kind)
    if kind == "iana" and not _known(raw):
        return None
    if kind == "place":
        words = _unaccented(raw.lower()).replace(",", "").split()
        if words[0] == "local":
            words = words[1:]
        if any(word in _NOT_PLACES for word in words[:-1]) or not _is_place(words):
            return None
    return ZoneMention(start, end, raw, _minutes(kind, raw))


def _minutes(kind: str, raw: str) -> int | None:
    if kind == "short":
        return ABBREVIATIONS.get(raw.upper())
    if kind in ("based", "offset"):
        return _east(raw)
    if kind == "named":
        return ABBREVIATIONS.get("".join(word[0] for word in re.split(r"[ -]", raw)).upper())
    return None


def _east(raw: str) -> int | None:
    match = re.search(r"([+−–-])(\d{1,2})[:.]?([0-5]\d)?$", raw)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return minutes if match[1] == "+" else -minutes


@lru_cache(maxsize=256)
def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in normalize("NFKD", text) if not combining(c))


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    from zoneinfo import available_timezones

    cities = {name.rpartition("/")[2].replace("_", " ").lower() for name in available_timezones()}
    return frozenset(cities | _COUNTRIES)


_COUNTRIES = frozenset(
    """rwanda kenya nigeria ghana ethiopia uganda tanzania egypt morocco africa cameroon zambia
    zimbabwe senegal germany france spain italy india pakistan japan brazil colombia mexico peru
    argentina chile venezuela california texas medellin tunisia algeria sudan somalia malawi
    botswana namibia mozambique benin togo uk us usa eastern china beijing abuja cali
    abidjan""".split()  # noqa: SIM905
) | {"south africa", "new york", "san francisco", "puerto rico", "cape town", "new delhi"}


def _is_place(words: list[str]) -> bool:
    name = words[:-1] if words[-1] in ("time", "timezone") else words[:-2]
    return bool(name) and (" ".join(name) in _places() or all(w in _places() for w in name))
