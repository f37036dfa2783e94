"""Columns of times as access logs write them, read into UTC."""

from datetime import datetime, timedelta

import polars as pl

_FORMATS = ("%d/%b/%Y:%H:%M:%S%.f %z", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y/%m/%d %H:%M:%S%.f %z")
_OFFSET = r"(Z|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})$"

Offsets = tuple[tuple[datetime, int], ...]


def read(times: pl.Series) -> pl.Series:
    """The moments, naive UTC, null where unreadable; runs of one time are read once."""
    if not times.len():
        return pl.Series(dtype=pl.Datetime("us"))
    return _parsed(_runs(times)).gather(times.rle_id())


def offsets_of(times: pl.Series, moments: pl.Series) -> Offsets:
    """The offsets from UTC that times were written with, each with the first moment it was."""
    starts = times.ne_missing(times.shift(1))
    return _offsets(times.filter(starts), moments.filter(starts))


def _runs(times: pl.Series) -> pl.Series:
    starts = times.ne_missing(times.shift(1))
    starts[0] = True
    return times.filter(starts)


def _parsed(texts: pl.Series) -> pl.Series:
    plain = texts.str.replace(r"[Zz]$", "+00:00")
    frame = pl.DataFrame({"text": plain}).select(
        pl.coalesce(
            pl.col("text").str.to_datetime(f, strict=False, time_unit="us", ambiguous="null")
            for f in _FORMATS
        ).dt.replace_time_zone(None)
    )
    return frame.to_series()


def _offsets(texts: pl.Series, moments: pl.Series) -> Offsets:
    frame = pl.DataFrame({"at": moments, "zone": texts.str.extract(_OFFSET)})
    frame = frame.drop_nulls().sort("at")
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
