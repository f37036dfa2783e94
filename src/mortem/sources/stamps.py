"""Times as logs write them, read into UTC, saying what the text leaves out.

A stamp that lacks its zone is read as if it were UTC, one that lacks its year or day is placed in
`NO_YEAR` or `NO_DAY`; `sources.zones.settle` puts such rows right from the other files.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

NO_YEAR = 1904  # a leap year: 29 February stays a day
NO_DAY = 1903
ZONED_MONTH = 7  # of NO_DAY: the text has a zone, only the day is missing


class Stamp(NamedTuple):
    """A moment (aware, UTC) and what its text leaves out: "", "zone", "year" or "day"."""

    at: datetime
    lacks: str


_FRACTION = r"(?:[.,](?P<fraction>\d{1,9}))?"
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)" + _FRACTION
_ZONE = r"(?:\s?(?P<zone>[Zz]\b|[+-]\d\d:?\d\d(?!\d)|[+-]\d\d(?![\d:])|[A-Z]{3,5}\b))?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+)?"

SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        # 2026-11-23T04:07:05.123Z, 2026-11-23 04:07:05,123 CET, 2026/11/23 04:07:05
        r"(?P<year>\d{4})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)(?:[Tt_]| {1,2})" + _CLOCK + _ZONE,
        # 23/Nov/2026:04:07:05 +0000, 23-Nov-2026 04:07:05 UTC, Mon, 23 Nov 2026 04:07:05 +0000
        _WEEKDAY + r"(?P<day>\d{1,2})[-/ ]" + _MONTH + r"[-/ ](?P<year>\d{4})[: ]" + _CLOCK + _ZONE,
        # Mon Nov 23 04:07:05.123 2026 +0000 (Apache's error log, git)
        _WEEKDAY + _MONTH + r" {1,2}(?P<day>\d{1,2}) " + _CLOCK + r" (?P<year>\d{4})\b" + _ZONE,
        # Nov 23 2026 04:07:05, Nov 23, 2026 04:07:05
        _MONTH + r" {1,2}(?P<day>\d{1,2}),? (?P<year>\d{4}),? " + _CLOCK + _ZONE,
        # Nov 23 04:07:05 (syslog)
        _MONTH + r" {1,2}(?P<day>\d{1,2}) " + _CLOCK + r"(?![\d:])",
        # 04:07:05,123
        r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)" + _FRACTION + r")?(?![\d:])" + _ZONE,
    )
)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,9})?(?![\d.:/-])|\d{13}(?![\d.:/-])", re.ASCII)
_LEVELS = frozenset(
    ("INFO", "WARN", "ERROR", "DEBUG", "TRACE", "FATAL", "ALERT", "CRIT", "PANIC", "EMERG", "LOG")
)


def read(value: object) -> Stamp | None:
    """The moment a field holds: epoch seconds to nanoseconds, or a time in text; else None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _epoch(float(value))
    if not isinstance(value, str) or not 5 <= len(value) <= 64:
        return None
    text = value.strip()
    if "T" in text or (len(text) > 18 and text[4:5] == "-"):
        try:
            return _aware(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            pass
    if text.replace(".", "", 1).isdigit():
        return _epoch(float(text))
    found = lead(text)
    return found[0] if found and not found[1].strip(" ]") else None


def lead(line: str, start: int = 0) -> tuple[Stamp, str] | None:
    """The time at the beginning of a line (in brackets or not) and what follows it; else None."""
    opened = line[start : start + 1] == "["
    begin = start + opened
    for shape in SHAPES:
        if found := shape.match(line, begin):
            stamp, stop = _from_match(found)
            if stamp is None:
                return None
            closed = opened and line[stop : stop + 1] == "]"
            return stamp, line[stop + closed :]
    if (found := _EPOCH.match(line, begin)) and (moment := _epoch(float(found[0]))):
        closed = opened and line[found.end() : found.end() + 1] == "]"
        return moment, line[found.end() + closed :]
    return None


def _aware(at: datetime) -> Stamp | None:
    if at.tzinfo is None:
        return Stamp(at.replace(tzinfo=UTC), "zone")
    try:
        return Stamp(at.astimezone(UTC), "")
    except OverflowError:
        return None


def _epoch(number: float) -> Stamp | None:
    if not math.isfinite(number) or number < 1e8:  # before 1973: a duration or a counter
        return None
    for unit, most in ((1.0, 1e11), (1e3, 1e14), (1e6, 1e17), (1e9, 1e20)):
        if number < most:
            whole, part = divmod(number / unit, 1)
            at = datetime.fromtimestamp(int(whole), UTC)
            return Stamp(at + timedelta(microseconds=round(part * 1e6)), "")
    return None


def _from_match(found: re.Match[str]) -> tuple[Stamp | None, int]:
    parts = found.groupdict()
    lacks = "" if parts.get("year") else "year" if parts.get("day") else "day"
    month = parts.get("month") or _month(parts.get("name"))
    year = parts.get("year") or (NO_YEAR if lacks == "year" else NO_DAY)
    fraction = (parts.get("fraction") or "")[:6].ljust(6, "0")
    try:
        naive = datetime(  # noqa: DTZ001 - the zone comes next
            int(year),
            int(month),
            int(parts.get("day") or 1),
            int(parts["hour"]),
            int(parts["minute"]),
            min(int(parts.get("second") or 0), 59),
            int(fraction),
        )
    except ValueError:
        return None, found.end()
    zone, stop = parts.get("zone"), found.end()
    offset = zone_offset(zone) if zone else None
    if zone and offset is None and not known_zone(zone):
        stop = found.start("zone") - (found.string[found.start("zone") - 1] == " ")
    at = naive.replace(tzinfo=UTC)
    if offset is not None:
        try:
            if lacks == "day":
                at = at.replace(month=ZONED_MONTH)
            return Stamp(at - offset, lacks), stop
        except OverflowError:
            return None, stop
    return Stamp(at, lacks or "zone"), stop


def _month(name: str | None) -> int:
    return _MONTHS.index(name.lower()) + 1 if name else 1


def zone_offset(zone: str) -> timedelta | None:
    """The offset of "Z", "+02:00", "+02", "CET"; None where the text is none or is ambiguous."""
    if zone in ("Z", "z", "UTC", "GMT"):
        return timedelta(0)
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        hours, minutes = int(digits[:2]), int(digits[2:])
        if hours > 15 or minutes > 59:
            return None
        size = timedelta(hours=hours, minutes=minutes)
        return -size if zone[0] == "-" else size
    offsets = _abbreviations().get(zone, frozenset()) if zone not in _LEVELS else frozenset()
    return next(iter(offsets)) if len(offsets) == 1 else None


def known_zone(zone: str) -> bool:
    """Whether the word is the abbreviation of a zone, ambiguous (CST, IST) or not."""
    return zone not in _LEVELS and zone in _abbreviations()


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, frozenset[timedelta]]:
    """Every abbreviation in use today with its offsets, from the tz database."""
    from zoneinfo import ZoneInfo, available_timezones

    seen: dict[str, set[timedelta]] = {}
    for key in available_timezones():
        zone = ZoneInfo(key)
        for month in (1, 7):
            at = datetime(2025, month, 1, tzinfo=zone)
            name, offset = at.tzname(), at.utcoffset()
            if name and name.isalpha() and offset is not None:
                seen.setdefault(name, set()).add(offset)
    return {name: frozenset(offsets) for name, offsets in seen.items()}
