"""Calendar dates as people write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateutil.parser import parser

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:'?\d{2}|(?:19|20)\d{2})"
_LONG_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
# A leap year stands in where none is written, so that 29 February is a date.
_START = datetime(4, 1, 1)  # noqa: DTZ001 - a calendar date has no zone
_DATE = re.compile(
    rf"(?<![\w./-])(?:(?P<iso>{_LONG_YEAR}[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9]))"
    rf"|(?P<numeric>\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:{_LONG_YEAR}|\d{{2}}))"
    rf"|(?P<dayfirst>(?:the )?{_DAY}(?:\.| of)?[ /-]{_MONTH}(?:,?[ /-]{_YEAR}(?!:?\d))?)"
    rf"|(?P<monthfirst>{_MONTH}[ -]{_DAY}(?:,? ?{_LONG_YEAR}(?!:?\d)|, ?\d\d(?!:?\d))?))"
    r"(?:(?=T\d\d:)|(?![\w/]|[.-]\d))",
    re.I,
)

# A date mistyped or known in part only: "20202-01-16", "2022-05-??".
LIKE_DATE = re.compile(r"(?<![\w?.])[\d?]{1,5}([-/])[\d?]{1,2}\1[\d?]{1,5}(?![\w?]|[-./]\d)")


_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"\d[-/.]\d")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at text[start:end].

    `value` is the date, with year 4 where none was written; None where it can be read two ways
    (3/4/2024). `year` says whether a year was written.
    """

    start: int
    end: int
    raw: str
    value: date | None
    year: bool


@lru_cache(maxsize=4096)
def find_dates(text: str) -> tuple[DateMention, ...]:
    """Every date in a text."""
    if not _DIGIT.search(text):
        return ()
    lower = text.lower()
    if not any(month in lower for month in _MONTHS) and not _PARTS.search(text):
        return ()
    return tuple(mention for match in _DATE.finditer(text) if (mention := _read(match)) is not None)


def _read(match: re.Match[str]) -> DateMention | None:
    raw = match[0]
    if match["numeric"]:
        value = _numeric(raw, match["sep"])
        if value is None and not _either(raw, match["sep"]):
            return None
        return DateMention(match.start(), match.end(), raw, value, True)
    tidy = re.sub(
        r"(?<=\d)(?:st|nd|rd|th|\.(?= ))\b|\bof\b|^the |(?<=\d)\.(?= )", "", raw, flags=re.I
    ).replace("'", "")
    if not match["iso"]:
        tidy = tidy.replace("/", " ")
    year = match["iso"] is not None or re.search(r"[ ,-]\d{2,4}$", _after_month(tidy)) is not None
    dayfirst = not match["monthfirst"] and not match["iso"]
    try:
        moment = _parser(dayfirst, bool(match["iso"])).parse(tidy, default=_START)
    except (OverflowError, ValueError):
        return None
    return DateMention(match.start(), match.end(), raw, moment.date() if year else
                       moment.date().replace(year=_START.year), year)  # fmt: skip


@lru_cache(maxsize=4)
def _parser(dayfirst: bool, yearfirst: bool) -> "parser":
    from dateutil.parser import parser, parserinfo  # takes long to import

    return parser(parserinfo(dayfirst=dayfirst, yearfirst=yearfirst))


def _after_month(tidy: str) -> str:
    """The part in which a year would stand: after both day and month."""
    parts = re.split(r"(?<=[a-z.\d])[ ,-]+", tidy.strip(), maxsplit=2, flags=re.I)
    return " " + parts[2] if len(parts) > 2 else ""


def _either(raw: str, sep: str) -> bool:
    first, second, _ = (int(part) for part in raw.split(sep))
    return 1 <= first <= 12 and 1 <= second <= 12


def _numeric(raw: str, sep: str) -> date | None:
    first, second, year = (int(part) for part in raw.split(sep))
    year += 2000 if year < 100 else 0
    if _either(raw, sep) and first != second:
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None
