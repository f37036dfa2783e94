"""Times as tools write them, in the server's zone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tz_of(name: str) -> tzinfo:
    """A zone by name or fixed offset."""
    if name == "UTC":
        return UTC
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = name[1:].split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
    return ZoneInfo(name)


def local(at: float, zone: tzinfo) -> datetime:
    """An aware time in the zone."""
    return datetime.fromtimestamp(at, zone)


def clf_times(zone: tzinfo) -> Callable[[int], str]:
    """A writer of `23/Nov/2026:04:07:07 +0000`."""

    @lru_cache(maxsize=4)
    def write(second: int) -> str:
        at = datetime.fromtimestamp(second, zone)
        return f"{at:%d}/{MONTHS[at.month - 1]}/{at:%Y:%H:%M:%S %z}"

    return write


def iso_times(zone: tzinfo) -> Callable[[int], str]:
    """A writer of `2026-11-23T04:07:07+00:00`."""

    @lru_cache(maxsize=4)
    def write(second: int) -> str:
        return datetime.fromtimestamp(second, zone).isoformat()

    return write


def utc_z(at: float, digits: int = 3) -> str:
    """`2026-11-23T04:07:07.123Z`."""
    text = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return (text[: 20 + digits] if digits else text[:19]) + "Z"


def iso_local(at: float, zone: tzinfo, digits: int = 0) -> str:
    """`2026-11-23T06:07:07.123+02:00`."""
    when = datetime.fromtimestamp(at, zone)
    kind = {0: "seconds", 3: "milliseconds", 6: "microseconds"}[digits]
    return when.isoformat(timespec=kind)
