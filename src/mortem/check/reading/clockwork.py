"""Arithmetic with times as written; half of the day, midnight and zone stay open where they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mortem.document.moments import DurationMention, TimeMention

DAY = 86400.0
_AROUND = frozenset(
    {
        "about", "approximately", "approx", "approx.", "around", "roughly", "circa", "ca.", "~",
        "\u2248", "some", "close to", "or so", "an estimated", "estimated", "estimated at",
        "estimated to be",
    }
)  # fmt: skip
_ABOVE = frozenset(
    {"over", "more than", "just over", "a little over", "at least", "or more", "plus", "+", ">"}
)
_BELOW = frozenset(
    {
        "under", "less than", "just under", "a little under", "nearly", "almost", "at most",
        "up to", "<",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clocks:
    """How a document writes times: whether on a 24-hour clock."""

    whole_day: bool

    def seconds(self, time: TimeMention) -> tuple[float, ...]:
        """What a time can mean, in seconds since midnight: one value, or two half days apart."""
        if time.half or time.hour > 12 or time.hour == 0 or self.whole_day:
            return (time.seconds,)
        noon = time.seconds - 12 * 3600 if time.hour == 12 else time.seconds
        return (noon, noon + 12 * 3600)


def clocks_of(times: Iterable[TimeMention]) -> Clocks:
    """A document that writes 13:00 or 09:00 without am and pm means a 24-hour clock."""
    plain = [t for t in times if not t.half]
    return Clocks(any(t.hour > 12 or t.hour == 0 or t.raw.startswith("0") for t in plain))


def apart(clocks: Clocks, one: TimeMention, other: TimeMention) -> tuple[float, ...]:
    """Every length in seconds that "from one to other" can mean, none negative."""
    days = _days(one.date, other.date)
    east = _shift(one, other)
    found = set()
    for first in clocks.seconds(one):
        for last in clocks.seconds(other):
            gap = last - first + east
            found.add(gap + days * DAY if days is not None else gap % DAY)
    return tuple(sorted(gap for gap in found if gap >= 0))


def _days(one: date | None, other: date | None) -> int | None:
    """Days between two dates; None where one is missing (then the next such time is meant)."""
    if one is None or other is None:
        return None
    if 4 in (one.year, other.year):  # a date without a year
        one, other = one.replace(year=4), other.replace(year=4)
    days = (other - one).days
    return days if days >= 0 else None


def _shift(one: TimeMention, other: TimeMention) -> float:
    """Seconds to add where the two times are in different zones."""
    if one.zone is None or other.zone is None:
        return 0.0
    if one.zone.minutes is None or other.zone.minutes is None:
        return 0.0
    return (one.zone.minutes - other.zone.minutes) * 60.0


def holds(said: DurationMention, gap: float) -> bool:
    """Whether a stated length is what a reader would say of `gap` seconds."""
    stated, approx = said.seconds, said.approx
    if approx in _AROUND:
        return abs(gap - stated) <= max(0.2 * stated, 600)
    if approx in _ABOVE:
        return stated - 60 <= gap <= max(stated * 1.5, stated + 1800)
    if approx in _BELOW:
        return min(stated * 0.6, stated - 1800) <= gap <= stated + 60
    return abs(gap - stated) <= _grain(said)


def _grain(said: DurationMention) -> float:
    """By how much a stated length may be rounded: half a day of days, minutes of hours."""
    raw = said.raw.lower()
    if said.seconds % DAY == 0 and "h" not in raw:
        return DAY / 2
    if said.seconds % 3600 == 0 and "m" not in raw:
        return min(900.0, 0.1 * said.seconds)
    return 60.0 if said.seconds > 120 else 30.0
