"""Stretches without any request of a person, as bumps: told from quiet hours in two ways."""

from mortem.facts.bump import Bump
from mortem.facts.question import Case
from mortem.facts.series import Bounds, Series, moment
from mortem.facts.silence import Gap, dispersion, faded, gap, rates

SHORTEST = 3.0  # seconds without any request that may count as an outage
MOST = 40  # the longest gaps are looked at
SESSION = 4.0  # requests that come together, at most, when an edge is bounded
NEAR = 0.25  # of a usual interval between an edge and the request beside it: most are later
NEARLY = 0.5  # a gap in everything logged must fill this share of the gap in people's requests
AROUND = 40  # gap lengths around a gap from which its users' habits are taken
FEW = 30  # with fewer users than this, they cannot be told apart (a proxy before the log)

HABITS = """
SELECT count(*) AS visits, sum(requests) AS requests, count(DISTINCT who) AS users
FROM (SELECT who, floor(epoch(arrival) / {length}) AS part, count(*) AS requests FROM request
      WHERE left_out IS NULL AND arrival >= {began} AND arrival < {ended} GROUP BY 1, 2) AS visit"""


def silent(case: Case, series: Series) -> list[Bump]:
    """The gaps that neither chance, nor sessions, nor the hour explain, by time.

    A gap counts when it is too long for people's sessions as they come, or when the regular
    requests of probes and bots stop with it.
    """
    found = []
    for last, first in series.arrivals.longest(SHORTEST, MOST):
        logged = _nothing_logged(series, last, first)
        real = _people(case, series, last, first) or (logged and _everything(series, *logged))
        if real:
            found.append(_bump(real, series, (last, first), logged or (last, first)))
    return found


def _people(case: Case, series: Series, last: float, first: float) -> Gap | None:
    """The gap in people's requests; users' habits are looked up only where it could count."""
    if gap(series.arrivals, last, first, 1.0) is None:
        return None
    length = first - last
    sql = HABITS.format(
        length=f"{length:.6f}",
        began=moment(last - AROUND * length),
        ended=moment(first + AROUND * length),
    )
    habits = case.ask(sql)[0]
    if habits["users"] >= FEW:
        burst = float(habits["requests"]) / habits["visits"]
    else:
        burst = dispersion(series.arrivals, last, first)
    return gap(series.arrivals, last, first, burst)


def _nothing_logged(series: Series, last: float, first: float) -> Bounds | None:
    """The gap in everything logged, probes and bots too, that makes up the one in people's."""
    inside = [
        (began, ended)
        for began, ended in series.everything.longest(SHORTEST, 4 * MOST)
        if last - 1e-6 <= began and ended <= first + 1e-6
    ]
    longest = max(inside, key=_length, default=None)
    if longest is None or _length(longest) < NEARLY * (first - last):
        return None
    return longest


def _everything(series: Series, last: float, first: float) -> Gap | None:
    logged = series.everything
    return gap(logged, last, first, dispersion(logged, last, first))


def _length(bounds: Bounds) -> float:
    return bounds[1] - bounds[0]


def _bump(real: Gap, series: Series, quiet: Bounds, silent: Bounds) -> Bump:
    """A gap as a bump: its edges are a little inside of the requests around it.

    `quiet` is the gap in people's requests, `silent` that in everything logged: a probe that was
    answered shows that the site could be reached. With 95 % the first unanswered request came
    within three times the usual interval, as sessions stretch it.
    """
    last, first = silent
    seconds, burst = first - last, min(real.burst, SESSION)
    sides = rates(series.arrivals, *quiet, 1.0)
    usual = [min(1 / rate, seconds / 4) if rate else seconds / 4 for rate in sides]
    doubt = [min(3 * burst * each, seconds / 2) for each in usual]
    grain = series.arrivals.resolution if series.arrivals.resolution >= 0.1 else 0.0
    began, between = last + NEAR * usual[0], (last, last + doubt[0] + grain)
    since = faded(series.arrivals, quiet[0], seconds, burst)
    if since < quiet[0]:
        began, between = since, (since - doubt[0], quiet[0] + grain)
    ended, after = first - NEAR * usual[1], (first - doubt[1], first + grain)
    return Bump("missing", began, ended, between, after, expected=real.rate * seconds)
