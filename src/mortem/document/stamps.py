"""The time a timeline entry begins with, and the text after it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from mortem.document.clock import TimeMention, all_times
from mortem.document.dates import LIKE_DATE, find_dates

_FLUFF = re.compile(
    r"[\s\W_]*(?:(?:at|around|about|by|from|on|time|date|approximately|approx|roughly"
    r"|between|the|and|day|since|until|to|just|after|before"
    r"|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[\s\W_]*)*",
    re.I,
)
_PARTED = re.compile(r"[\s\])|*]*(?:[-–—:=>→|,.~]+[\s|]*)*")
_RANGE = re.compile(r"\s*(?:-|–|—|to|until|till|and|through)\s*", re.I)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time at the beginning of a line: where it starts and ends, and where its text begins."""

    start: int
    end: int
    text_at: int
    times: tuple[TimeMention, ...]


@lru_cache(maxsize=1024)
def stamp_of(text: str) -> Stamp | None:
    """The time (or range of times, with its date) that a line begins with, or None."""
    head = text[:90]
    dates = find_dates(head)
    times = all_times(head)
    if not times:
        return None
    first = times[0]
    before = head[: first.start]
    for date in reversed([d for d in dates if d.end <= first.start]):
        before = before[: date.start] + before[date.end :]
    if not _FLUFF.fullmatch(LIKE_DATE.sub("", before)):
        return None
    start = min([first.start, *(d.start for d in dates if d.end <= first.start)])
    end, used = _end(first), [first]
    for other in times[1:]:
        if not _RANGE.fullmatch(head[end : other.start].replace("(", "")):
            break
        end, used = _end(other), [*used, other]
    end = _take_date(head, end, [d.start for d in dates], [d.end for d in dates])
    parted = _PARTED.match(text, end)
    return Stamp(start, end, parted.end() if parted else end, tuple(used))


def _end(time: TimeMention) -> int:
    return max(time.end, time.zone.end if time.zone else 0)


def _take_date(head: str, end: int, starts: list[int], ends: list[int]) -> int:
    """Past a date that directly follows the time: "09:00, 3 May:"."""
    for start, stop in zip(starts, ends, strict=True):
        if start >= end and re.fullmatch(r"[\s,(]*(?:on )?", head[end:start]):
            return stop
    return end
