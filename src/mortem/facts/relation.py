"""Whether an alert is one of this outage: its timing, its kind, and what it speaks of."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mortem.facts.clocks import corrected, note_shift
from mortem.facts.fact import seen
from mortem.facts.question import Case, utc
from mortem.facts.speech import any_of
from mortem.facts.suspicion import words_of
from mortem.timespan import in_words

ALERTS = """
SELECT fingerprint, name, severity, summary, service, labels, started_at, ended_at, received_at,
       truncated, source, line
FROM alert ORDER BY started_at, name, source, line"""

SERVICES = """
SELECT service, count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL')
         AND happened_at >= $began AND happened_at <= $ended) AS errors
FROM log_line WHERE service <> '' GROUP BY 1 ORDER BY 1"""

ROUTES = """
SELECT route, count(*) AS requests FROM request
WHERE left_out IS NULL AND route IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 300"""

FLAPS = 3  # firings outside the outage from which an alert says nothing about it
_SILENT = frozenset({"none", "info", "informational", "debug", "ok", "notice"})
_BEATS = re.compile(
    r"watchdog|dead ?mans? ?switch|heart ?beat|inhibitor|always ?firing|test ?alert", re.I
)
_TESTS = re.compile(
    r"\b(?:staging|stage|stg|test|testing|dev|development|qa|uat|sandbox|demo)\b", re.I
)
_SUBJECT_LABELS = (
    *("service", "app", "application", "component", "route", "path", "handler", "endpoint", "page"),
    *("url", "uri", "upstream", "backend", "job", "target", "slo", "host"),
)
_PLACE_LABELS = ("env", "environment", "stage", "tier", "namespace", "cluster")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|(?:\be-?mail:?\s*|\bmail:?\s*)?\S+@\S+", re.I)
_SYMPTOM = any_of(
    r"errors?|5xx|50\d|fail\w*|latency|slow\w*|p9\d|unavailab\w*|availab\w*|down|unreachable|slo|burn"
    r"|timeouts?|probe|requests?|traffic|saturat\w*|pool|connections?|ratio|success|response\w*|http"
    r"|outage|crash\w*|restart\w*|rps|qps|throughput|absent|missing"
)
_ASIDE = any_of(
    r"backups?|snapshots?|disks?|filesystem|inodes?|volume|expir(?:y|es|ing)|days|nightly|batch|cron"
    r"|jobs?|reports?|exports?|imports?|etl|sync|warehouse|newsletter|mail(?: queue)?|battery"
    r"|temperature|fan|ntp|licen[cs]e|builds?|ci|pipeline|runner|vacuum|bloat|certificate"
    r"|index rebuild|analytics|reporting|crawl\w*|cleanup|archive\w*|invoice\w*|printer"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The outage's limits in time, and the words of what broke and of what did not."""

    earliest: datetime
    began: datetime
    ended: datetime
    latest: datetime
    broken: frozenset[str]
    served: frozenset[str]
    failing_services: frozenset[str]
    sound_services: frozenset[str]


def surroundings(case: Case) -> Surroundings:
    """Gather them, once for a case, from the facts found before, the routes and the logs."""
    known = case.scratch.get("surroundings")
    if not isinstance(known, Surroundings):
        known = case.scratch["surroundings"] = _gathered(case)
    return known


def _gathered(case: Case) -> Surroundings:
    around = _known(case)
    rows = case.ask(ALERTS)
    for source in sorted({row["source"] for row in rows}):
        early = [_early(case, row, rows, around) for row in rows if row["source"] == source]
        if shift := max((gap for gap in early if gap), default=None):
            how = "an alert of it fired before the first failing request and ended before the last"
            note_shift(case, source, -round(shift, 1), how)
    return around


def _early(
    case: Case, alert: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]], around: Surroundings
) -> float | None:
    """By how many seconds an alert of what broke comes before the outage at both its edges.

    Its clock is behind by that at least where it lasted as long as the outage, and begins and ends
    as much too early; None for any other alert.
    """
    if alert["ended_at"] is None or started(case, alert) >= around.earliest:
        return None
    named = _about(alert) & (around.broken | around.failing_services)
    if not named and not _SYMPTOM.search(_text(alert)):
        return None
    if any(test(case, alert, alerts, around) for test in (_kind, _place, _flapping, _subject)):
        return None
    before = (around.began - started(case, alert)).total_seconds()
    early = (around.ended - corrected(case, alert["source"], alert["ended_at"])).total_seconds()
    length = (around.ended - around.began).total_seconds()
    alike = abs(before - early) <= max(0.25 * length, 5.0)
    return max(before, early) if early > 0 and alike and before < 900 else None


