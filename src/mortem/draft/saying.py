"""How numbers, times and names are written in a draft, always the same way.

A clock time is cut to the second, not rounded: 04:07:41.958 is written 04:07:41, as a clock would
show it. Percentages have one decimal at most, durations are in words, counts have separators.
"""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from mortem.timespan import in_words

_MONTHS = "January February March April May June July August September October November December"
MONTHS = tuple(_MONTHS.split())


def clock(at: datetime) -> str:
    """The time of day to the second: 04:07:41."""
    return f"{at:%H:%M:%S}"


def day(at: datetime) -> str:
    """The date as people write it: 23 November 2026."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def duration(seconds: float) -> str:
    """A length of time in words: 62 s, 1 h 47 min."""
    return in_words(seconds)


def count(number: float) -> str:
    """A count with thousands separators."""
    return f"{number:,.0f}"


def percent(share: float) -> str:
    """A percentage (0-100) with one decimal where it has one: 75 %, 44.6 %."""
    return f"{round(share, 1):g} %"


def number(value: float) -> str:
    """A rate or a threshold, without needless decimals."""
    return f"{round(value, 1):g}"


def zone_label(zone: tzinfo, name: str) -> str:
    """The zone as it stands after a time: UTC, UTC+02:00, Africa/Kigali."""
    if name[:1] in "+-":
        return f"UTC{name}"
    return name or str(zone)


def listed(parts: Iterable[str], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    words = list(parts)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def cite(*keys: str) -> str:
    """The marks of the footnotes that name these facts."""
    return "".join(f"[^{key}]" for key in dict.fromkeys(keys))


def blank(what: str) -> str:
    """A visible place to fill."""
    return f"[to fill: {what}]"


def plural(number_of: float, one: str, many: str = "") -> str:
    """'1 request', '12 requests'."""
    return f"{count(number_of)} {one if number_of == 1 else many or one + 's'}"


_PROPER = {"postgresql": "PostgreSQL", "postgres": "PostgreSQL", "mysql": "MySQL", "redis": "Redis"}
_NAME = re.compile(rf"(?<![\w./`'-])(?:{'|'.join(_PROPER)})(?![\w./'-])")


def proper(text: str) -> str:
    """The names of well-known programs as their makers write them."""
    return _NAME.sub(lambda found: _PROPER[found[0]], text)


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
