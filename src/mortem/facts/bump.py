"""One bump: an unbroken stretch in which requests fail or are missing, with its exact edges."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mortem.facts.edges import HIT, onset
from mortem.facts.population import Population
from mortem.facts.question import Case
from mortem.facts.series import BACKEND, Bounds, Series, moment
from mortem.facts.stragglers import Reach, reach

CONTEXT = 20_000  # requests before or after an edge that are looked at one by one
TIMEOUT = 60.0  # seconds that a timeout without a logged duration may have waited: the usual most
FAILING = 200  # bad requests inside an edge that are looked at

EDGE = """
SELECT arrival, completion, {bad} AS bad, route, {backend} AS backend,
       CASE WHEN failed THEN status ELSE 0 END AS sign,
       (seconds IS NULL AND status IN (504, 499, 408)) AS waited
FROM request WHERE left_out IS NULL AND arrival >= {begin} AND arrival < {stop}
ORDER BY arrival, completion"""

LAST = """
SELECT max(completion) FILTER (WHERE {bad} AND arrival >= {began} AND arrival <= {latest}) AS ended,
       max(completion) FILTER (WHERE {bad} AND arrival >= {began} AND arrival <= {sure}) AS sure
FROM request WHERE left_out IS NULL AND {population}{strange}"""

GOOD = """
SELECT min(completion) AS served FROM request
WHERE left_out IS NULL AND {population} AND NOT {bad} AND completion > {ended}"""


@dataclass(frozen=True, slots=True)
class Bump:
    """Edges in epoch seconds; `kind` is "failing" or "missing" (nothing arrived)."""

    kind: str
    began: float
    ended: float
    began_between: Bounds
    ended_between: Bounds
    population: Population = field(default_factory=Population)
    expected: float = 0.0  # requests that should have come while nothing did
    sql: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.ended - self.began


def epoch(at: datetime) -> float:
    """An aware time in epoch seconds."""
    return at.timestamp()


def refined(
    case: Case, series: Series, rough: Bounds, room: Bounds, population: Population
) -> Bump | None:
    """The bump near `rough` (epoch seconds), not looking beyond `room`; None if it vanishes."""
    whole = series.whole
    start = whole.start / 1e6
    running = np.concatenate([[0], np.cumsum(whole.total)])
    failing = np.concatenate([[0], np.cumsum(whole.bad)])
    first, last = np.searchsorted(start, rough)
    before = int(np.searchsorted(running, running[first] - CONTEXT))
    inside = int(np.searchsorted(failing, failing[first] + FAILING))
    after = int(np.searchsorted(running, running[min(last, len(start))] + CONTEXT))
    within = int(np.searchsorted(failing, failing[min(last, len(start))] - FAILING)) - 1
    at = np.append(start, start[-1] + series.step)
    head = (max(room[0], at[max(before - 1, 0)]), min(rough[1], at[min(inside, len(start))]))
    tail = (max(rough[0], at[max(within, 0)]), min(room[1], at[min(after, len(start))]))
    began = _began(case, series, population, head, rough)
    ended = _ended(case, series, population, tail, rough, began)
    if began is None or ended is None or ended[0] < began[0]:
        return None
    return Bump("failing", began[0], ended[0], began[1], ended[1], population, sql=ended[2])


def _rows(
    case: Case, series: Series, population: Population, span: Bounds
) -> dict[str, NDArray[Any]]:
    sql = EDGE.format(bad=series.bad, backend=BACKEND, begin=moment(span[0]), stop=moment(span[1]))
    rows = case.store.arrays(sql)
    rows["bad"], rows["waited"] = rows["bad"].astype(bool), rows["waited"].astype(bool)
    rows["arrival"] = rows["arrival"].astype(np.int64) / 1e6
    rows["completion"] = rows["completion"].astype(np.int64) / 1e6
    rows["usual"], rows["raised"] = population.of(rows["route"], rows["backend"])
    rows["fit"] = population.fit(rows["sign"].astype(np.int64))
    rows["hit"] = rows["raised"] >= HIT * rows["usual"]
    return rows


def _began(
    case: Case, series: Series, population: Population, span: Bounds, rough: Bounds
) -> tuple[float, Bounds] | None:
    rows = _rows(case, series, population, span)
    bad, arrival = rows["bad"], rows["arrival"]
    coarse = int(np.searchsorted(arrival, rough[0]))
    edge = onset(bad, rows["usual"], rows["raised"], coarse, rows["fit"])
    if edge is None:
        return None
    length, start = rough[1] - rough[0], float(arrival[edge.first])
    before = np.flatnonzero((bad & rows["hit"])[: edge.first])[::-1]
    beyond = _beyond(population, rows, before, start - arrival, start - arrival, length)
    first, latest = _moved(edge.first, before, beyond.likely), edge.latest
    if beyond.likely:
        latest = _moved(edge.latest, before, beyond.least)
    earliest = min(edge.earliest, _moved(edge.first, before, beyond.most))
    good = np.flatnonzero((~bad & rows["hit"])[:earliest])
    low = float(arrival[good[-1]]) if len(good) else float(arrival[earliest])
    if rows["waited"][first] and case.store.stamp_is == "completion":
        low = min(low, float(arrival[first]) - TIMEOUT)
    return float(arrival[first]), (low, float(arrival[latest]) + _grain(case))


def _moved(edge: int, beyond: NDArray[np.int64], number: int) -> int:
    """The position of the edge when `number` of the failing requests beyond it belong to it."""
    return int(beyond[number - 1]) if number else edge


def _beyond(
    population: Population,
    rows: dict[str, NDArray[Any]],
    failing: NDArray[np.int64],
    away: NDArray[np.float64],
    until: NDArray[np.float64],
    length: float,
) -> Reach:
    """How many of the `failing` requests beyond an edge, nearest first, belong to the stretch.

    `away` and `until` are seconds beyond the edge, for all rows.
    """
    side = min(length, max(float(away.max(initial=0.0)), 0.0))
    near = int((rows["hit"] & (away > 0) & (away <= side)).sum())
    if not len(failing) or not near:
        return Reach()
    total, seen = population.elsewhere
    kept_out = population.beside * length
    often = (total + 1) * side / near + min(side, kept_out)
    raised = rows["raised"]
    usual_one = float(np.median(raised[rows["bad"] & rows["hit"]]))
    fit = rows["fit"][failing] + np.log(np.minimum(raised[failing] / usual_one, 1.0))
    if seen:  # a kind that fails more often than the others anyway
        own = rows["usual"][failing] / max(population.background, 1e-9)
        fit = fit - np.log(np.maximum(own, 1.0))
    return reach(away[failing], until[failing], fit, length, seen, often, kept_out)


def _ended(
    case: Case,
    series: Series,
    population: Population,
    span: Bounds,
    rough: Bounds,
    began: tuple[float, Bounds] | None,
) -> tuple[float, Bounds, tuple[str, ...]] | None:
    rows = _rows(case, series, population, span)
    bad, arrival = rows["bad"], rows["arrival"]
    coarse = len(bad) - int(np.searchsorted(arrival, rough[1]))
    edge = onset(bad[::-1], rows["usual"][::-1], rows["raised"][::-1], coarse, rows["fit"][::-1])
    if began is None or edge is None:
        return None
    first, earliest, until = (len(bad) - 1 - i for i in (edge.first, edge.earliest, edge.latest))
    completion, hit = rows["completion"], bad & rows["hit"]
    core = float(completion[: first + 1][hit[: first + 1]].max(initial=arrival[first]))
    after = first + 1 + np.flatnonzero(hit[first + 1 :])
    length = rough[1] - rough[0]
    beyond = _beyond(population, rows, after, arrival - core, completion - core, length)
    last = float(arrival[_moved(first, after, beyond.likely)])
    latest = float(arrival[max(earliest, _moved(first, after, beyond.most))])
    sure = float(arrival[_moved(until, after, beyond.least) if beyond.likely else until])
    joined = {route for route in rows["route"][after[: beyond.likely]].tolist() if route}
    fill = {"bad": series.bad, "population": population.with_routes(joined)}
    times = {"began": moment(began[0]), "latest": moment(last), "sure": moment(sure)}
    sql = LAST.format(strange=_strange(rows, population, last), **times, **fill)
    found = case.ask(sql)[0]
    if found["ended"] is None:
        return None
    ended = epoch(found["ended"])
    low = min(ended, epoch(found["sure"])) if found["sure"] else ended
    beyond = rows["completion"][bad & rows["hit"] & (arrival <= latest)].max(initial=ended)
    served = case.ask(GOOD.format(ended=moment(max(ended, float(beyond))), **fill))[0]["served"]
    high = epoch(served) if served else max(ended, float(beyond))
    return ended, (low, high + _grain(case)), (sql,)


def _strange(rows: dict[str, NDArray[Any]], population: Population, last: float) -> str:
    """What leaves out, in SQL, bad requests of a status that comes as often without the outage.

    One that happens to arrive near the end and to take long must not stretch it. The edge itself
    always looks right.
    """
    at_edge = rows["sign"][rows["arrival"] == last].tolist()
    signs = sorted(population.usual_signs.difference(at_edge))
    listed = ", ".join(map(str, signs))
    return f" AND (CASE WHEN failed THEN status ELSE 0 END) NOT IN ({listed})" if signs else ""


def _grain(case: Case) -> float:
    """What whole-second stamps add to the doubt about an edge."""
    return case.store.resolution if case.store.resolution >= 0.1 else 0.0