def _known(case: Case) -> Surroundings:
    window = case.facts["outage-window"]
    began, ended = seen(window)
    length = (ended - began).total_seconds()
    slack = max(2.0, 2 * case.store.resolution)
    earliest = min(window["began_between"][0] or began, began - timedelta(seconds=slack))
    after = timedelta(seconds=min(max(120.0, length / 2), 900.0))
    worst = case.known("broken-routes")
    broken = _words(row["route"] for row in worst.items) if worst else frozenset()
    served = _words(row["route"] for row in case.ask(ROUTES)) - broken if broken else frozenset()
    margin = timedelta(seconds=30)
    rows = case.ask(SERVICES, began=utc(began - margin), ended=utc(ended + margin))
    failing = _words(row["service"] for row in rows if row["errors"])
    sound = _words(row["service"] for row in rows) - failing
    return Surroundings(earliest, began, ended, ended + after, broken, served, failing, sound)


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words_of(text))


def started(case: Case, alert: Mapping[str, Any]) -> datetime:
    """When the alert fired, on the access log's clock."""
    return corrected(case, alert["source"], alert["started_at"])


def relation(
    case: Case, alert: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]], around: Surroundings
) -> tuple[bool, str]:
    """Whether the alert is of this outage, and why, in words."""
    for test in (_kind, _place, _timing, _flapping, _subject):
        why = test(case, alert, alerts, around)
        if why:
            return False, why
    gap = (started(case, alert) - around.began).total_seconds()
    shared = sorted(_about(alert) & (around.broken | around.failing_services))
    when = f"fired {in_words(max(gap, 0.0))} after the first failing request"
    if started(case, alert) > around.ended:
        late = (started(case, alert) - around.ended).total_seconds()
        when = f"fired {in_words(late)} after the last failing request, as its rule looks back"
    return True, when + (f", and speaks of {', '.join(shared)}" if shared else "")


def _kind(case: Case, alert: Mapping[str, Any], _a: object, _s: Surroundings) -> str:
    if _BEATS.search(alert["name"]):
        return "is a heartbeat that always fires"
    if alert["severity"].lower() in _SILENT:
        return f"has severity {alert['severity']}: it calls nobody"
    return ""


def _place(case: Case, alert: Mapping[str, Any], _a: object, _s: Surroundings) -> str:
    labels = _labels(alert)
    for name in _PLACE_LABELS:
        if found := _TESTS.search(labels.get(name, "")):
            return f"is of another environment ({found[0]})"
    found = _TESTS.search(labels.get("service", "") + " " + labels.get("instance", ""))
    return f"is of another environment ({found[0]})" if found else ""


def _timing(case: Case, alert: Mapping[str, Any], _a: object, around: Surroundings) -> str:
    at = started(case, alert)
    if at < around.earliest:
        before = in_words((around.began - at).total_seconds())
        return f"fired {before} before the first failing request"
    if at > around.latest:
        return f"fired {in_words((at - around.ended).total_seconds())} after the outage was over"
    return ""


def _flapping(
    case: Case, alert: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]], around: Surroundings
) -> str:
    same = [row for row in alerts if row["name"] == alert["name"]]
    same = [row for row in same if row["service"] == alert["service"]]
    outside = sum(not around.earliest <= started(case, row) <= around.latest for row in same)
    if outside >= FLAPS:
        return f"flaps: of the {len(same)} times it fired, {outside} are outside the outage"
    return ""


def _subject(case: Case, alert: Mapping[str, Any], _a: object, around: Surroundings) -> str:
    about = _about(alert)
    ours = about & (around.broken | around.failing_services)
    if ours:
        return ""
    if other := sorted(about & around.served):
        return f"speaks of {', '.join(other)}, which was served as usual"
    service = words_of(alert["service"])
    if service and service & around.sound_services:
        return f"is of {alert['service']}, which logged no errors in the outage"
    text = _text(alert)
    aside = " ".join(dict.fromkeys(found.lower() for found in _ASIDE.findall(text)))
    if aside and not (_SYMPTOM.search(text) and not alert["service"] and not _names_aside(alert)):
        return f"speaks of {aside}, not of what users met"
    return ""


def _names_aside(alert: Mapping[str, Any]) -> bool:
    return _ASIDE.search(_spaced(alert["name"])) is not None


def _spaced(name: str) -> str:
    """CheckoutErrorRatioHigh as words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", name)


def _labels(alert: Mapping[str, Any]) -> dict[str, str]:
    value = json.loads(alert["labels"] or "{}")
    return {str(key).lower(): str(text) for key, text in value.items()}


def _text(alert: Mapping[str, Any]) -> str:
    """Its name and what it says; addresses in it (links, e-mail) are not what it speaks of."""
    return f"{_spaced(alert['name'])} {_ADDRESS.sub(' ', alert['summary'])}"


def _about(alert: Mapping[str, Any]) -> frozenset[str]:
    labels = _labels(alert)
    told = " ".join(labels.get(name, "") for name in _SUBJECT_LABELS)
    return frozenset(words_of(f"{_text(alert)} {told} {alert['service']}"))
