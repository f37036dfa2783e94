"""Times that no clock shows, and zones out of their season."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mortem.document import Document, Sentence
from mortem.document.moments import TimeMention, all_times, find_dates

# Abbreviation -> a place that uses it in one half of the year, and whether that half is summer.
_SEASONAL = {
    "PST": ("America/Los_Angeles", False), "PDT": ("America/Los_Angeles", True),
    "MST": ("America/Denver", False), "MDT": ("America/Denver", True),
    "CDT": ("America/Chicago", True), "EST": ("America/New_York", False),
    "EDT": ("America/New_York", True), "CET": ("Europe/Berlin", False),
    "CEST": ("Europe/Berlin", True), "AEST": ("Australia/Sydney", False),
    "AEDT": ("Australia/Sydney", True),
}  # fmt: skip
_NO_YEAR = 4


def told_times(document: Document) -> Iterator[tuple[Sentence, TimeMention, date | None]]:
    """Every time told, with the day it is on: beside it, else the only date of the document."""
    dates = {
        mention.value
        for sentence in document.sentences
        for mention in find_dates(sentence.text)
        if mention.value is not None and mention.value.year != _NO_YEAR
    }
    only = next(iter(dates)) if len(dates) == 1 else None
    for sentence in document.sentences:
        for time in all_times(sentence.text):
            own = time.date if time.date and time.date.year != _NO_YEAR else None
            yield sentence, time, own or only


def out_of_season(time: TimeMention, day: date | None) -> str:
    """What the zone would be called on that day, where the one written is of the other season."""
    if day is None or time.zone is None:
        return ""
    named = _SEASONAL.get(time.zone.raw.upper())
    if named is None:
        return ""
    place, summer = named
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(place))
    is_summer = bool(noon.dst())
    return "" if is_summer == summer else str(noon.tzname())


def skipped(time: TimeMention, day: date | None) -> bool:
    """Whether clocks jumped over the time on that day (told only for zones like Europe/Berlin)."""
    if day is None or time.zone is None or "/" not in time.zone.raw or time.hour > 23:
        return False
    try:
        zone = ZoneInfo(time.zone.raw)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    local = datetime(day.year, day.month, day.day, time.hour, time.minute, tzinfo=zone)
    there_and_back = (local.astimezone(ZoneInfo("UTC")) + timedelta(0)).astimezone(zone)
    return (there_and_back.hour, there_and_back.minute) != (time.hour, time.minute)
