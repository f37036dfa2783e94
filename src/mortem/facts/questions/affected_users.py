"""Question: how many of the users were hit."""

from typing import Any, ClassVar

from mortem.facts.fact import Fact
from mortem.facts.impact import NO_REQUESTS, Impact, impact, proof
from mortem.facts.question import Case, Question
from mortem.facts.wording import count, percent

USERS = """
SELECT count(*) AS active,
       count(*) FILTER (WHERE bad > 0) AS affected,
       count(*) FILTER (WHERE failed > 0) AS met_errors,
       count(*) FILTER (WHERE weak > 0) AS weak
FROM (SELECT who, count(*) FILTER (WHERE {bad}) AS bad, count(*) FILTER (WHERE failed) AS failed,
             count(*) FILTER (WHERE weak) AS weak
      FROM request WHERE left_out IS NULL AND {overlaps} GROUP BY who) AS per_user"""

WEAKER = """
SELECT count(DISTINCT client) AS addresses,
       count(DISTINCT client) FILTER (WHERE {bad}) AS addresses_affected,
       count(*) AS requests, count(*) FILTER (WHERE {bad}) AS requests_bad
FROM request WHERE left_out IS NULL AND {overlaps}"""

LEFT_OUT = """
SELECT count(*) FILTER (WHERE left_out = 'bot') AS bots,
       count(*) FILTER (WHERE left_out = 'probe') AS probes,
       count(*) FILTER (WHERE left_out = 'scanner') AS scanners
FROM request WHERE {arrived}"""


class AffectedUsers(Question):
    """Users with a failed or too slow request in the window, of all users active in it.

    Active are the distinct users with a person's request that overlaps the window; `met_errors`
    counts those with a failed one. `left_out` counts the requests of bots, probes and scanners
    that arrived in the window. Where users are told apart only by address and agent, the bounds
    span one user per address and one user per request. Where requests went unanswered, anyone
    may have been hit, and the upper bound is 100; where nothing but silence was logged, there is
    no percentage, only its lower bound (from as many users as came in as long a time before).
    """

    needs: ClassVar[tuple[str, ...]] = ("outage-window",)
    blind_spots: ClassVar[str] = (
        "Users whose every request went unlogged are not counted; people behind one address with"
        " the same agent count as one where no user id is logged."
    )

    def answer(self, case: Case) -> Fact:
        here = impact(case)
        if here.found.series is None:
            return self.unknown(NO_REQUESTS)
        sql = USERS.format(bad=here.bad, overlaps=here.overlaps)
        users = case.ask(sql)[0]
        left_out = case.ask(LEFT_OUT.format(arrived=here.arrived))[0]
        share, low, high = _shares(case, here, users)
        values: dict[str, Any] = {
            "affected": users["affected"],
            "met_errors": users["met_errors"],
            "active": users["active"],
            "percent": share,
            "percent_low": low,
            "percent_high": high,
            "identity": case.store.identity,
            "left_out": left_out,
        }
        return Fact(
            self.name,
            values,
            _sentence(values),
            proof(case, sql, f"{here.bad} AND {here.overlaps}"),
            self.blind_spots,
        )


def _shares(
    case: Case, here: Impact, users: dict[str, Any]
) -> tuple[float | None, float | None, float | None]:
    """The percentage and its bounds (0-100)."""
    active, affected = users["active"], users["affected"]
    unanswered = here.found.chosen.unanswered
    silent = all(bump.kind == "missing" for bump in here.found.chosen.bumps)
    if silent or not active:
        sure = _surely(unanswered)
        low = 100 * (affected + sure) / (active + sure) if sure else None
        return None, _rounded(low), 100.0 if unanswered else None
    share = 100 * affected / active
    low, high = share, share
    if users["weak"]:
        weaker = case.ask(WEAKER.format(bad=here.bad, overlaps=here.overlaps))[0]
        others = (
            100 * weaker["addresses_affected"] / max(weaker["addresses"], 1),
            100 * weaker["requests_bad"] / max(weaker["requests"], 1),
        )
        low, high = min(share, *others), max(share, *others)
    if unanswered:
        high = 100.0  # anyone may have had a request that was never answered nor logged
    return _rounded(share), _rounded(low), _rounded(high)


def _surely(expected: int) -> int:
    """The lower end of a one-sided 99 % interval around an expected count."""
    from scipy.special import gammaincinv

    return int(gammaincinv(expected, 0.01)) if expected else 0


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _sentence(values: dict[str, Any]) -> str:
    affected, active, share = values["affected"], values["active"], values["percent"]
    low, high = values["percent_low"], values["percent_high"]
    if share is None:
        bound = f"; at least {percent(low)} of those who came were hit" if low is not None else ""
        return (
            f"Nearly nothing was logged in the outage ({count(active, 'active user')}), so that"
            f" the share of users hit is unknown{bound}."
        )
    text = (
        f"{affected:,} of {count(active, 'active user')} ({percent(share)}) met a failed or too"
        f" slow request, {values['met_errors']:,} of them an error"
    )
    if low != high:
        text += f"; between {percent(low)} and {percent(high)}, as far as the log tells"
    return text + "."
