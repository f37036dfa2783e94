"""Which requests a stretch is about: the routes and backends whose share is above their own usual.

Background errors elsewhere must not move an edge. So every kind of request (its route, and the
backend that answered) gets two shares of bad ones: outside of all stretches, and in this one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mortem.facts.edges import HIT
from mortem.facts.question import Case
from mortem.facts.scan import likelihood_gain
from mortem.facts.series import BACKEND, Bounds, Series, literal, moment

PRIOR = 20  # requests' worth of the overall background in each route's own
UNSEEN = 2  # requests' worth of the whole stretch in a route that few asked for in it
NARROW = 5  # requests' worth of its route's shares in those of a route on one backend
EVIDENT = 2.0  # log-likelihood ratio from which a route counts as hit, were it alone
KEPT = 0.9  # a narrower population keeps this share of the bad requests beyond chance
ENOUGH = 300  # requests that are enough for a background
BESIDE = (1.0, 0.5, 0.2)  # of a stretch's length, kept out of the background on either side
COMMON = 50  # a route with fewer requests than this in all is judged with the other rare ones
MOST = 300  # so many common routes are judged one by one
RARE = "(rare routes)"
TELLING = 3.0  # how much a status may say for or against a bad request (log-likelihood ratio)

PARTS = """
SELECT route, {backend} AS backend, {part} AS part, count(*) AS total,
       CASE WHEN {bad} THEN CASE WHEN failed THEN status ELSE 0 END END AS sign
FROM request WHERE left_out IS NULL GROUP BY 1, 2, 3, 5"""

Kind = tuple[str, str]  # route, backend
Counts = dict[Any, NDArray[np.float64]]  # requests and bad ones inside, then outside


@dataclass(frozen=True, slots=True)
class Population:
    """The requests a bump is about.

    `condition` selects them in SQL, `routes` are the routes hit, `background` is their pooled
    share of bad requests outside, `shares` those of each kind: outside, and inside. `signs` tell
    how well a bad request's status (0: too slow) fits the stretch: the logarithm of its share of
    the bad requests inside to that outside. `usual_signs` are those no more frequent inside than
    outside. `elsewhere` counts the requests and the bad ones of
    the kinds hit, outside of all stretches and of the time beside them, which is `beside` times
    their length on either side.
    """

    condition: str = "TRUE"
    routes: tuple[str, ...] = ()
    background: float = 0.0
    common: frozenset[str] = frozenset()
    shares: dict[Kind, tuple[float, float]] = field(default_factory=dict)
    usual_signs: frozenset[int] = frozenset()
    signs: dict[int, float] = field(default_factory=dict)
    elsewhere: tuple[int, int] = (0, 0)
    beside: float = 0.0

    def of(
        self, routes: NDArray[Any], backends: NDArray[Any]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The shares of each request's kind: outside and inside of the stretch."""
        unknown = self.background, self.background
        pairs = [
            self.shares.get((self.name(route), backend or ""), unknown)
            for route, backend in zip(routes.tolist(), backends.tolist(), strict=True)
        ]
        both = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def fit(self, signs: NDArray[np.int64]) -> NDArray[np.float64]:
        """How well each bad request's status fits the stretch."""
        return np.array([self.signs.get(sign, 0.0) for sign in signs.tolist()], dtype=np.float64)

    def with_routes(self, more: Collection[str]) -> str:
        """The condition in SQL, with the routes of stragglers."""
        if self.condition == "TRUE" or not more:
            return self.condition
        return f"({self.condition} OR route IN ({', '.join(map(literal, sorted(more)))}))"

    def name(self, route: str | None) -> str:
        """The route under which a request is counted."""
        return route if route in self.common and route is not None else RARE


def population(case: Case, series: Series, rough: Bounds, failing: Sequence[Bounds]) -> Population:
    """The requests that the stretch `rough` hits; `failing` are all stretches (epoch seconds)."""
    kept_out, beside = _kept_out(series, failing)
    rows = _rows(case, series, rough, kept_out)
    common = _common(rows)
    routes, kinds = _summed(rows, common)
    overall = _share(sum(c[3] for c in routes.values()), sum(c[2] for c in routes.values()))
    outside = {r: (c[3] + 0.5 + PRIOR * overall) / (c[2] + PRIOR + 1) for r, c in routes.items()}
    gains = {r: likelihood_gain(c[1], c[0], min(outside[r], 0.9)) for r, c in routes.items()}
    least = EVIDENT + log(max(sum(1 for gain in gains.values() if gain > 0), 1))
    hit = sorted((r for r, gain in gains.items() if gain > least), key=lambda r: (-gains[r], r))
    condition = "TRUE"
    if _separates(routes, hit, overall):
        condition = _condition(hit, common)
        outer = [routes[r] for r in hit]
    else:
        outer = list(routes.values())
    background = _share(sum(c[3] for c in outer), sum(c[2] for c in outer))
    named = tuple(route for route in hit if route != RARE)
    inside = _share(sum(c[1] for c in routes.values()), sum(c[0] for c in routes.values()))
    shares = {
        kind: _shares(c, routes[kind[0]], outside[kind[0]], inside) for kind, c in kinds.items()
    }
    elsewhere = _elsewhere(kinds, shares)
    return Population(
        condition=condition,
        routes=named,
        background=background,
        common=common,
        shares=shares,
        usual_signs=_usual_signs(rows),
        signs=_signs(rows),
        elsewhere=elsewhere,
        beside=beside,
    )


def _elsewhere(kinds: Counts, shares: dict[Kind, tuple[float, float]]) -> tuple[int, int]:
    """Requests and bad ones outside, of the kinds that are hit."""
    hit = [kinds[kind] for kind, (usual, raised) in shares.items() if raised >= HIT * usual]
    return int(sum(c[2] for c in hit)), int(sum(c[3] for c in hit))


