"""Question: which routes were broken."""

from typing import Any, ClassVar

from mortem.facts.fact import Fact
from mortem.facts.impact import NO_REQUESTS, impact, proof
from mortem.facts.question import Case, Question
from mortem.facts.scan import likelihood_gain
from mortem.facts.series import literal
from mortem.facts.wording import percent

ROUTES = """
SELECT route, count(*) FILTER (WHERE {arrived}) AS total,
       count(*) FILTER (WHERE {arrived} AND {bad}) AS failed,
       count(*) FILTER (WHERE NOT ({arrived})) AS total_outside,
       count(*) FILTER (WHERE NOT ({arrived}) AND {bad}) AS failed_outside
FROM request WHERE left_out IS NULL
GROUP BY 1 HAVING count(*) FILTER (WHERE {arrived} AND {bad}) > 0
ORDER BY 3 DESC, 1"""

P95 = """
SELECT route, inside, min(seconds) AS p95
FROM (SELECT route, inside, seconds,
             sum(requests) OVER (PARTITION BY route, inside ORDER BY seconds) AS running,
             sum(requests) OVER (PARTITION BY route, inside) AS total
      FROM (SELECT route, {arrived} AS inside, seconds, count(*) AS requests
            FROM request
            WHERE left_out IS NULL AND seconds IS NOT NULL AND route IN ({routes})
            GROUP BY 1, 2, 3) AS histogram) AS summed
WHERE running >= 0.95 * total GROUP BY 1, 2"""

EVIDENT = 2.0  # log-likelihood ratio from which a route's share is above its own usual
MOST = 30


class BrokenRoutes(Question):
    """Routes whose share of failed or too slow requests in the window is above their usual one.

    Counted over people's requests that arrived in the window; `p95_before` is the route's usual
    95th percentile of the duration, outside the window, `p95_during` the one in it (nearest rank,
    seconds). A route counts as broken where the likelihood ratio of its share in the window
    against its own background is above e squared. Worst first: by failed requests.
    """

    needs: ClassVar[tuple[str, ...]] = ("outage-window",)
    blind_spots: ClassVar[str] = (
        "A route that nobody could reach has no line; durations are null where the log has none."
    )

    def answer(self, case: Case) -> Fact:
        here = impact(case)
        if here.found.series is None:
            return self.unknown(NO_REQUESTS)
        sql = ROUTES.format(arrived=here.arrived, bad=here.bad)
        rows = [row for row in case.ask(sql) if row["route"] is not None]
        broken = [row for row in rows if _evident(row)][:MOST]
        if not broken:
            return self.unknown("no route has a failed request beyond its usual share")
        names = ", ".join(literal(row["route"]) for row in broken)
        p95_sql = P95.format(arrived=here.arrived, routes=names)
        p95 = {(row["route"], row["inside"]): row["p95"] for row in case.ask(p95_sql)}
        values = [
            {
                "route": row["route"],
                "failed": row["failed"],
                "total": row["total"],
                "percent": round(100 * row["failed"] / row["total"], 4),
                "p95_before": p95.get((row["route"], False)),
                "p95_during": p95.get((row["route"], True)),
            }
            for row in broken
        ]
        condition = f"{here.bad} AND {here.arrived} AND route IN ({names})"
        shown = proof(case, f"{sql.strip()};\n{p95_sql.strip()}", condition)
        return Fact(self.name, values, _sentence(values), shown, self.blind_spots)


def _evident(row: dict[str, Any]) -> bool:
    usual = (row["failed_outside"] + 0.5) / (row["total_outside"] + 20)
    return likelihood_gain(row["failed"], row["total"], min(usual, 0.99)) > EVIDENT


def _sentence(values: list[dict[str, Any]]) -> str:
    worst = values[0]
    text = (
        f"The worst route was {worst['route']}: {worst['failed']:,} of {worst['total']:,} requests"
        f" ({percent(worst['percent'])}) failed or were too slow"
    )
    if worst["p95_before"] is not None and worst["p95_during"] is not None:
        text += (
            f", and its 95th percentile went from {worst['p95_before']:.3g} s"
            f" to {worst['p95_during']:.3g} s"
        )
    if len(values) > 1:
        others = ", ".join(f"{row['route']} ({percent(row['percent'])})" for row in values[1:4])
        more = len(values) - 4
        text += f"; also {others}" + (f" and {more} more" if more > 0 else "")
    return text + "."
