"""Question: when was the outage."""

from typing import Any, ClassVar

from mortem.facts.cut import cut
from mortem.facts.fact import Fact, Proof
from mortem.facts.outage import Finding, aware, bad_sql, finding
from mortem.facts.question import Case, Question
from mortem.facts.series import moment
from mortem.facts.wording import clock, count, day, fixed, zone_name
from mortem.timespan import in_words

EXAMPLES = """
SELECT source, line FROM request WHERE left_out IS NULL AND {bad}
  AND (arrival = {began} OR completion = {ended}) ORDER BY arrival LIMIT 4"""


class OutageWindow(Question):
    """From the arrival of the first request that failed because of it to the last one's completion.

    A request is bad when it failed (status 500 or more, 499 or 408) or took `slow_after` or longer
    on a route whose usual p95 is below that. Portable SQL counts people's requests and bad ones
    per bucket, for all of them and for the routes and backends with the most bad ones. Stretches
    above the background are maximal segments of log-likelihood ratios (Ruzzo and Tompa 1999;
    Karlin and Altschul 1990 for what chance gives), gaps in traffic are tested against an
    over-dispersed Poisson process. The edges are then placed on single requests by likelihood, and
    the number of users hit is tested against the background. Bumps with a pause shorter than the
    longer bump, or tied by a message of the responders, are one outage.

    An edge that the access log does not show, since it begins or ends in the middle of the outage,
    is null, and so is the length; `seen_from`, `seen_until` and `seconds_at_least` say what is
    seen of it.

    The outage is the disturbance with the most affected users x seconds, if it hit 1 % of the
    active users and lasted `min_duration`.
    """

    blind_spots: ClassVar[str] = (
        "Requests that were never logged (refused, unreachable) show only as missing traffic; a log"
        " without durations cannot show slowness."
    )

    def answer(self, case: Case) -> Fact:
        found = finding(case)
        if found.outage is None:
            span = case.store.covers
            case.zone = fixed(
                case.inquiry.zone or (case.store.offset_at(span.began) if span else None)
            )
            return self.unknown(found.why)
        began, ended = aware(found.outage.began), aware(found.outage.ended)
        case.zone = fixed(case.inquiry.zone or case.store.offset_at(began))
        first, last = found.outage.bumps[0], max(found.outage.bumps, key=lambda b: b.ended)
        values: dict[str, Any] = {
            "began": case.local(began),
            "ended": case.local(ended),
            "began_between": [case.local(aware(edge)) for edge in first.began_between],
            "ended_between": [case.local(aware(edge)) for edge in last.ended_between],
            "seconds": round(found.outage.seconds, 6),
            "resolution_seconds": _resolution(found),
            "pauses": [
                {
                    "began": case.local(aware(a)),
                    "ended": case.local(aware(b)),
                    "seconds": round(b - a, 6),
                }
                for a, b in found.outage.pauses
            ],
        }
        text = _sentence(case, found, values)
        early, late = cut(case, found)
        if early or late:
            text = _open(case, values, early=early, late=late)
        return Fact(self.name, values, text, _proof(case, found), self.blind_spots)


def _resolution(found: Finding) -> float:
    bumps = found.chosen.bumps
    first, last = bumps[0], max(bumps, key=lambda bump: bump.ended)
    widths = (edges[1] - edges[0] for edges in (first.began_between, last.ended_between))
    return round(max(widths), 6)


def _sentence(case: Case, found: Finding, values: dict[str, Any]) -> str:
    began, ended = values["began"], values["ended"]
    grain = case.store.resolution
    zone = zone_name(case.zone, began)
    if began.date() == ended.date():
        when = f"from {clock(began, grain)} to {clock(ended, grain)} {zone} on {day(began)}"
    else:
        when = (
            f"from {clock(began, grain)} on {day(began)} to {clock(ended, grain)}"
            f" on {day(ended)} ({zone})"
        )
    text = f"The outage lasted {in_words(values['seconds'])}, {when}"
    if values["pauses"]:
        rest = sum(pause["seconds"] for pause in values["pauses"])
        text += f", with {count(len(values['pauses']), 'pause')} of {in_words(rest)} in all"
    if found.by_hand:
        return text + " (set by hand)."
    return text + "."


def _open(case: Case, values: dict[str, Any], *, early: bool, late: bool) -> str:
    """Make an edge that the log does not show unknown; what to say of it."""
    began, ended, grain = values["began"], values["ended"], case.store.resolution
    seconds = values["seconds"]
    values |= {"seconds": None, "resolution_seconds": None, "seconds_at_least": seconds}
    zone = f"{zone_name(case.zone, began)} on {day(began)}"
    both = f"from {clock(began, grain)} to {clock(ended, grain)} {zone}"
    if early:
        values |= {"began": None, "seen_from": began}
        values["began_between"] = [None, values["began_between"][1]]
    if late:
        values |= {"ended": None, "seen_until": ended}
        values["ended_between"] = [values["ended_between"][0], None]
    if early and late:
        return f"The outage was on all the time that the access log covers, {both}."
    if early:
        return (
            f"The outage ended at {clock(ended, grain)} {zone}. It was on when the access log"
            f" begins, at {clock(began, grain)}, and so lasted {in_words(seconds)} at least."
        )
    return (
        f"The outage began at {clock(began, grain)} {zone}. It was still on when the access log"
        f" ends, at {clock(ended, grain)}, and so lasted {in_words(seconds)} at least."
    )


def _proof(case: Case, found: Finding) -> tuple[Proof, ...]:
    outage, series = found.chosen, found.series
    if series is None:
        return _without_requests(case, found)
    sql = EXAMPLES.format(
        bad=bad_sql(case, found), began=moment(outage.began), ended=moment(outage.ended)
    )
    rows = case.ask(sql)
    lines = tuple(f"{row['source']}:{row['line']}" for row in rows)
    statements = [*series.sql, *(each for bump in outage.bumps for each in bump.sql)]
    sources = case.store.paths("access")
    return (Proof(";\n".join(statements), sources, lines, _method(case, found)),)


def _without_requests(case: Case, found: Finding) -> tuple[Proof, ...]:
    if found.by_hand:
        return (Proof("", method="The window was set by hand; nothing was searched."),)
    sources = tuple(
        row["source"]
        for row in case.ask(
            "SELECT DISTINCT source FROM sample WHERE metric = 'probe_success' ORDER BY source"
        )
    )
    method = "No request was logged; a probe's checks failed one after the other in this time."
    return (Proof(found.chosen.bumps[0].sql[0].strip(), sources, (), method),)


def _method(case: Case, found: Finding) -> str:
    if found.by_hand:
        return "The window was set by hand; nothing was searched."
    outage, series = found.chosen, found.counted
    kinds = {bump.kind for bump in outage.bumps}
    background = max(bump.population.background for bump in outage.bumps)
    parts = [f"Buckets of {series.step} s;"]
    if "failing" in kinds:
        parts.append(
            "maximal segments of log-likelihood ratios above a background of"
            f" {100 * background:.3g} %, edges placed on single requests by likelihood;"
        )
    if "missing" in kinds:
        expected = sum(bump.expected for bump in outage.bumps)
        parts.append(
            f"no request where at least {expected:,.0f} were expected;"
            if expected
            else "a probe's checks failed one after the other, and next to nothing was served;"
        )
    parts.append(f"at least {in_words(found.min_duration)} long and 1 % of active users hit.")
    return " ".join(parts)
