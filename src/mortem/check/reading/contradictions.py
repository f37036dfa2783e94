"""Statements of number and time in one document that cannot both hold.

Only what a reader would call a contradiction: where a time can mean two things (half of the day,
zone, midnight), it contradicts nothing that one of them allows.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from mortem.check.reading.clockwork import DAY, Clocks, apart, clocks_of, holds
from mortem.check.reading.judgement import Contradiction
from mortem.check.reading.lexicon import phrases, words
from mortem.check.reading.scope import Scope
from mortem.check.reading.shares import all_shares
from mortem.check.reading.steps import Step, first_incident, steps_of
from mortem.check.reading.timeline import find_detection
from mortem.check.reading.window import Window, window_of
from mortem.document.moments import (
    TimeMention,
    ZoneMention,
    find_dates,
    find_durations,
    find_times,
    find_zones,
)

_BEGINS = phrases("begins")
_OVER = phrases("over")
_NOT_OVER = phrases("not_over")
_AFTERWARDS = phrases("afterwards")


def find_contradictions(whole: Scope, told: Window) -> Iterator[Contradiction]:
    """All contradictions in what is told of the (first) incident.

    `told` is the summary's window.
    """
    scope = first_incident(whole)
    window = told if scope is whole else window_of(scope)
    clocks = clocks_of(t for s in scope.document.sentences for t in find_times(s.text))
    steps = steps_of(scope)
    yield from _length(clocks, window)
    yield from _order(steps, clocks)
    yield from _window(steps, clocks, window)
    yield from _detection(scope, steps, clocks, window)
    yield from _zones(scope, window)
    yield from _percentages(scope)
    yield from _dates(scope)


def _length(clocks: Clocks, window: Window) -> Iterator[Contradiction]:
    if window.start is None or window.end is None or window.length is None:
        return
    said = next((d for d in find_durations(window.length.text) if d.raw == window.length_raw), None)
    gaps = apart(clocks, window.start.time, window.end.time)
    if said is None or not gaps:
        return
    if said.seconds >= DAY and (window.start.time.date is None or window.end.time.date is None):
        return
    if not any(holds(said, gap) for gap in gaps):
        yield Contradiction(
            "duration-is-not-end-minus-start", window.length.line,
            f"{said.raw} is stated, but {window.start.time.raw} to {window.end.time.raw} is "
            f"{_in_words(min(gaps, key=lambda gap: abs(gap - said.seconds)))}", said.raw,
        )  # fmt: skip


def _in_words(seconds: float) -> str:
    minutes = round(seconds / 60)
    days, minutes = divmod(minutes, 1440)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n]
    return " ".join(parts) or "0 min"


def _order(told: Sequence[Step], clocks: Clocks) -> Iterator[Contradiction]:
    pairs = list(pairwise(told))
    after = [*told[2:], None]
    falls = (
        [
            pair
            for pair, third in zip(pairs, after, strict=True)
            if not pair[1].apart
            and not (pair[1].aside and pair[0].line != pair[1].line)
            and (_back(clocks, *pair) or (third is not None and _swapped(*pair, third)))
        ]
        if pairs
        else []
    )
    if len(falls) * 2 >= len(pairs) and len(pairs) > 2:
        return  # told backwards, from the last to the first
    for one, other in falls:
        yield Contradiction("timeline-out-of-order", other.line,
                            f"{other.stamp} stands after {one.stamp}", other.stamp)  # fmt: skip


def _back(clocks: Clocks, before: Step, after: Step) -> bool:
    """Whether the second step is surely earlier than the first."""
    one, other = before.times[0], after.times[0]
    if before.day != after.day:
        return before.day is not None and after.day is not None and _day_back(before.day, after.day)
    if one.zone and other.zone and one.zone.minutes != other.zone.minutes:
        return False
    gaps = [last - first for first in clocks.seconds(one) for last in clocks.seconds(other)]
    if one.date is not None and other.date is not None:
        return all(gap < 0 for gap in gaps)
    return all(-DAY / 2 < gap < 0 for gap in gaps)


_NEAR = 3 * 3600.0  # seconds between steps of one morning


def _swapped(before: Step, between: Step, after: Step) -> bool:
    """Whether 11:05 stands between 11:30 and 12:00: out of order in whichever half of the day."""
    if len({before.day, between.day, after.day}) > 1 or after.apart:
        return False
    times = [step.times[0] for step in (before, between, after)]
    if len({(t.half, t.zone.minutes if t.zone else None, t.date) for t in times}) > 1:
        return False
    first, second, third = (t.seconds for t in times)
    return second < first < third and first - second < _NEAR and third - second < _NEAR


def _day_back(one: date, other: date) -> bool:
    if 4 in (one.year, other.year):  # a date without a year; in January, December was before
        first, last = one.replace(year=4), other.replace(year=4)
        return last < first and (first - last).days < 180
    return other < one


def _window(entries: Sequence[Step], clocks: Clocks, window: Window) -> Iterator[Contradiction]:
    if len(entries) < 2:
        return
    if window.start is not None:
        for entry in entries[:2]:
            if _BEGINS.search(entry.text) and _differs(clocks, entry.times[0], window.start.time):
                yield _outside(entry, "has it begin", "it began", window.start.time)
                break
    if window.end is not None:
        over = [e for e in entries if _OVER.search(e.text) and not _NOT_OVER.search(e.text)]
        last = entries[-1]
        if over and over[-1] is last and _differs(clocks, last.times[-1], window.end.time):
            gap = _signed(clocks, window.end.time, last.times[-1])
            if gap < 0 or not (
                _AFTERWARDS.search(last.text)
                or (len(over) > 1 and not _differs(clocks, over[-2].times[-1], window.end.time))
            ):
                yield _outside(last, "has it resolved", "it ended", window.end.time)


def _outside(entry: Step, does: str, did: str, time: TimeMention) -> Contradiction:
    return Contradiction("timeline-outside-the-window", entry.line,
                         f"the timeline {does} at {entry.stamp}, "
                         f"the summary says {did} at {time.raw}",
                         entry.stamp)  # fmt: skip


def _differs(clocks: Clocks, one: TimeMention, other: TimeMention) -> bool:
    """Whether two times are surely not the same moment, give or take five minutes."""
    if one.date and other.date and one.date.replace(year=4) != other.date.replace(year=4):
        return True
    slack = 900.0 if one.approx or other.approx else 300.0
    if one.zone and other.zone and one.zone.minutes != other.zone.minutes:
        return False
    return all(abs(a - b) > slack for a in clocks.seconds(one) for b in clocks.seconds(other))


def _signed(clocks: Clocks, one: TimeMention, other: TimeMention) -> float:
    gaps = [b - a for a in clocks.seconds(one) for b in clocks.seconds(other)]
    gap = min(gaps, key=abs)
    return gap - DAY if gap > DAY / 2 else gap + DAY if gap < -DAY / 2 else gap


def _detection(
    scope: Scope, steps: Sequence[Step], clocks: Clocks, window: Window
) -> Iterator[Contradiction]:
    detected = find_detection(scope)
    step = next((s for s in steps if detected and detected.line in (s.line, *s.lines)), None)
    if step is None or window.start is None or window.end is None:
        return
    time, start = step.times[0], window.start.time
    if time.date and not start.date:
        return
    if _earlier_day(time, start) or (
        _same_day(time, start)
        and _differs(clocks, time, start)
        and _signed(clocks, start, time) < 0
    ):
        yield Contradiction(
            "detection-before-onset", step.line,
            f"it was noticed at {step.stamp}, before it began at {start.raw}", step.stamp,
        )  # fmt: skip


def _earlier_day(time: TimeMention, start: TimeMention) -> bool:
    return bool(
        time.date and start.date and time.date.year == start.date.year and time.date < start.date
    )


def _same_day(time: TimeMention, start: TimeMention) -> bool:
    return not (time.date and start.date) or time.date.replace(year=4) == start.date.replace(year=4)


def _zones(scope: Scope, window: Window) -> Iterator[Contradiction]:
    """The same clock times in the summary and the timeline, under different zones."""
    if window.zone is None or window.start is None or window.start.time.zone is None:
        return
    own = window.zone[0]
    headed = [
        zone
        for passage in scope.passages.get("timeline", ())
        if passage.kind in ("heading", "text") and not find_times(passage.text)
        for zone in find_zones(passage.text)
    ]
    for entry in scope.entries:
        zones = [t.zone for t in entry.times if t.zone] or headed[:1]
        same = any(
            _clock(t)
            in (_clock(window.start.time), _clock(window.end.time) if window.end else None)
            for t in entry.times
        )
        if same and zones and _different(own, zones[0]):
            yield Contradiction("timeline-outside-the-window", entry.line,
                                f"{entry.stamp} is in {zones[0].raw}, "
                                f"the summary has the same time in {own.raw}",
                                entry.stamp)  # fmt: skip
            return


def _clock(time: TimeMention) -> tuple[int, int]:
    return time.hour, time.minute


def _different(one: ZoneMention, other: ZoneMention) -> bool:
    if one.minutes is not None and other.minutes is not None:
        return one.minutes != other.minutes
    plain = [re.sub(r"[^a-z0-9+-]", "", z.raw.lower()) for z in (one, other)]
    if plain[0] == plain[1]:
        return False
    # A place's time is surely not UTC only where the place is not in the belt of UTC itself.
    named = {plain[0], plain[1]} & {"utc", "gmt", "z"}
    other_one = next((z for z in (one, other) if z.raw.upper() not in ("UTC", "GMT", "Z")), None)
    return bool(named) and other_one is not None and other_one.raw.lower().startswith(_EAST)


_EAST = (
    "kigali",
    "nairobi",
    "lagos",
    "cairo",
    "kampala",
    "johannesburg",
    "addis",
    "tokyo",
    "paris",
    "berlin",
    "pacific",
    "eastern",
)


def _dates(scope: Scope) -> Iterator[Contradiction]:
    """The title dates the outage, and the summary dates it otherwise."""
    title = scope.document.title or next((p.text for p in scope.document.passages[:1]), "")
    dated = [d for d in find_dates(title) if d.value is not None]
    if len(dated) != 1 or not _OUTAGE.search(title):
        return
    own = dated[0].value
    told = [(s, d) for s in scope.of("summary") for d in find_dates(s.text) if d.value is not None]
    if own is None or not told or len({d.value for _, d in told if d.value}) > 1:
        return
    sentence, date = told[0]
    if date.value is not None and date.value.replace(year=own.year) != own:
        yield Contradiction("two-dates-for-the-outage", sentence.line,
                            f"the title says {dated[0].raw}, the summary {date.raw}",
                            date.raw)  # fmt: skip


_OUTAGE = words(r"\b(?:outages?|incidents?|downtime|disruption|failure|breakdown)\b")


def _percentages(scope: Scope) -> Iterator[Contradiction]:
    shares = list(all_shares(scope))
    for share in shares[1:]:
        first = shares[0]
        if (
            abs(share.percent - first.percent) > 0.5
            and not first.low <= share.percent <= first.high
        ):
            yield Contradiction("two-percentages-for-one-thing", share.sentence.line,
                                f"{share.said} here, "
                                f"{first.said} on line {first.sentence.line}",
                                share.raw)  # fmt: skip
            return
