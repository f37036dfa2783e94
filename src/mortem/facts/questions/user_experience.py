"""Question: what did users see."""

from http import HTTPStatus
from typing import Any, ClassVar

from mortem.facts.fact import Fact
from mortem.facts.impact import NO_REQUESTS, impact, proof
from mortem.facts.question import Case, Question
from mortem.facts.wording import count
from mortem.timespan import in_words

SEEN = """
SELECT CASE WHEN status IN (499, 408) THEN 'gave up' WHEN failed THEN CAST(status AS VARCHAR)
            ELSE 'slow' END AS what,
       count(*) AS requests, count(DISTINCT who) AS users
FROM request WHERE left_out IS NULL AND {arrived} AND {bad}
GROUP BY 1 ORDER BY 2 DESC, 1"""

MEDIAN = """
SELECT slow, min(seconds) AS median
FROM (SELECT slow, seconds, sum(requests) OVER (PARTITION BY slow ORDER BY seconds) AS running,
             sum(requests) OVER (PARTITION BY slow) AS total
      FROM (SELECT {arrived} AS slow, seconds, count(*) AS requests FROM request
            WHERE left_out IS NULL AND seconds IS NOT NULL
              AND (({arrived} AND NOT failed AND {too_slow})
                   OR (NOT ({arrived}) AND NOT failed AND route IN (
                       SELECT route FROM request
                       WHERE left_out IS NULL AND {arrived} AND NOT failed AND {too_slow})))
            GROUP BY 1, 2) AS histogram) AS summed
WHERE running >= 0.5 * total GROUP BY 1"""

NGINX = {
    520: "Unknown Error",
    521: "Web Server Is Down",
    522: "Connection Timed Out",
    523: "Origin Is Unreachable",
    524: "A Timeout Occurred",
}


class UserExperience(Question):
    """What people met in the window: error pages, waits, silence; with requests and users each.

    Counted over people's requests that arrived in the window. `gave up` are those the client
    ended (499, 408). Of slow ones the median duration stands against the usual median of the same
    routes outside of the window. `unreachable` stands where traffic stopped: how many requests and
    users that cost was not logged, so both are null.
    """

    needs: ClassVar[tuple[str, ...]] = ("outage-window",)
    blind_spots: ClassVar[str] = (
        "Pages that came with status 200 and the wrong content look well; what a browser showed in"
        " place of a missing answer is not logged."
    )

    def answer(self, case: Case) -> Fact:
        here = impact(case)
        if here.found.series is None:
            return self.unknown(NO_REQUESTS)
        sql = SEEN.format(arrived=here.arrived, bad=here.bad)
        fill = {"arrived": here.arrived, "too_slow": here.too_slow}
        values = []
        for row in case.ask(sql):
            what = row["what"]
            if what == "slow":
                medians = {r["slow"]: r["median"] for r in case.ask(MEDIAN.format(**fill))}
                what = _slow(medians.get(True), medians.get(False))
            elif what.isdigit():
                what = _status(int(what))
            values.append({"what": what, "requests": row["requests"], "users": row["users"]})
        if any(bump.kind == "missing" for bump in here.found.chosen.bumps):
            values.append({"what": "unreachable", "requests": None, "users": None})
        if not values:
            return self.unknown("no failed or slow request of a person was logged in the outage")
        shown = proof(case, sql, f"{here.bad} AND {here.arrived}")
        return Fact(self.name, values, _sentence(values), shown, self.blind_spots)


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} {NGINX.get(status, 'error')}"


def _slow(during: float | None, usual: float | None) -> str:
    if during is None:
        return "slow"
    return f"slow: {in_words(during)}" + (f" against {_brief(usual)}" if usual is not None else "")


def _brief(seconds: float) -> str:
    return f"{seconds:.1g} s" if seconds < 1 else in_words(seconds)


def _sentence(values: list[dict[str, Any]]) -> str:
    parts = []
    for row in values:
        if row["requests"] is None:
            parts.append("no answer at all, while nothing was logged")
        else:
            users = count(row["users"], "user")
            parts.append(f"“{row['what']}” ({count(row['requests'], 'request')}, {users})")
    return f"People met {', '.join(parts)}."
