"""Which requests a stretch is about: the routes and backends whose share is above their own usual.

Background errors elsewhere must not move an edge, so the edges are looked for among the requests
of the routes (and, where it separates better, of the backends) that the stretch hits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mortem.facts.bump import Bounds, Population, moment
from mortem.facts.question import Case
from mortem.facts.scan import likelihood_gain
from mortem.facts.series import BACKEND, Series, literal

PRIOR = 20  # requests' worth of the overall background in each route's own
EVIDENT = 2.0  # log-likelihood ratio from which a route or backend counts as hit
KEPT = 0.9  # a narrower population keeps this share of the bad requests beyond chance
ONLY = 12  # more names than this are not listed one by one

PARTS = """
SELECT {name} AS name, {part} AS part, count(*) AS total, count(*) FILTER (WHERE {bad}) AS bad
FROM request WHERE left_out IS NULL AND {condition} GROUP BY 1, 2"""

Counts = Mapping[str | None, tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class _Hit:
    names: tuple[str | None, ...]
    kept: float
    background: float
    separates: bool


def population(case: Case, series: Series, rough: Bounds, failing: Sequence[Bounds]) -> Population:
    """The requests that the stretch `rough` hits; `failing` are all stretches (epoch seconds)."""
    routes = _hit(_counts(case, series, "route", "TRUE", rough, failing))
    if routes is None:
        return Population()
    condition = _condition("route", routes) if routes.separates else "TRUE"
    background = routes.background
    backends = _hit(_counts(case, series, BACKEND, condition, rough, failing))
    names: tuple[str, ...] = ()
    if backends is not None:
        background = backends.background
        if backends.separates and None not in backends.names:
            condition += " AND " + _condition(BACKEND, backends)
            names = tuple(name for name in backends.names if name is not None)
    hit = tuple(name for name in routes.names if name is not None)
    return Population(condition, hit, names, background)


def _condition(name: str, hit: _Hit) -> str:
    names = ", ".join(literal(each) for each in hit.names if each is not None)
    return f"{name} IN ({names})" if names else "TRUE"


def _counts(
    case: Case,
    series: Series,
    name: str,
    condition: str,
    rough: Bounds,
    failing: Sequence[Bounds],
) -> Counts:
    """Per name: requests and bad ones in the stretch, and outside of all stretches."""
    inside = f"arrival >= {moment(rough[0])} AND arrival < {moment(rough[1])}"
    others = " OR ".join(
        f"(arrival >= {moment(began)} AND arrival < {moment(ended)})" for began, ended in failing
    )
    part = f"CASE WHEN {inside} THEN 'in' WHEN {others} THEN 'other' ELSE 'out' END"
    sql = PARTS.format(name=name, part=part, bad=series.bad, condition=condition)
    found: dict[str | None, dict[str, tuple[int, int]]] = {}
    for row in case.ask(sql):
        found.setdefault(row["name"], {})[row["part"]] = row["total"], row["bad"]
    none = (0, 0)
    return {key: (*row.get("in", none), *row.get("out", none)) for key, row in found.items()}


def _hit(counts: Counts) -> _Hit | None:
    """The names hit, with their pooled background; None where none is."""
    overall = _share(sum(c[3] for c in counts.values()), sum(c[2] for c in counts.values()))
    gains: dict[str | None, float] = {}
    for name, (total, bad, total_out, bad_out) in counts.items():
        own = (bad_out + PRIOR * overall) / (total_out + PRIOR)
        gains[name] = likelihood_gain(bad, total, min(max(own, 1e-6), 0.99))
    hit = [name for name, gain in gains.items() if gain > EVIDENT]
    if not hit:
        return None
    beyond = {n: max(0.0, c[1] - overall * c[0]) for n, c in counts.items()}
    kept = sum(beyond[name] for name in hit) / max(sum(beyond.values()), 1e-9)
    spared = sum(c[0] for n, c in counts.items() if n not in hit)
    separates = kept >= KEPT and spared > 0
    chosen = hit if separates else list(counts)
    background = _share(sum(counts[n][3] for n in chosen), sum(counts[n][2] for n in chosen))
    names = sorted(hit, key=lambda n: (-gains[n], n or ""))
    return _Hit(tuple(names), kept, background, separates)


def _share(bad: int, total: int) -> float:
    return min((bad + 0.5) / (total + 1), 0.9)
