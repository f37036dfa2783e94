"""Application, web server and database logs beside the access log."""

import json
from pathlib import Path

import numpy as np
from benchmarks.simulate.access import path_of
from benchmarks.simulate.clock import local, tz_of, utc_z
from benchmarks.simulate.requests import Requests
from benchmarks.simulate.spec import Spec
from benchmarks.simulate.stage import Stage

MOST = 3000


def write_logs(
    spec: Spec, requests: Requests, stage: Stage, folder: Path, rng: np.random.Generator
) -> dict[str, int]:
    """Write the logs this case has; returns the known rejected lines by file."""
    rejected: dict[str, int] = {}
    served = requests.take(requests.answered & (requests.route >= 0))
    rows = np.sort(rng.permutation(len(served))[:MOST])
    bad = np.flatnonzero(served.status >= 500)[:MOST]
    rows = np.unique(np.concatenate([rows, bad]))
    if spec.logs in {"app-json", "all"}:
        rejected |= _app_json(spec, served, rows, stage, folder)
    if spec.logs in {"app-plain"}:
        _app_plain(served, rows, stage, folder)
    if spec.logs in {"nginx-error", "all"}:
        _nginx_error(spec, served, bad, stage, folder)
    if spec.logs in {"postgres", "all"}:
        _postgres(stage, folder, rng)
    return rejected


def _what(requests: Requests, stage: Stage, row: int) -> tuple[str, str, str]:
    method, path = path_of(requests, stage, row)
    service = stage.routes[int(requests.route[row])].service
    return method, path.partition("?")[0], service


def _app_json(
    spec: Spec, requests: Requests, rows: np.ndarray, stage: Stage, folder: Path
) -> dict[str, int]:
    lines = []
    for row in rows.tolist():
        method, path, service = _what(requests, stage, row)
        at = utc_z(float(requests.arrival[row] + requests.seconds[row] * 0.9))
        entry = {"ts": at, "level": "INFO", "logger": service, "instance": "app-1",
                 "msg": f"{method} {path} done", "path": path}  # fmt: skip
        if requests.status[row] >= 500:
            entry |= {"level": "ERROR", "msg": "request failed", "exc_type": "PoolTimeout",
                      "traceback": "Traceback (most recent call last):\n  File \"app.py\", line 7"
                      "\nPoolTimeout: couldn't get a connection after 3.00 sec"}  # fmt: skip
        lines.append(json.dumps(entry))
    cut = 0
    if spec.garbage == "some" and len(lines) > 20:
        lines.insert(len(lines) // 2, lines[7][: len(lines[7]) // 2])
        lines.insert(len(lines) // 3, "Killed")
        cut = 2
    (folder / "app.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {"app.log": cut}


def _app_plain(requests: Requests, rows: np.ndarray, stage: Stage, folder: Path) -> None:
    lines = []
    for row in rows.tolist():
        method, path, service = _what(requests, stage, row)
        at = utc_z(float(requests.completion[row]))
        if requests.status[row] >= 500:
            lines.append(f"{at} ERROR {service} - {method} {path} failed\n"
                         "Traceback (most recent call last):\n"
                         '  File "/srv/app.py", line 41, in handle\n'
                         "TimeoutError: upstream did not answer")  # fmt: skip
        else:
            lines.append(f"{at} INFO {service} - {method} {path} -> {requests.status[row]}")
    (folder / "application.log").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _nginx_error(
    spec: Spec, requests: Requests, bad: np.ndarray, stage: Stage, folder: Path
) -> None:
    tz = tz_of(spec.zone)
    begin = local(stage.start, tz)
    lines = [f"{begin:%Y/%m/%d %H:%M:%S} [notice] 812#812: start worker process 815"]
    for row in bad.tolist():
        method, path = path_of(requests, stage, row)
        at = local(float(requests.completion[row]), tz)
        lines.append(
            f"{at:%Y/%m/%d %H:%M:%S} [error] 815#815: *{row} upstream prematurely closed "
            f"connection while reading response header from upstream, client: 198.51.100.7, "
            f'server: shop.example, request: "{method} {path} HTTP/1.1", '
            f'upstream: "http://10.0.1.11:8080{path}", host: "shop.example"'
        )
    (folder / "error.log").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _postgres(stage: Stage, folder: Path, rng: np.random.Generator) -> None:
    lines = []
    for at in np.sort(rng.uniform(stage.start, stage.end, 60)).tolist():
        stamp = utc_z(at)[:-1].replace("T", " ")
        lines.append(f"{stamp} UTC [{rng.integers(100, 999)}] app=store,user=store,db=store,"
                     "client=10.0.1.11 LOG:  checkpoint complete: wrote 210 buffers")  # fmt: skip
    (folder / "postgres.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
