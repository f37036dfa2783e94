"""The counts everything else is decided on: requests and bad ones per bucket, route and backend.

One request is *bad* when it failed or was too slow. Too slow needs to know which routes are slow
anyway; their names stand in the SQL itself, so that each statement can be run again as it is.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from mortem.facts.question import Case
from mortem.facts.scan import Stream
from mortem.facts.silence import Arrivals

BUCKETS = 20_000  # at most so many buckets cover the evidence
ROUTE_BUCKETS = 5_000  # the same for each route and backend
STREAMS = 10  # routes and backends looked at one by one: those with the most bad requests
USUAL = 0.05  # a route is slow anyway where more than this share takes `slow_after` or longer
BACKEND = "trim(split_part(upstream, ',', -1))"

Bounds = tuple[float, float]  # epoch seconds

SERIES = """
SELECT CAST(floor(epoch(arrival) / {step}) AS BIGINT) * {step} AS bucket,
       count(*) FILTER (WHERE left_out IS NULL) AS total,
       count(*) FILTER (WHERE left_out IS NULL AND {bad}) AS bad,
       min(arrival) FILTER (WHERE left_out IS NULL) AS first_arrival,
       max(arrival) FILTER (WHERE left_out IS NULL) AS last_arrival,
       count(*) AS all_total, min(arrival) AS all_first, max(arrival) AS all_last
FROM request GROUP BY 1 ORDER BY 1"""

STREAM = """
SELECT CAST(floor(epoch(arrival) / {step}) AS BIGINT) * {step} AS bucket, {name} AS name,
       count(*) AS total, count(*) FILTER (WHERE {bad}) AS bad
FROM request WHERE left_out IS NULL AND {name} IN ({names}) GROUP BY 1, 2 ORDER BY 2, 1"""

WORST = """
SELECT {name} AS name, count(*) FILTER (WHERE {bad}) AS bad, count(*) AS total
FROM request WHERE left_out IS NULL AND {name} IS NOT NULL
GROUP BY 1 HAVING count(*) FILTER (WHERE {bad}) >= 3 ORDER BY 2 DESC, 1 LIMIT {limit}"""

SLOW = """
SELECT route, CAST(floor(epoch(arrival) / {step}) AS BIGINT) AS part,
       count(*) AS total, count(*) FILTER (WHERE seconds >= {slow_after}) AS slow
FROM request WHERE left_out IS NULL AND route IN (
    SELECT route FROM request WHERE left_out IS NULL AND seconds >= {slow_after} GROUP BY 1)
GROUP BY 1, 2 ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Series:
    """Counts per bucket of `step` seconds, over all evidence.

    `bad` is the SQL condition of a bad request, `slow_anyway` the routes on which slowness is
    usual, `sql` the statements that made the series.
    """

    step: int
    bad: str
    slow_anyway: tuple[str, ...]
    whole: Stream
    arrivals: Arrivals
    everything: Arrivals  # with the requests of bots and probes
    streams: tuple[Stream, ...]
    sql: tuple[str, ...] = field(default=())

    @property
    def covered(self) -> float:
        """Seconds from the first to the last person's request."""
        return float(self.arrivals.last[-1] - self.arrivals.first[0])


def moment(seconds: float) -> str:
    """An epoch time as an SQL literal (UTC)."""
    at = datetime.fromtimestamp(round(seconds * 1e6) / 1e6, UTC).replace(tzinfo=None)
    return f"TIMESTAMP '{at.isoformat(sep=' ')}'"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def bad_condition(slow_after: float, slow_anyway: tuple[str, ...]) -> str:
    """The SQL condition of a request that failed or was too slow."""
    slow = too_slow_condition(slow_after, slow_anyway)
    return f"(failed OR {slow})"


def too_slow_condition(slow_after: float, slow_anyway: tuple[str, ...]) -> str:
    """The SQL condition of a request that was too slow."""
    if not slow_anyway:
        return f"coalesce(seconds >= {slow_after:g}, FALSE)"
    names = ", ".join(map(literal, slow_anyway))
    return f"coalesce(seconds >= {slow_after:g} AND route NOT IN ({names}), FALSE)"


def usually_slow(case: Case, step: float) -> tuple[str, ...]:
    """Routes that take `slow_after` or longer in more than 5 % of the requests of most parts.

    A first guess, before a window is known: the evidence is cut into parts of `step` seconds, and
    a route is slow anyway where that holds in its median part.
    """
    rows = case.ask(SLOW.format(step=f"{step:g}", slow_after=f"{case.inquiry.slow_after:g}"))
    shares: dict[str, list[float]] = {}
    for row in rows:
        shares.setdefault(row["route"], []).append(row["slow"] / row["total"])
    return tuple(route for route, part in shares.items() if float(np.median(part)) > USUAL)


def load(case: Case, slow_anyway: tuple[str, ...] | None = None) -> Series | None:
    """Make the series from the evidence; None where it has no person's request."""
    whole = case.ask(
        "SELECT min(arrival) AS began, max(arrival) AS ended, count(*) AS total"
        " FROM request WHERE left_out IS NULL"
    )[0]
    if not whole["total"]:
        return None
    covered = (whole["ended"] - whole["began"]).total_seconds()
    step = max(1, -(-int(covered) // BUCKETS))
    if slow_anyway is None:
        slow_anyway = usually_slow(case, max(covered / 24, 1.0))
    bad = bad_condition(case.inquiry.slow_after, slow_anyway)
    sql = SERIES.format(step=step, bad=bad)
    columns = case.store.arrays(sql)
    people = columns["total"] > 0
    start, total, wrong = (
        columns[name][people].astype(np.int64) for name in ("bucket", "total", "bad")
    )
    arrivals, everything = (
        Arrivals(
            columns[f"{name}first{tail}"][which].astype(np.int64) / 1e6,
            columns[f"{name}last{tail}"][which].astype(np.int64) / 1e6,
            columns[f"{name}total"][which].astype(np.int64),
            case.store.resolution,
        )
        for name, tail, which in (("", "_arrival", people), ("all_", "", slice(None)))
    )
    wide = step * max(1, -(-int(covered) // (step * ROUTE_BUCKETS)))
    streams, more = _streams(case, wide, bad)
    stream = Stream("all requests", start * 1_000_000, total, wrong, step)
    return Series(step, bad, slow_anyway, stream, arrivals, everything, streams, (sql, *more))


def _streams(case: Case, step: int, bad: str) -> tuple[tuple[Stream, ...], tuple[str, ...]]:
    """The routes and the backends with the most bad requests, where there are several."""
    streams, statements = list[Stream](), list[str]()
    for kind, name in (("route", "route"), ("backend", BACKEND)):
        worst = case.ask(WORST.format(name=name, bad=bad, limit=STREAMS))
        names = [row["name"] for row in worst]
        if not names:
            continue
        sql = STREAM.format(step=step, name=name, bad=bad, names=", ".join(map(literal, names)))
        statements.append(sql)
        columns = case.store.arrays(sql)
        for each in names:
            mine = columns["name"] == each
            start = columns["bucket"][mine].astype(np.int64) * 1_000_000
            total, wrong = (columns[c][mine].astype(np.int64) for c in ("total", "bad"))
            streams.append(Stream(f"{kind} {each}", start, total, wrong, step))
    return tuple(streams), tuple(statements)
