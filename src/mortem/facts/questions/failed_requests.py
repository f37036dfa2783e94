"""Question: how many requests failed."""

from typing import Any, ClassVar

from mortem.facts.fact import Fact
from mortem.facts.impact import NO_REQUESTS, impact, proof
from mortem.facts.question import Case, Question
from mortem.facts.wording import count, percent

REQUESTS = """
SELECT status, failed, {too_slow} AS too_slow, count(*) AS requests
FROM request WHERE left_out IS NULL AND {arrived}
GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1"""


class FailedRequests(Question):
    """People's requests that arrived in the window, on all routes: those that failed or were slow.

    `by_status` counts the failed ones by status, `too_slow` those that were answered without an
    error but took `slow_after` or longer; together they are `failed`.
    """

    needs: ClassVar[tuple[str, ...]] = ("outage-window",)
    blind_spots: ClassVar[str] = (
        "Requests that were never logged (refused connections, a dead front end) are not counted;"
        " errors of the background that fall into the window are."
    )

    def answer(self, case: Case) -> Fact:
        here = impact(case)
        if here.found.series is None:
            return self.unknown(NO_REQUESTS)
        sql = REQUESTS.format(too_slow=here.too_slow, arrived=here.arrived)
        rows = case.ask(sql)
        total = sum(row["requests"] for row in rows)
        if not total:
            return self.unknown("no request of a person was logged in the outage")
        by_status: dict[str, int] = {}
        for row in rows:
            if row["failed"]:
                status = str(row["status"])
                by_status[status] = by_status.get(status, 0) + row["requests"]
        too_slow = sum(row["requests"] for row in rows if row["too_slow"] and not row["failed"])
        failed = sum(by_status.values()) + too_slow
        values: dict[str, Any] = {
            "failed": failed,
            "by_status": by_status,
            "too_slow": too_slow,
            "total": total,
            "percent": round(100 * failed / total, 4),
        }
        return Fact(
            self.name,
            values,
            _sentence(values),
            proof(case, sql, f"{here.bad} AND {here.arrived}"),
            self.blind_spots,
        )


def _sentence(values: dict[str, Any]) -> str:
    kinds = [f"{number:,} with status {status}" for status, number in values["by_status"].items()]
    if values["too_slow"]:
        kinds.append(f"{values['too_slow']:,} too slow")
    detail = f": {', '.join(kinds)}" if kinds else ""
    return (
        f"{values['failed']:,} of {count(values['total'], 'request')}"
        f" ({percent(values['percent'])}) failed or were too slow{detail}."
    )
