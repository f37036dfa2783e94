"""Alerts: rules evaluated as Prometheus would, decoys, and the files that tools leave."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.simulate.clock import iso_local, tz_of, utc_z
from benchmarks.simulate.fault import Fault
from benchmarks.simulate.requests import PERSON, Requests
from benchmarks.simulate.spec import Spec
from benchmarks.simulate.stage import Stage
from benchmarks.simulate.truth import failed

NEVER = "0001-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert instance; `ended` None: it still fires when the evidence stops."""

    name: str
    severity: str
    labels: dict[str, str]
    summary: str
    started: float
    ended: float | None
    of_outage: bool = False

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that only the labels decide."""
        text = self.name + json.dumps(self.labels, sort_keys=True)
        value = 1469598103934665603
        for byte in text.encode():
            value = (value ^ byte) * 1099511628211 & (1 << 64) - 1
        return f"{value:016x}"


def fire(
    requests: Requests, stage: Stage, fault: Fault, spec: Spec, noun: str,
    window: tuple[float, float], rng: np.random.Generator,
) -> list[Alert]:  # fmt: skip
    """The alerts a rule gives for this fault: an expression, a range, a `for`, an interval."""
    brief = spec.scale == "exercise"
    every = 1.0 if brief else 15.0
    back = 10.0 if brief else (300.0 if spec.scale != "thin" else 1800.0)
    hold = float(rng.choice([2.0, 5.0]) if brief else rng.choice([60.0, 120.0]))
    phase = float(rng.uniform(0, every))
    beats = np.arange(window[0] - every + phase, window[1] + back, every)
    people = requests.take((requests.kind == PERSON) & requests.answered)
    scope = fault.scope(people)
    if fault.effect == "silence":
        true = (beats >= fault.spans[0][0]) & (beats < fault.spans[0][1])
        name, summary, severity = "SiteUnreachable", "Probe fails: site does not answer", "critical"
    elif fault.effect in {"slow", "timeout"}:
        share = _share(people.take(scope), people.take(scope).seconds > 2.0, beats, back)
        true = share > 0.05
        name, summary, severity = "LatencyP95High", f"p95 of {noun} is above 2 s", "warning"
    else:
        share = _share(people.take(scope), failed(people.take(scope)), beats, back)
        true = share > 0.05
        name, summary, severity = "ErrorRatioHigh", f"more than 5 % of {noun} fails", "critical"
    labels = {"alertname": name, "severity": severity, "team": "it-support", "job": "edge"}
    if fault.routes is not None:
        labels["route"] = stage.routes[fault.routes[0]].template.partition("?")[0]
    spells = _spells(true, beats, hold)
    return [Alert(name, severity, labels, summary, a, b, of_outage=True) for a, b in spells]


def _share(requests: Requests, bad: np.ndarray, beats: np.ndarray, back: float) -> np.ndarray:
    ends = np.sort(requests.completion)
    bads = np.sort(requests.completion[bad])
    total = np.searchsorted(ends, beats) - np.searchsorted(ends, beats - back)
    wrong = np.searchsorted(bads, beats) - np.searchsorted(bads, beats - back)
    return np.where(wrong >= 3, wrong / np.maximum(total, 1), 0.0)


def _spells(true: np.ndarray, beats: np.ndarray, hold: float) -> list[tuple[float, float | None]]:
    spells: list[tuple[float, float | None]] = []
    since: float | None = None
    fires: float | None = None
    for beat, holds in zip(beats.tolist(), true.tolist(), strict=True):
        if not holds:
            if fires is not None:
                spells.append((fires, beat))
            since = fires = None
        elif since is None:
            since = beat
        elif fires is None and beat - since >= hold:
            fires = beat
    if fires is not None:
        spells.append((fires, None))
    return spells


def decoys(stage: Stage, rng: np.random.Generator) -> list[Alert]:
    """A watchdog, an alert that flaps all the time, a disk elsewhere."""
    made = [Alert("Watchdog", "none", {"alertname": "Watchdog", "severity": "none"},
                  "Alerting works", stage.start - 3600, None)]  # fmt: skip
    if rng.random() < 0.7:
        count = int(rng.integers(10, 16))
        labels = {"alertname": "BatchQueueLag", "severity": "warning", "queue": "thumbnails"}
        step = stage.length / count
        for number in range(count):
            at = stage.start + (number + float(rng.uniform(0.2, 0.5))) * step
            made.append(Alert("BatchQueueLag", "warning", labels,
                              "Queue thumbnails lags behind", at, at + step * 0.25))  # fmt: skip
    if rng.random() < 0.6:
        at = float(rng.uniform(stage.start, stage.start + stage.length * 0.8))
        labels = {"alertname": "DiskFillsUp", "severity": "warning", "instance": "backup-2:9100",
                  "mountpoint": "/var/backups"}  # fmt: skip
        made.append(Alert("DiskFillsUp", "warning", labels,
                          "Disk of backup-2 will be full in 24 h", at, None))  # fmt: skip
    return made


def write_alerts(
    spec: Spec, alerts: list[Alert], folder: Path, stage: Stage, rng: np.random.Generator
) -> list[Alert]:
    """Write them in the case's format; returns those that the file really shows."""
    if spec.alerts == "none":
        return []
    alerts = sorted(alerts, key=lambda alert: alert.started)
    if spec.alerts == "api-v2":
        return _api(alerts, folder, spec, stage, rng)
    if spec.alerts == "one":
        payload = _payload(alerts, stage.end)
        (folder / "alerts.json").write_text(json.dumps(payload, indent=1), encoding="utf-8")
        return alerts
    lines = []
    for at, alert in _notifications(alerts, stage, rng):
        payload = _payload([alert], at)
        if spec.alerts == "grafana":
            payload = _grafana(payload, alert)
        if spec.alerts == "wrapped":
            payload = {"received": utc_z(at + 1.012), "payload": payload}
        lines.append(json.dumps(payload))
    (folder / "alerts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return alerts


def _notifications(
    alerts: list[Alert], stage: Stage, rng: np.random.Generator
) -> list[tuple[float, Alert]]:
    """Firing, perhaps repeated, then resolved: in the order they were sent."""
    sent = []
    for alert in alerts:
        first = max(alert.started, stage.start) + float(rng.uniform(0.5, 2))
        sent.append((first, alert))
        last = alert.ended if alert.ended is not None else stage.end
        if last - first > 3600 and alert.name != "Watchdog":
            sent.append((first + 3600, alert))
        if alert.ended is not None:
            sent.append((alert.ended + 1.0, alert))
    return sorted(sent, key=lambda pair: pair[0])


def _entry(alert: Alert, at: float) -> dict[str, object]:
    over = alert.ended is not None and alert.ended <= at
    return {
        "status": "resolved" if over else "firing", "labels": alert.labels,
        "annotations": {"summary": alert.summary}, "startsAt": utc_z(alert.started),
        "endsAt": utc_z(alert.ended) if over and alert.ended else NEVER,
        "generatorURL": "http://prometheus:9090/graph?g0.expr=up&g0.tab=1",
        "fingerprint": alert.fingerprint,
    }  # fmt: skip


def _payload(alerts: list[Alert], at: float) -> dict[str, object]:
    entries = [_entry(alert, at) for alert in alerts]
    firing = any(entry["status"] == "firing" for entry in entries)
    common = alerts[0].labels if len(alerts) == 1 else {}
    return {
        "receiver": "hook", "status": "firing" if firing else "resolved", "alerts": entries,
        "groupLabels": {}, "commonLabels": common, "commonAnnotations": {},
        "externalURL": "http://alertmanager:9093", "version": "4", "groupKey": "{}:{}",
        "truncatedAlerts": 0,
    }  # fmt: skip


def _grafana(payload: dict[str, object], alert: Alert) -> dict[str, object]:
    for entry in payload["alerts"]:  # type: ignore[attr-defined]
        entry |= {"values": {"A": 0.17, "C": 1}, "silenceURL": "https://grafana/silence",
                  "dashboardURL": "", "panelURL": "", "valueString": "[ value=0.17 ]"}  # fmt: skip
    state = "alerting" if payload["status"] == "firing" else "ok"
    title = f"[{str(payload['status']).upper()}:1] {alert.name}"
    return {**payload, "version": "1", "orgId": 1, "title": title, "state": state,
            "message": f"**{title}**\n\n{alert.summary}"}  # fmt: skip


def _api(
    alerts: list[Alert], folder: Path, spec: Spec, stage: Stage, rng: np.random.Generator
) -> list[Alert]:
    """A snapshot of what was active: taken while the outage's alert fires, if there is one."""
    of_outage = [alert for alert in alerts if alert.of_outage]
    at = stage.start + stage.length * 0.6
    if of_outage:
        first = of_outage[0]
        until = first.ended if first.ended is not None else stage.end
        at = first.started + (until - first.started) * float(rng.uniform(0.3, 0.9))
    active = [a for a in alerts if a.started <= at and (a.ended is None or a.ended > at)]
    listed = [
        {"annotations": {"summary": alert.summary},
         "endsAt": iso_local(at + 240, tz_of(spec.zone), 3),
         "fingerprint": alert.fingerprint, "receivers": [{"name": "hook"}],
         "startsAt": iso_local(alert.started, tz_of(spec.zone), 3),
         "status": {"inhibitedBy": [], "silencedBy": [], "state": "active"},
         "updatedAt": iso_local(at - 5, tz_of(spec.zone), 3),
         "generatorURL": "http://prometheus:9090/graph?g0.expr=up&g0.tab=1",
         "labels": alert.labels}
        for alert in active
    ]  # fmt: skip
    (folder / "alerts-v2.json").write_text(json.dumps(listed), encoding="utf-8")
    return active
