"""Times that lack their zone, year or day, put right from the other files."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from mortem.sources.rows import Change, LogLine, Message, Note, Sample
from mortem.sources.stamps import NO_DAY, NO_YEAR, ZONED_MONTH
from mortem.timespan import Timespan

KIND = "zone-inferred"
_STEPS = tuple(timedelta(minutes=15 * step) for step in range(-48, 57))  # every offset there is
_NO_OTHER = "since no other file says otherwise"
_BESIDE = timedelta(hours=1)  # so near the time covered, the access log's own zone stands

Dated = LogLine | Sample | Change | Message
OffsetAt = Callable[[datetime], tzinfo | None]


def no_zone(label: str, what: str = "zone") -> Note:
    """What a reader yields after rows of a file that lack the zone (or the year, or the day)."""
    return Note(KIND, label, None, f"{label} writes no {what} beside its times")


def settle(
    rows: Iterable[Dated],
    covers: Timespan | None,
    offset_at: OffsetAt,
    trouble: datetime | None = None,
) -> tuple[list[Dated], Note]:
    """Rows whose times lack something, with the times they most likely had, and how that was found.

    `covers` is the time the zoned files cover, `offset_at` the access log's own offset. The zone is
    the access log's where that puts the rows beside it; else the nearest offset to it that does;
    else UTC. Year and day are those that bring the rows nearest to `trouble` (the middle of the
    failed requests, say), else to the middle of `covers`; without both they stay. The note's
    seconds are the offset that was taken off.
    """
    held = list(rows)
    label = held[0].source if held else ""
    lacking = _lacking(held)
    if lacking and covers is None:
        return held, Note(KIND, label, None, f"{label} writes no {lacking}; no other file tells it")
    if lacking and covers is not None:
        zoned = all(map(_has_zone, held))
        middle = trouble or covers.began + covers.length / 2
        held = _dated(held, middle, timedelta(0) if zoned else _utcoffset(offset_at, middle))
        if zoned:
            said = f"{label} writes no {lacking}: taken from the other files"
            return held, Note(KIND, label, None, said)
    offset, how = _offset(held, covers, offset_at)
    moved = [_moved(row, _own(row.at, offset, offset_at, how)) for row in held]
    also = f" and no {lacking}" if lacking else ""
    said = f"{label} writes no zone{also}: read as {_written(offset)}, {how}"
    return moved, Note(KIND, label, offset.total_seconds(), said)


def _lacking(rows: Sequence[Dated]) -> str:
    years = {row.at.year for row in rows[:1000]}
    if NO_DAY in years:
        return "day"
    return "year" if NO_YEAR in years else ""


def _has_zone(row: Dated) -> bool:
    return row.at.year == NO_DAY and row.at.month >= ZONED_MONTH - 1


def _undated(row: Dated) -> bool:
    return row.at.year in (NO_DAY, NO_YEAR)


def _dated(rows: list[Dated], middle: datetime, offset: timedelta) -> list[Dated]:
    """Give rows without year or day the ones nearest to a moment."""
    first = next(row.at for row in rows if _undated(row))
    local = middle + offset
    if first.year == NO_YEAR:
        years = [local.year + step for step in (-1, 0, 1)]
        return [row._replace(at=_nearest(row.at, years, local)) for row in rows]
    zero = datetime(NO_DAY, ZONED_MONTH if _has_zone(rows[0]) else 1, 1, tzinfo=UTC)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    days = (midnight + timedelta(days=step) for step in (-1, 0, 1))
    day = min(days, key=lambda day: abs(day + (first - zero) - local))
    return [row._replace(at=day + (row.at - zero)) if _undated(row) else row for row in rows]


def _nearest(at: datetime, years: Iterable[int], to: datetime) -> datetime:
    """The moment, if it lacks its year, in the year that brings it nearest to another."""
    if at.year != NO_YEAR:
        return at
    return min((_in_year(at, year) for year in years), key=lambda moved: abs(moved - to))


def _in_year(at: datetime, year: int) -> datetime:
    try:
        return at.replace(year=year)
    except ValueError:  # 29 February
        return at.replace(year=year, day=28)


def _offset(
    rows: Sequence[Dated], covers: Timespan | None, offset_at: OffsetAt
) -> tuple[timedelta, str]:
    if covers is None or not rows:
        return timedelta(0), _NO_OTHER
    first, last = min(row.at for row in rows), max(row.at for row in rows)
    own = _utcoffset(offset_at, first)
    known = "as the access log's" if offset_at(first) else _NO_OTHER
    beside = Timespan(covers.began - _BESIDE, covers.ended + _BESIDE)
    if _overlap(first - own, last - own, beside) > 0:
        return own, known
    overlaps = {step: _overlap(first - step, last - step, covers) for step in _STEPS}
    most = max(overlaps.values())
    near = [step for step, overlap in overlaps.items() if overlap >= 0.9 * most]
    best = min(near, key=lambda step: (step.total_seconds() % 3600 != 0, abs(step - own)))
    if _overlap(first - best, last - best, covers) > 0:
        return best, "which alone puts it beside the other files"
    return own, f"{known}, though the files do not overlap"


def _overlap(first: datetime, last: datetime, covers: Timespan) -> float:
    """How many seconds of the time covered the rows span; one moment inside counts as one."""
    begin, stop = max(first, covers.began), min(last, covers.ended)
    if stop < begin:
        return 0.0
    return max((stop - begin).total_seconds(), 1.0)


def _own(at: datetime, offset: timedelta, offset_at: OffsetAt, how: str) -> timedelta:
    """The offset of one row: the access log's may change within the file (daylight saving)."""
    if not how.startswith("as the access log's"):
        return offset
    return _utcoffset(offset_at, at - offset)


def _utcoffset(offset_at: OffsetAt, at: datetime) -> timedelta:
    zone = offset_at(at)
    return (at.astimezone(zone).utcoffset() if zone else None) or timedelta(0)


def _moved(row: Dated, offset: timedelta) -> Dated:
    if isinstance(row, Change) and row.finished_at is not None:
        row = row._replace(finished_at=row.finished_at - offset)
    return row._replace(at=row.at - offset)


def _written(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours:02d}:{rest:02d}"
