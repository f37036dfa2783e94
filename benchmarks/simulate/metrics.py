"""Prometheus query_range results: counters, a latency gauge, a probe; values are strings."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.simulate.fault import Fault
from benchmarks.simulate.requests import Requests
from benchmarks.simulate.spec import Spec
from benchmarks.simulate.stage import Stage

Series = dict[str, Any]


def write_metrics(
    spec: Spec, requests: Requests, stage: Stage, fault: Fault | None, folder: Path,
    rng: np.random.Generator, shift: float = 0.0,
) -> None:  # fmt: skip
    """One file of all series by name, or one response a metric in a folder.

    `shift` is how many seconds the clock of the metrics runs ahead.
    """
    if spec.metrics == "none":
        return
    beats = np.arange(stage.start + float(rng.uniform(0, 1)), stage.end, stage.scrape)
    keep = np.ones(len(beats), dtype=bool)
    for _ in range(2):  # scrape gaps
        gap = int(rng.integers(0, max(len(beats) - 10, 1)))
        keep[gap : gap + int(rng.integers(2, 9))] = False
    if spec.control == "metrics-gap":
        keep[int(len(beats) * 0.4) : int(len(beats) * 0.55)] = False
    beats = beats[keep]
    by_name = _all(requests, stage, fault, spec, beats)
    for series in by_name.values():
        for one in series:
            one["values"] = [[round(t + shift, 3), text] for t, text in one["values"]]
    if spec.metrics == "by-name":
        (folder / "metrics.json").write_text(json.dumps(by_name), encoding="utf-8")
        return
    (folder / "metrics").mkdir()
    for name, series in by_name.items():
        response: dict[str, object] = {
            "status": "success", "data": {"resultType": "matrix", "result": series},
        }  # fmt: skip
        if name == "probe_success":
            response["warnings"] = ["remote read: partial response, one replica did not answer"]
        path = folder / "metrics" / f"{name}.json"
        path.write_text(json.dumps(response), encoding="utf-8")


def _series(name: str, labels: dict[str, str], beats: np.ndarray, values: np.ndarray) -> Series:
    pairs = [[round(t, 3), f"{v:g}"] for t, v in zip(beats.tolist(), values.tolist(), strict=True)]
    return {"metric": {"__name__": name, **labels}, "values": pairs}


def _all(
    requests: Requests, stage: Stage, fault: Fault | None, spec: Spec, beats: np.ndarray
) -> dict[str, list[Series]]:
    answered = requests.take(requests.answered)
    ends = answered.completion
    counters = []
    for code in np.unique(answered.status).tolist():
        counts = np.searchsorted(np.sort(ends[answered.status == code]), beats)
        counters.append(_series("http_requests_total", {"job": "edge", "code": str(code)}, beats,
                                counts.astype(float)))  # fmt: skip
    up = np.ones(len(beats))
    if spec.control == "probes-at-start":
        up[: max(3, len(up) // 40)] = 0
    if fault is not None and fault.effect == "silence":
        for start, stop in fault.spans:
            up[(beats >= start) & (beats < stop)] = 0
    target = {"job": "blackbox", "instance": "https://shop.example/"}
    p95 = _p95(ends, answered.seconds, beats, max(stage.scrape * 2, 10.0))
    return {
        "http_requests_total": counters,
        "probe_success": [_series("probe_success", target, beats, up)],
        "http_request_duration_seconds_p95": [
            _series("http_request_duration_seconds_p95", {"job": "edge"}, beats, p95)
        ],
        "node_filesystem_avail_bytes": [
            _series("node_filesystem_avail_bytes", {"instance": "backup-2:9100"}, beats,
                    9e10 - 1e5 * np.arange(len(beats)))
        ],
    }  # fmt: skip


def _p95(ends: np.ndarray, seconds: np.ndarray, beats: np.ndarray, back: float) -> np.ndarray:
    order = np.argsort(ends)
    ends, seconds = ends[order], seconds[order]
    low, high = np.searchsorted(ends, beats - back), np.searchsorted(ends, beats)
    return np.array([
        float(np.quantile(seconds[a:b], 0.95)) if b > a else float("nan")
        for a, b in zip(low.tolist(), high.tolist(), strict=True)
    ])  # fmt: skip
