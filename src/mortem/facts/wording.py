"""Times, zones and numbers as sentences say them."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo


def zone_name(zone: tzinfo, at: datetime | None = None) -> str:
    """How people write a zone: 'UTC', 'Africa/Kigali', '+02:00'."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    offset = zone.utcoffset(at) or timedelta()
    if not offset:
        return "UTC"
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def fixed(zone: tzinfo | None) -> tzinfo:
    """The zone itself; an offset of zero and None are UTC."""
    if zone is None or (isinstance(zone, timezone) and not zone.utcoffset(None)):
        return UTC
    return zone


def clock(at: datetime, resolution: float) -> str:
    """The time of day, with milliseconds where the stamps carry them."""
    if resolution >= 0.5:
        return f"{at:%H:%M:%S}"
    return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"


def day(at: datetime) -> str:
    """The date in words: '23 November 2026'."""
    return f"{at.day} {at:%B %Y}"


def percent(value: float) -> str:
    """A percentage with one decimal, two significant figures below 1 %."""
    return f"{value:.2g} %" if 0 < value < 1 else f"{value:.1f} %"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: '1 user', '1,204 users'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
