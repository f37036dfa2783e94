"""Which disturbance is the outage, and why the others, or none, are."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mortem.errors import MissingEvidence
from mortem.facts import record
from mortem.facts.bump import Bump
from mortem.facts.disturbances import Disturbance, disturbances
from mortem.facts.probe import unreachable
from mortem.facts.question import Case
from mortem.facts.series import USUAL, Series, bad_condition, load, moment
from mortem.timespan import Timespan, in_words

HIT = 0.01  # the share of active users that makes a disturbance an outage

OUTSIDE = """
SELECT route, count(*) AS total, count(*) FILTER (WHERE seconds >= {slow_after}) AS slow
FROM request WHERE left_out IS NULL AND (arrival < {began} OR arrival > {ended})
GROUP BY 1"""

SLOW_INSIDE = """
SELECT DISTINCT route FROM request WHERE left_out IS NULL AND seconds >= {slow_after}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the search came to.

    `outage` is None where there is none, and then `why` says so with the figures. `by_hand` where
    the window was given. `series` is None where there is no person's request in the evidence.
    """

    series: Series | None
    outage: Disturbance | None
    others: tuple[Disturbance, ...]
    why: str
    min_duration: float
    by_hand: bool = False

    @property
    def chosen(self) -> Disturbance:
        """The outage; raises MissingEvidence where there is none."""
        if self.outage is None:
            raise MissingEvidence(self.why)
        return self.outage

    @property
    def counted(self) -> Series:
        """The series; raises MissingEvidence where there is none."""
        if self.series is None:
            raise MissingEvidence(self.why)
        return self.series


def finding(case: Case) -> Finding:
    """Find the outage once for a case; later questions get the same answer."""
    known = case.scratch.get("finding")
    if not isinstance(known, Finding):
        given = case.inquiry.window
        known = _by_hand(case, given) if given else _searched(case)
        case.scratch["finding"] = known
    return known


def aware(seconds: float) -> datetime:
    """Epoch seconds as an aware time, exact to the microsecond."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(seconds * 1e6))


def min_duration(case: Case, covered: float) -> float:
    """The shortest disturbance that may be the outage, in seconds."""
    if case.inquiry.min_duration is not None:
        return case.inquiry.min_duration
    return max(3.0, min(120.0, 0.02 * covered))


def _searched(case: Case) -> Finding:
    series = load(case)
    if series is None:
        return _by_probes(case)
    span = case.store.covers
    covered = span.length.total_seconds() if span else series.covered
    shortest = min_duration(case, covered)
    for _ in range(3):
        found = disturbances(case, series, record.ties(case))
        outage = _worst(found, shortest)
        slow_anyway = _slow_anyway(case, outage)
        if set(slow_anyway) == set(series.slow_anyway):
            break
        series = load(case, slow_anyway) or series
    others = tuple(one for one in found if one is not outage)
    why = "" if outage else _why_not(case, series, others, shortest)
    return Finding(series, outage, others, why, shortest)


def _by_probes(case: Case) -> Finding:
    """Without any person's request: the longest time in which a probe found nothing."""
    span = case.store.covers
    shortest = min_duration(case, span.length.total_seconds() if span else 0.0)
    runs = sorted(unreachable(case, None, []), key=lambda run: -run.seconds)
    fit = [Disturbance((run,)) for run in runs if run.seconds >= shortest]
    if not fit:
        why = "the evidence has no request of a person, and no probe that failed"
        return Finding(None, None, (), why, shortest)
    return Finding(None, fit[0], tuple(fit[1:]), "", shortest)


def _worst(found: list[Disturbance], shortest: float) -> Disturbance | None:
    """The one that hurt most, of those that hit enough users for long enough."""
    fit = [one for one in found if one.share >= HIT and one.seconds >= shortest]
    return max(fit, key=lambda one: one.hurt, default=None)


def _slow_anyway(case: Case, outage: Disturbance | None) -> tuple[str, ...]:
    """Routes whose p95 outside the outage is `slow_after` or more.

    A route that has no request outside is judged by all routes together.
    """
    after = f"{case.inquiry.slow_after:g}"
    slow = [row["route"] for row in case.ask(SLOW_INSIDE.format(slow_after=after))]
    if not slow:
        return ()
    began, ended = (outage.began, outage.ended) if outage else (0.0, 0.0)
    rows = case.ask(OUTSIDE.format(slow_after=after, began=moment(began), ended=moment(ended)))
    outside = {row["route"]: row["slow"] / row["total"] for row in rows}
    total = sum(row["total"] for row in rows)
    overall = sum(row["slow"] for row in rows) / total if total else 0.0
    return tuple(sorted(r for r in slow if outside.get(r, overall) > USUAL))


def _why_not(case: Case, series: Series, found: tuple[Disturbance, ...], shortest: float) -> str:
    total, bad = int(series.whole.total.sum()), int(series.whole.bad.sum())
    share = f"{bad:,} of {total:,} people's requests ({_percent(bad, total)}) failed or crawled"
    if not found:
        return (
            f"no outage in the evidence: {share}, spread as chance gives, and traffic never stopped"
        )
    longest = max(found, key=lambda one: one.hurt)
    many = "one disturbance" if len(found) == 1 else f"{len(found)} disturbances"
    return (
        f"no outage in the evidence: {share}; {many} found, but none hit 1 % of the active users"
        f" for {in_words(shortest)} (the worst: {longest.affected:,} users,"
        f" {in_words(longest.seconds)})"
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2g} %" if whole else "0 %"


def _by_hand(case: Case, window: Timespan) -> Finding:
    series = load(case)
    began, ended = window.began.timestamp(), window.ended.timestamp()
    bump = Bump("failing", began, ended, (began, began), (ended, ended))
    one = Disturbance((bump,))
    if series is None:
        why = "the evidence has no request of a person"
        return Finding(None, one, (), why, 0.0, by_hand=True)
    slow_anyway = _slow_anyway(case, one)
    series = load(case, slow_anyway) or series
    found = disturbances(case, series, record.ties(case))
    others = tuple(o for o in found if o.ended < began or o.began > ended)
    return Finding(series, one, others, "", 0.0, by_hand=True)


def outage_span(found: Finding) -> Timespan | None:
    """The outage's window, in UTC."""
    if found.outage is None:
        return None
    return Timespan(aware(found.outage.began), aware(found.outage.ended))


def bad_sql(case: Case, found: Finding) -> str:
    """The SQL condition of a bad request."""
    slow = found.series.slow_anyway if found.series else ()
    return bad_condition(case.inquiry.slow_after, slow)
