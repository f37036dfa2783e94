"""A page of notes with times: what its headings and bullets say."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mortem.sources import stamps
from mortem.sources.people import is_bot_name
from mortem.sources.rows import Message

_MARK = r"(?P<mark>\s{0,8}(?:[-*+\u2022]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?|\|\s*)?"
_TIME = re.compile(
    rf"{_MARK}[*_`\[(]{{0,3}}"
    r"(?P<time>(?:\d{4}-\d\d-\d\d[T ]+)?(?P<clock>\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,6})?)?)"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\.?(?!\w))?"
    r"(?:\s?(?P<zone>Z\b|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?\b|[+-]\d\d:?\d\d(?!\d)|[A-Z]{3,5}\b))?)"
    r"[*_`\])]{0,3}(?P<sep>\s*(?:[-\u2013\u2014|:>=]+|\u2192)\s+|\s+|:\s*)(?P<text>\S.*)"
)
_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_LONG_DATE = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]{2})[a-z]*"
    r"|([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:st|nd|rd|th)?),? (\d{4})\b"
)
_PLACE = r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?"
_OFFSET = r"(?:UTC|GMT) ?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d"
_ZONE = re.compile(
    rf"\b(?:times?|zone|clock)\b.*?(?<![A-Za-z])({_OFFSET}|{_PLACE}|UTC|GMT|[A-Z]{{3,5}})(?![\w/])"
    rf"|\b({_OFFSET}|{_PLACE}|UTC|GMT) times?\b|\(({_OFFSET}|{_PLACE}|UTC|GMT)\)"
)
_WHO = re.compile(
    r"(?:\*\*|__|<|\[|\()?(?P<by>@?[A-Za-z][\w.'/&-]*(?: [\w.'/&()-]+){0,3})(?:\*\*|__|>|\]|\))?"
    r"\s?(?::(?:\*\*)?|\s[\u2014|-])\s+(?P<text>\S.*)"
)
_NOT_WHO = re.compile(
    r"(?:update|note|status|error|alert|warning|detect(?:ed|ion)|(?:root )?cause|fix(?:ed)?"
    r"|resol(?:ved|ution)|summary|action|impact|start|end|began|recovery|re|fyi|eta|result|decision"
    r"|symptom|hypothesis|escalation|mitigation|timeline)\b",
    re.IGNORECASE,
)
STRUCTURE = re.compile(
    r"\s*(?:#{1,6}\s|---+\s*$|===+\s*$|\|[\s:|-]+\|?\s*$|\|\s*(?:time|when)\b|<!--)", re.IGNORECASE
)


def item(line: str) -> re.Match[str] | None:
    """The parts of a bullet, item or row that begins with a time; None where a line is none."""
    found = _TIME.match(line)
    if found and not found["mark"] and not re.match(r"\d{1,2}:\d\d", line):
        return None
    return found


class Page:
    """What a page has said so far: the day, the zone, the time last read."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.day: datetime | None = None
        self.zone: tzinfo | None = None
        self.last: datetime | None = None
        self.lacks = ""

    def learns(self, line: str) -> bool:
        """Take the day and the zone from a heading or a sentence; whether the line said either."""
        learned = bool(STRUCTURE.match(line))
        day = _date(line)
        if day is not None:
            self.day, self.last = day, None
        if found := _ZONE.search(line):
            zone = _zone(next(group for group in found.groups() if group))
            self.zone = self.zone if zone is None else zone
            return True
        return learned or day is not None

    def message(self, line: str, number: int) -> Message | None:
        """The message a line is, None where it has no time."""
        found = item(line)
        at = self._at(found) if found else None
        if found is None or at is None:
            return None
        text = found["text"].strip().rstrip("|").strip()
        by = ""
        who = _WHO.match(text)
        if who and not _NOT_WHO.match(who["by"]):
            by, text = who["by"].strip("*_ ").lstrip("@"), who["text"].strip()
        return Message(at, by, text, "", "", is_bot_name(by), self.label, number)

    def _at(self, found: re.Match[str]) -> datetime | None:
        own = _date(found["time"])
        day = own or self.day or datetime(stamps.NO_DAY, 1, 1, tzinfo=UTC)
        parts = re.split(r"[:.,]", found["clock"])
        hour = (
            int(parts[0]) % 12 + 12 * (found["half"] in ("p", "P"))
            if found["half"]
            else int(parts[0])
        )
        minute, second = int(parts[1]), int(parts[2]) if len(parts) > 2 else 0
        if hour > 23 or minute > 59 or second > 59:
            return None
        part = int(parts[3].ljust(6, "0")) if len(parts) > 3 else 0
        at = day.replace(hour=hour, minute=minute, second=second, microsecond=part)
        if own is None and self.last is not None:
            while at < self.last - timedelta(hours=12):
                at += timedelta(days=1)
        self.last = at
        return self._zoned(at, found["zone"])

    def _zoned(self, at: datetime, written: str | None) -> datetime:
        zone = _zone(written) if written else None
        zone = self.zone if zone is None else zone
        if at.year <= stamps.NO_DAY:
            self.lacks = "day"
            if zone is None:
                return at
            return at.replace(month=stamps.ZONED_MONTH) - (zone.utcoffset(at) or timedelta(0))
        if zone is None:
            self.lacks = self.lacks or "zone"
            return at
        return at.replace(tzinfo=zone).astimezone(UTC)


def _zone(written: str) -> tzinfo | None:
    """The zone of "UTC+2", "+02:00", "CET", "Africa/Kigali"; None where it is none of them."""
    if "/" in written:
        try:
            return ZoneInfo(written)
        except (ZoneInfoNotFoundError, ValueError):
            return None
    found = re.fullmatch(r"(?:UTC|GMT)? ?([+-])(\d{1,2}):?(\d\d)?", written)
    text = f"{found[1]}{found[2]:0>2}{found[3] or '00'}" if found else written
    offset = stamps.zone_offset(text)
    return None if offset is None else timezone(offset)


def _date(text: str) -> datetime | None:
    try:
        if found := _DATE.search(text):
            return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
        if found := _LONG_DATE.search(text):
            written = f"{found[1] or found[4]} {found[2] or found[3]} {found[5]}"
            return datetime.strptime(written, "%d %b %Y").replace(tzinfo=UTC)
    except ValueError:
        pass
    return None
