"""Question: which part of the stack is likeliest to be at fault."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question, utc
from mortem.facts.symptoms import symptom_of

ERRORS = """
select service, level, coalesce(nullif(exception, ''),
                regexp_replace(split_part(message, chr(10), 1), '[0-9]+', 'N', 'g')) as error,
       min(message) as message, count(*) as count,
       count(*) filter (happened_at >= $began and happened_at <= $ended) as during,
       min(source) as source, min(line) filter (happened_at >= $began) as line
from log_line
where level in ('WARNING', 'ERROR', 'CRITICAL', 'FATAL', 'ALERT', 'EMERG')
   or message ilike '%still waiting for%' or message ilike '%deadlock%'
   or message ilike '%shutdown request%' or message ilike '%shutting down%'
group by service, level, coalesce(nullif(exception, ''),
         regexp_replace(split_part(message, chr(10), 1), '[0-9]+', 'N', 'g'))
having count(*) filter (happened_at >= $began and happened_at <= $ended) > 0
order by during desc, error limit 2000
"""
BACKENDS = """
select upstream, count(*) as total, count(*) filter (failed) as failed from request
where left_out is null and upstream is not null and upstream <> '' and upstream not like '%,%'
  and arrival >= $began and arrival <= $ended
group by upstream order by upstream limit 200
"""
LOGGED = """
select service, count(*) as count from log_line
where happened_at >= $began and happened_at <= $ended and service <> ''
group by service order by service limit 200
"""
SAMPLES = """
select metric, min(value) as low, max(value) as high from sample
where happened_at >= $began and happened_at <= $ended
  and metric in ('pg_up', 'pg_lock_waiting', 'mysql_up', 'redis_up')
