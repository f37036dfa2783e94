"""Columns of times as access logs write them, read into UTC."""

from datetime import datetime, timedelta
from typing import cast

import polars as pl

_FORMATS = ("%d/%b/%Y:%H:%M:%S%.f %z", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y/%m/%d %H:%M:%S%.f %z")
_OFFSET = r"(Z|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})$"

_YEARS = (1970, 2261)  # that a time in nanoseconds can hold

Offsets = tuple[tuple[datetime, int], ...]


def read(times: pl.Series) -> tuple[pl.Series, Offsets]:
    """The moments, naive UTC, null where unreadable, and the offsets the times were written with.

    Runs of one time are read once. An offset comes with the first moment it was written at.
    """
    if not times.len():
        return pl.Series(dtype=pl.Datetime("us")), ()
    starts = times.ne_missing(times.shift(1))
    starts[0] = True
    texts = times.filter(starts)
    moments = _parsed(texts)
    if moments.len() == times.len():
        return moments, _offsets(texts, moments)
    place = starts.cast(pl.UInt32).cum_sum() - 1
    return moments.gather(place), _offsets(texts, moments)


def _parsed(texts: pl.Series) -> pl.Series:
    plain = texts.str.replace(r"[Zz]$", "+00:00")
    out = pl.Series(dtype=pl.Datetime("us"))
    for how in _FORMATS:
        read = plain.str.to_datetime(how, strict=False, time_unit="us").dt.replace_time_zone(None)
        out = read if not out.len() else pl.select(pl.coalesce(out, read)).to_series()
        if not out.null_count():
            break
    return pl.select(pl.when(out.dt.year().is_between(*_YEARS)).then(out)).to_series()


def _offsets(texts: pl.Series, moments: pl.Series) -> Offsets:
    zones = texts.str.extract(_OFFSET)
    if zones.n_unique() == 1 and (first := moments.min()) is not None:
        return ((cast("datetime", first), _seconds(zones[0])),) if zones[0] else ()
    frame = pl.DataFrame({"at": moments, "zone": zones}).drop_nulls().sort("at")
    frame = frame.filter(frame["zone"].ne_missing(frame["zone"].shift(1)))
    return tuple((at, _seconds(zone)) for at, zone in frame.iter_rows())


def _seconds(zone: str) -> int:
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return round(-size.total_seconds() if zone[0] == "-" else size.total_seconds())


def merged(offsets: list[tuple[datetime, int]]) -> Offsets:
    """Offsets of several pieces in order, each where it changes."""
    out: list[tuple[datetime, int]] = []
    for at, seconds in sorted(offsets):
        if not out or out[-1][1] != seconds:
            out.append((at, seconds))
    return tuple(out)


def digits(time: str) -> float:
    """How fine a time is written, in seconds: 1.0, or a fraction."""
    fraction = time.rpartition(".")[2] if "." in time else ""
    count = len(fraction) - len(fraction.lstrip("0123456789"))
    return 10.0**-count if count else 1.0
