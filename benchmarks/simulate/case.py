"""One case from its spec: simulate, write the telemetry folder, and return the truth."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.simulate import (
    access,
    alerts,
    aside,
    changes,
    crowd,
    files,
    logs,
    metrics,
    people,
    traffic,
)
from benchmarks.simulate import controls as calm
from benchmarks.simulate.fault import Fault, live_through, make_fault
from benchmarks.simulate.requests import PERSON, Requests, concat
from benchmarks.simulate.spec import Spec, describe
from benchmarks.simulate.stage import Stage, set_stage
from benchmarks.simulate.story import Story, tell_story
from benchmarks.simulate.truth import tell

Truth = dict[str, Any]


def make_case(spec: Spec, folder: Path) -> Truth:
    """Write `telemetry/` and `truth.json` into the folder; the same spec gives the same bytes."""
    rng = np.random.default_rng(spec.seed)
    stage = set_stage(spec, rng)
    crowds, requests, fault = _simulate(spec, stage, rng)
    writing, sight = access.choose(spec, rng)
    truth = tell(requests, crowds[PERSON], stage, fault, sight)
    telemetry = folder / "telemetry"
    if (folder / "truth.json").exists():  # an earlier run's
        shutil.rmtree(telemetry, ignore_errors=True)
    telemetry.mkdir(parents=True, exist_ok=True)
    lines = [t.encode() for t in access.lines(spec, requests, crowds, stage, writing)]
    truth["lines"] = len(lines)
    rejected = files.write_access(spec, lines, telemetry, rng)
    shown, story = _surroundings(spec, stage, requests, fault, truth, telemetry, rng)
    rejected |= logs.write_logs(spec, requests, stage, telemetry, rng)
    truth["rejected"] = {name: count for name, count in rejected.items() if count}
    truth["rejected_total"] = sum(rejected.values())
    if fault is not None:
        truth["detection"] = _detection(spec, shown, story)
        blamed = story.guilty if spec.changes != "none" else None
        truth["blame"] = [blamed.ref, blamed.sha] if blamed else None
    truth["case"] = describe(spec)
    (folder / "truth.json").write_text(json.dumps(truth, indent=1, default=float))
    return truth


def _simulate(
    spec: Spec, stage: Stage, rng: np.random.Generator
) -> tuple[list[crowd.Crowd], Requests, Fault | None]:
    users = max(60, int(stage.sessions_per_second * stage.length * 0.6))
    crowds = [crowd.people(rng, users), crowd.crawlers(rng, 12), crowd.probes(rng),
              crowd.scanners(rng, 6), crowd.scanners(rng, 6)]  # fmt: skip
    night = 0.004 if spec.control == "quiet-night" else 0.04
    visits = traffic.people_requests(stage, rng, users, night)
    rate = float(rng.choice([0.0, 0.0005, 0.002, 0.005]))
    if spec.control:
        rate = max(rate, float(rng.uniform(0.001, 0.005)))
    traffic.background(visits, rate, rng)
    parts = [visits]
    if access.DIALECTS[spec.dialect].agents:
        pace = 0.08 * stage.sessions_per_second * stage.pages
        parts.append(traffic.crawler_requests(stage, rng, 12, pace))
        path = "/healthz" if rng.random() < 0.6 else "/"
        parts.append(traffic.probe_requests(stage, rng, path))
    if rng.random() < 0.5 or spec.control == "scanner":
        begins = stage.start + stage.length * float(rng.uniform(0.1, 0.8))
        storm = int(rng.integers(150, 400)) * (8 if spec.control == "scanner" else 1)
        parts.append(traffic.scanner_requests(stage, rng, 2, storm, begins))
    if access.DIALECTS[spec.dialect].handshakes:
        parts.append(traffic.handshake_requests(stage, rng, int(rng.integers(2, 12))))
    requests = concat(parts)
    if spec.control:
        return crowds, calm.quieten(spec, requests, stage, rng), None
    fault = make_fault(spec, stage, rng)
    requests = aside.meet_aside(aside.make_aside(spec, stage, rng), requests, stage, rng)
    requests = live_through(fault, requests, stage, rng)
    if spec.garbage == "some":
        _long_url(requests, rng)
    return crowds, requests, fault


def _long_url(requests: Requests, rng: np.random.Generator) -> None:
    """One visitor sends a URL of 100 kB and is told that it is too long."""
    fine = np.flatnonzero(requests.people & ~requests.because & (requests.status == 200))
    row = int(rng.choice(fine))
    requests.route[row], requests.status[row] = -1, 414
    requests.odd[row] = "/search?q=" + "x" * 100_000


def _surroundings(
    spec: Spec, stage: Stage, requests: Requests, fault: Fault | None, truth: Truth,
    folder: Path, rng: np.random.Generator,
) -> tuple[list[alerts.Alert], Story]:  # fmt: skip
    """Alerts, metrics, changes and messages around the requests."""
    window = (stage.onset, stage.onset + stage.fault_seconds)
    if fault is not None:
        window = (truth["began"], truth["ended"])
    rung: list[alerts.Alert] = []
    if fault is not None:
        rung = alerts.fire(requests, stage, fault, spec, "the site", window, rng)
    loud = alerts.decoys(stage, rng) + rung
    shown = alerts.write_alerts(spec, loud, folder, stage, rng)
    first = min((a.started for a in shown if a.of_outage), default=np.inf)
    story = tell_story(spec, stage, fault, window, float(first), rng)
    story.tidy(spec, window[0], shown, rng)
    people.write_people(spec.people, story.said, folder, spec.zone, rng)
    changes.write_changes(spec.changes, story.changes, folder, spec.zone, rng)
    shift = 90.0 if fault is not None and rng.random() < 0.3 and spec.scale == "hours" else 0.0
    truth["metrics_shift"] = shift if spec.metrics != "none" else 0.0
    metrics.write_metrics(spec, requests, stage, fault, folder, rng, shift)
    return shown, story


def _detection(spec: Spec, shown: list[alerts.Alert], story: Story) -> Truth | None:
    """Who noticed first, of what the files show."""
    found = [(a.started, "monitoring", a.name) for a in shown if a.of_outage]
    if spec.people != "none":
        said = [one for one in story.said if one.role in {"engineer", "customer"}]
        found += [(one.at, one.role, one.text) for one in said]
    if not found:
        return None
    at, how, by = min(found)
    return {"at": at, "how": how, "by": by}