group by metric order by metric
"""
DATABASE = re.compile(r"postgres|mysql|maria|sql\b|mongo|redis|^db$|database", re.I)
DEPENDENCY = re.compile(r"\b(payment|billing|shipping|stripe|paypal|mail|sms)(?![\w/.])", re.I)
RANKED_FROM = 1.0


@dataclass(slots=True)
class Part:
    """A part of the stack, the trouble it shows, and the arguments for and against."""

    service: str
    kind: str
    signal: str = ""
    score: float = 0.0
    speaks_for: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def weigh(self, weight: float, why: str) -> None:
        """Add an argument; its sign says for or against."""
        self.score += weight
        (self.speaks_for if weight > 0 else self.against).append(why)


class SuspectComponents(Question):
    """Ranks the parts of the stack by what their own logs, the proxy and the metrics say.

    Phrases that servers and libraries write themselves (`facts/symptoms.py`) tell which part they
    speak of; they count where they stand out during the outage: weight + log10(count), at most one
    decade for the count, scaled by their excess over the time outside it. One of several backends
    is suspect where its share of failures stands out. The change to blame adds its service. A
    database is cleared where it was heard of during the outage and nothing speaks against it.

    Blind spots: parts without a log, a metric or a place in the access log are not seen.
    """

    sql = ERRORS
    needs = ("outage-window", "broken-routes", "suspect-changes")
    proceeds_without = True
    blind_spots = "Parts that neither log nor are measured are not seen."

    def answer(self, case: Case) -> Fact:
        window = case.known("outage-window")
        if window is None:
            return self.unknown(case.facts["outage-window"].unknown or "no outage")
        began, ended = seen(window)
        parts: dict[tuple[str, str], Part] = {}
        _from_logs(case, parts, began, ended)
        _from_backends(case, parts, began, ended)
        _from_changes(case, parts)
        _from_silence(case, parts)
        cleared = _clear_databases(case, parts, began, ended)
        return self._fact(case, parts.values(), cleared)

    def _fact(self, case: Case, parts: Iterable[Part], cleared: list[Part]) -> Fact:
        ranked = sorted(
            (p for p in parts if p.score >= RANKED_FROM), key=lambda p: (-p.score, p.service)
        )
        if not ranked and not cleared:
            return self.unknown("neither logs nor metrics say which part was in trouble")
        routes = case.known("broken-routes")
        route = routes.items[0]["route"] if routes and routes.items else None
        values = {
            "ranked": [_shown(part, route) for part in ranked],
            "cleared": [{**_shown(p, None), "why": "; ".join(p.against)} for p in cleared],
        }
        said = [
            f"Of the parts on record, {ranked[0].service} is the likeliest at fault "
            f"({ranked[0].kind}): {ranked[0].signal}."
            if ranked
            else "No part on record stands out."
        ]
        said += [f"Cleared: {p.service}, since {p.against[0]}." for p in cleared[:2]]
        lines = tuple(dict.fromkeys(line for part in ranked for line in part.lines))
        proof = Proof(
            "\n;\n".join(text.strip() for text in (ERRORS, BACKENDS, LOGGED, SAMPLES)),
            case.store.paths(),
            lines[:20],
            f"Symptoms are weighed in decades of likelihood; ranked from {RANKED_FROM:g} on.",
        )
        return Fact(self.name, values, " ".join(said), (proof,), self.blind_spots)


def _from_logs(case: Case, parts: dict[tuple[str, str], Part], began: Any, ended: Any) -> None:
    covers = case.store.covers
    inside = max((ended - began).total_seconds(), 1.0)
    total = max((covers.ended - covers.began).total_seconds() if covers else inside, inside)
    for row in case.ask(ERRORS, began=utc(began), ended=utc(ended)):
        text = f"{row['error']} {row['message']}"
        symptom = symptom_of(text)
        if symptom is None:
            continue
        outside = (row["count"] - row["during"]) / max(total - inside, 1.0)
        excess = (row["during"] / inside) / max(outside, 1e-9)
        if (row["during"] < 3 and symptom.weight < 2) or excess < 3:
            continue
        name = _named(symptom.component, row["service"], text)
        part = parts.setdefault((name, symptom.kind), Part(name, symptom.kind))
        weight = symptom.weight + min(1.0, math.log10(row["during"]) / 3)
        gain = max(0.0, weight - part.score) if part.speaks_for else weight
        error = row["error"][:70].strip()
        said = f"{row['service'] or row['source']} logs “{error}” {row['during']:,} times"
        part.weigh(gain or 0.01, said)
        part.signal = part.signal or said
        if row["line"]:
            part.lines.append(f"{row['source']}:{row['line']}")


def _named(component: str, service: str, text: str) -> str:
    if component == "database":
        return service if DATABASE.search(service) else "database"
    if component == "dependency":
        found = DEPENDENCY.search(text)
        return (
            f"{found[0].lower()} (called by {service})"
            if found
            else f"a service that {service} calls"
        )
    if component == "upstream":
        return f"the backends behind {service}"
    return service or "unknown"


def _from_backends(case: Case, parts: dict[tuple[str, str], Part], began: Any, ended: Any) -> None:
    rows = [r for r in case.ask(BACKENDS, began=utc(began), ended=utc(ended)) if r["total"]]
    if len(rows) < 2:
        return
    failed, total = sum(r["failed"] for r in rows), sum(r["total"] for r in rows)
    for row in rows:
        others = total - row["total"]
        rest = failed - row["failed"]
        if not others or row["failed"] < 3 or row["failed"] / row["total"] < 5 * rest / others:
            continue
        chance = _chance(row["failed"], row["total"], failed, total)
        part = Part(f"backend {row['upstream']}", "backend")
        part.signal = (
            f"{row['failed']:,} of its {row['total']:,} requests failed, "
            f"{rest:,} of {others:,} at the others"
        )
        part.weigh(min(4.0, -math.log10(max(chance, 1e-9)) / 2), part.signal)
        parts[(part.service, part.kind)] = part


def _chance(hits: int, drawn: int, marked: int, total: int) -> float:
    """How likely at least `hits` of the `marked` are among `drawn` of `total` by chance alone.

    The one-sided exact test of Fisher: the upper tail of the hypergeometric distribution, summed
    from logarithms of binomials (scipy.stats has it too, and takes a second to load).
    """
    import numpy as np
    from scipy.special import betaln

    def ways(n: Any, k: Any) -> Any:
        return -np.log(n + 1) - betaln(n - k + 1, k + 1)

    k = np.arange(hits, min(drawn, marked) + 1, dtype=np.float64)
    logs = ways(marked, k) + ways(total - marked, drawn - k) - ways(total, drawn)
    return float(min(np.exp(logs).sum(), 1.0))


def _from_changes(case: Case, parts: dict[tuple[str, str], Part]) -> None:
    changes = case.known("suspect-changes")
    if changes is None or not changes["ranked"]:
        return
    first = changes["ranked"][0]
    name = first["service"] or "the release"
    part = parts.setdefault((name, "release"), Part(name, "release"))
    said = f"{first['ref'] or first['sha'][:10]} is the change to blame"
    part.signal = part.signal or said
    part.weigh(min(5.0, first["score"]), said)
    for key in [key for key in parts if key[0].startswith("the backends behind")]:
        del parts[key]  # a release that fails or restarts refuses connections: an effect
    for (service, kind), other in parts.items():
        if service == name and kind in {"code", "connection pool"}:
            part.speaks_for += other.speaks_for[:1]
            part.score = max(part.score, other.score + 0.5)  # the release explains its errors


def _from_silence(case: Case, parts: dict[tuple[str, str], Part]) -> None:
    experience = case.known("user-experience")
    if experience is None or not experience.items:
        return
    if str(experience.items[0].get("what", "")).startswith("unreachable"):
        part = Part("the entry (proxy, network, name or certificate)", "silence")
        part.signal = "no request reached the access log"
        part.weigh(2.0, part.signal)
        parts[(part.service, part.kind)] = part


def _clear_databases(
    case: Case, parts: dict[tuple[str, str], Part], began: datetime, ended: datetime
) -> list[Part]:
    """The databases that were heard of during the outage and have nothing against them."""
    blamed = {service for service, kind in parts if kind.startswith(("database", "slow", "disk"))}
    heard = {
        row["service"]: row["count"]
        for row in case.ask(LOGGED, began=utc(began), ended=utc(ended))
        if DATABASE.search(row["service"])
    }
    samples = {r["metric"]: r for r in case.ask(SAMPLES, began=utc(began), ended=utc(ended))}
    fine = (
        ("pg_up", 1.0, "it was up throughout"),
        ("pg_lock_waiting", 0.0, "no lock was waited for"),
    )
    good = [
        text
        for metric, value, text in fine
        if metric in samples and samples[metric]["low"] == samples[metric]["high"] == value
    ]
    cleared = []
    for name, count in heard.items():
        if blamed:
            continue
        part = Part(name, "database")
        part.against = [f"none of the {count:,} lines it logged in the outage is an error", *good]
        cleared.append(part)
    return cleared


def _shown(part: Part, route: str | None) -> dict[str, Any]:
    return {
        "service": part.service,
        "route": route,
        "kind": part.kind,
        "signal": part.signal,
        "score": round(part.score, 2),
        "for": list(part.speaks_for[:5]),
        "against": list(part.against),
    }
