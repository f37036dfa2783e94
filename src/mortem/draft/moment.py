"""Times as people type them, made into moments of one incident in one zone."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from mortem.document.moments import TimeMention, find_dates, find_times
from mortem.document.stamps import stamp_of
from mortem.errors import BadSettings

BEFORE = timedelta(hours=6)  # how long before the start an entry without a date may lie


class Said(NamedTuple):
    """What somebody typed: the moment (None without a time in it) and the words after it."""

    at: datetime | None
    text: str


def moment(text: str, zone: tzinfo, after: datetime | None = None) -> datetime:
    """The moment a text names, in `zone`; without a date, the first such time not before `after`.

    Raises BadSettings where there is no time in it, or no date and nothing to go by.
    """
    said = _tidy(text)
    times = find_times(said)
    if not times:
        raise BadSettings(f"{text!r} names no time; write it like '2026-11-23 09:00'")
    if times[0].date is None and after is None and not _lone_date(said):
        raise BadSettings(f"{text!r} names no day; write it like '2026-11-23 09:00'")
    return _placed(said, times[0], zone, after or datetime.now(UTC))


def entry(text: str, zone: tzinfo, start: datetime | None) -> Said:
    """A timeline entry: its moment near the start of the outage, and its text.

    A time anywhere in the text counts where it does not begin with one ("an alert at 09:12").
    """
    said = _tidy(text.strip().lstrip("-*\u2022 "))
    stamp = stamp_of(said)
    mentions = stamp.times if stamp else find_times(said)
    if not mentions or (start is None and mentions[0].date is None and not _lone_date(said)):
        return Said(None, said)
    try:
        at = _placed(said, mentions[0], zone, (start or datetime.now(UTC)) - BEFORE)
    except BadSettings:  # 30 February: the words are kept, their time stays open
        return Said(None, said)
    words = said[stamp.text_at :].strip() if stamp else said
    return Said(at, words or said)


def _tidy(text: str) -> str:
    """What a time may look like when it stands alone: '2026-11-23T09:00', '14.30', '0930:'."""
    text = re.sub(r"^([01]\d|2[0-3])([0-5]\d)(?=:?\s)(?!\s+[A-Z])", r"\1:\2", text.strip())
    text = re.sub(r"(?<=\d{4}-\d\d-\d\d)T(?=\d\d:)", " ", text)
    return re.sub(r"^(\d{1,2})\.([0-5]\d)(?![.\d])", r"\1:\2", text.strip())


def _lone_date(text: str) -> date | None:
    dates = [each.value for each in find_dates(text) if each.value is not None and each.year]
    return dates[0] if dates else None


def _placed(text: str, time: TimeMention, zone: tzinfo, after: datetime) -> datetime:
    """A time mention on its day: the day written, else the first not before `after`.

    Raises BadSettings where the calendar has no such day.
    """
    try:
        return _on_its_day(text, time, zone, after)
    except (ValueError, OverflowError) as error:
        raise BadSettings(f"{text!r} names a day that the calendar does not have") from error


def _on_its_day(text: str, time: TimeMention, zone: tzinfo, after: datetime) -> datetime:
    minutes = time.zone.minutes if time.zone else None
    own = zone if minutes is None else timezone(timedelta(minutes=minutes))
    day = time.date if time.date is not None and time.date.year > 4 else _lone_date(text)
    length = timedelta(seconds=time.seconds)
    if day is not None:
        return _on(day, length, own).astimezone(zone)
    local = after.astimezone(own)
    day = local.date() if time.date is None else time.date.replace(year=local.year)
    at = _on(day, length, own)
    if at < local and time.date is None:
        at = _on(day + timedelta(days=1), length, own)
    return at.astimezone(zone)


def _on(day: date, length: timedelta, zone: tzinfo) -> datetime:
    """A wall-clock time on a day."""
    return (datetime(day.year, day.month, day.day) + length).replace(tzinfo=zone)  # noqa: DTZ001
