"""Stretches without any request of a person, as bumps: three ways to tell them from quiet ones."""

import numpy as np

from mortem.facts.bump import Bump
from mortem.facts.question import Case
from mortem.facts.series import Bounds, Series, moment
from mortem.facts.silence import Gap, around, gap, session_starts

SHORTEST = 3.0  # seconds without any request that may count as an outage
MOST = 40  # the longest gaps are looked at
SESSION = 4.0  # requests that come together, at most, when an edge is bounded
NEARLY = 0.5  # a gap in everything logged must fill this share of the gap in people's requests
THIN = 400_000  # up to so many requests around a gap, users' sessions are looked at

AROUND = """
SELECT who, arrival FROM request
WHERE left_out IS NULL AND arrival >= {began} AND arrival < {ended}"""


def silent(case: Case, series: Series) -> list[Bump]:
    """The gaps that neither chance, nor sessions, nor the hour explain, by time.

    A gap counts when it is too long for people's requests as they come, or for the beginnings of
    their sessions, or when the regular requests of probes and bots stop with it.
    """
    found = []
    for last, first in series.arrivals.longest(SHORTEST, MOST):
        real = (
            gap(series.arrivals, last, first)
            or _everything(series, last, first)
            or _sessions(case, series, last, first)
        )
        if real is not None:
            found.append(_bump(real, series, (last, first)))
    return found


def _everything(series: Series, last: float, first: float) -> Gap | None:
    """The gap in everything logged, probes and bots too, inside the gap in people's requests."""
    logged = series.everything
    inside = [
        (began, ended)
        for began, ended in logged.longest(SHORTEST, 4 * MOST)
        if last - 1e-6 <= began and ended <= first + 1e-6
    ]
    longest = max(inside, key=_length, default=None)
    if longest is None or _length(longest) < NEARLY * (first - last):
        return None
    return gap(logged, *longest)


def _length(bounds: Bounds) -> float:
    return bounds[1] - bounds[0]


def _sessions(case: Case, series: Series, last: float, first: float) -> Gap | None:
    """The gap among the beginnings of sessions, where the traffic is thin enough to look."""
    length = first - last
    around = last - 40 * length, first + 40 * length
    if series.arrivals.between(*around) > THIN:
        return None
    sql = AROUND.format(began=moment(around[0]), ended=moment(around[1]))
    rows = case.store.arrays(sql)
    who, at = rows["who"].astype(np.int64), rows["arrival"].astype(np.int64) / 1e6
    starts = session_starts(who, at, length / 2, series.arrivals.resolution)
    before, after = starts.last[starts.last <= last], starts.first[starts.first >= first]
    if not len(before) or not len(after):
        return None
    real = gap(starts, float(before[-1]), float(after[0]))
    return real and Gap(last, first, real.expected, real.rate, real.burst)


def _bump(real: Gap, series: Series, quiet: Bounds) -> Bump:
    """A gap as a bump: its edges are one usual interval of people's requests inside of it.

    `quiet` is the gap in people's requests. With 95 % the first unanswered request came within
    three times the usual interval, as sessions stretch it.
    """
    rate, burst = around(series.arrivals, *quiet)
    usual = min(1 / rate, real.seconds / 4) if rate else real.seconds / 4
    doubt = min(3 * min(burst, SESSION) * usual, real.seconds / 2)
    grain = series.arrivals.resolution if series.arrivals.resolution >= 0.1 else 0.0
    return Bump(
        "missing",
        real.last + usual,
        real.first - usual,
        (real.last, real.last + doubt + grain),
        (real.first - doubt, real.first + grain),
        expected=rate * real.seconds,
    )