def _shares(
    kind: NDArray[np.float64], route: NDArray[np.float64], outside: float, inside: float
) -> tuple[float, float]:
    """A kind's shares outside and inside, leaning on those of its route, and of all routes."""
    usual = (kind[3] + PRIOR * outside) / (kind[2] + PRIOR)
    whole = (route[1] + UNSEEN * inside) / (route[0] + UNSEEN)
    raised = (kind[1] + NARROW * whole) / (kind[0] + NARROW)
    return min(float(usual), 0.9), max(float(raised), float(usual))


def _rows(
    case: Case, series: Series, rough: Bounds, kept_out: Sequence[Bounds]
) -> list[dict[str, Any]]:
    """Per route, backend and part of the time: requests and bad ones."""
    inside = f"arrival >= {moment(rough[0])} AND arrival < {moment(rough[1])}"
    others = " OR ".join(
        f"(arrival >= {moment(began)} AND arrival < {moment(ended)})" for began, ended in kept_out
    )
    part = f"CASE WHEN {inside} THEN 'in' WHEN {others} THEN 'other' ELSE 'out' END"
    return case.ask(PARTS.format(backend=BACKEND, part=part, bad=series.bad))


def _kept_out(series: Series, failing: Sequence[Bounds]) -> tuple[list[Bounds], float]:
    """The stretches and, where enough is left, time beside each: what is there may belong to it.

    Also how many times its length that time is.
    """
    start = series.whole.start / 1e6
    for share in BESIDE:
        wide = [
            (began - share * (ended - began), ended + share * (ended - began))
            for began, ended in failing
        ]
        outside = np.ones(len(start), dtype=bool)
        for began, ended in wide:
            outside &= (start < began) | (start >= ended)
        if series.whole.total[outside].sum() >= ENOUGH:
            return wide, share
    return list(failing), 0.0


def _common(rows: Sequence[dict[str, Any]]) -> frozenset[str]:
    """The routes with enough requests to be judged by themselves.

    A route seen once or twice is hit or not by chance alone: choosing it by what became of its few
    requests would leave only the failed ones.
    """
    totals: dict[str, int] = {}
    for row in rows:
        if row["route"] is not None:
            totals[row["route"]] = totals.get(row["route"], 0) + row["total"]
    often = sorted((r for r, n in totals.items() if n >= COMMON), key=lambda r: (-totals[r], r))
    return frozenset(often[:MOST])


def _summed(rows: Sequence[dict[str, Any]], common: frozenset[str]) -> tuple[Counts, Counts]:
    routes: Counts = {}
    kinds: Counts = {}
    for row in rows:
        route = row["route"] if row["route"] in common else RARE
        place = {"in": slice(0, 2), "out": slice(2, 4)}.get(row["part"])
        if place is None:
            continue
        bad = row["total"] if row["sign"] is not None else 0
        for counts, key in ((routes, route), (kinds, (route, row["backend"] or ""))):
            counts.setdefault(key, np.zeros(4))[place] += (row["total"], bad)
    return routes, kinds


def _signs(rows: Sequence[dict[str, Any]]) -> dict[int, float]:
    counts: dict[str, dict[int, int]] = {"in": {}, "out": {}}
    for row in rows:
        if row["sign"] is not None and row["part"] in counts:
            mine = counts[row["part"]]
            mine[row["sign"]] = mine.get(row["sign"], 0) + row["total"]
    every = {sign for mine in counts.values() for sign in mine}
    totals = {part: sum(mine.values()) + len(every) for part, mine in counts.items()}
    return {
        sign: max(
            -TELLING,
            min(
                TELLING,
                log((counts["in"].get(sign, 0) + 1) / totals["in"])
                - log((counts["out"].get(sign, 0) + 1) / totals["out"]),
            ),
        )
        for sign in every
    }


def _usual_signs(rows: Sequence[dict[str, Any]]) -> frozenset[int]:
    """The statuses of bad requests that come no more often inside than outside, where known."""
    inside, outside = dict[int, int](), dict[int, int]()
    totals = {"in": 0, "out": 0}
    for row in rows:
        if row["part"] in totals:
            totals[row["part"]] += row["total"]
            if row["sign"] is not None:
                mine = inside if row["part"] == "in" else outside
                mine[row["sign"]] = mine.get(row["sign"], 0) + row["total"]
    if totals["out"] < ENOUGH:
        return frozenset()
    return frozenset(
        sign
        for sign, number in inside.items()
        if likelihood_gain(number, totals["in"], _share(outside.get(sign, 0), totals["out"]))
        < EVIDENT
    )


def _separates(routes: Counts, hit: Sequence[str], overall: float) -> bool:
    """Whether the routes hit have nearly all bad requests beyond chance, and others have none."""
    beyond = {r: max(0.0, c[1] - overall * c[0]) for r, c in routes.items()}
    kept = sum(beyond[route] for route in hit)
    spared = sum(c[0] for route, c in routes.items() if route not in hit)
    return bool(hit) and kept >= KEPT * sum(beyond.values()) and spared > 0


def _condition(hit: Sequence[str], common: frozenset[str]) -> str:
    if RARE in hit:
        others = ", ".join(literal(each) for each in sorted(common) if each not in hit)
        return f"coalesce(route NOT IN ({others}), TRUE)" if others else "TRUE"
    return f"route IN ({', '.join(map(literal, hit))})"


def _share(bad: float, total: float) -> float:
    return min(float((bad + 0.5) / (total + 1)), 0.9)
