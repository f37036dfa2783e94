"""Checks say what they saw, on logs written for them."""

import asyncio
import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mortem.lab import checks
from mortem.lab.journal import stamp

LINE = (
    '{who} - u1 [2026-11-25T16:47:37+00:00] "GET {path} HTTP/1.1" {status} 8 "-" "{agent}" '
    'ts={ts:.3f} rt=0.1 uct="-" urt="-" us="-" ua="-" rid=1\n'
)


@pytest.fixture
def scene(tmp_path: Path) -> Any:
    return SimpleNamespace(stack=SimpleNamespace(log=tmp_path))


def write(scene: Any, *rows: tuple[str, int, float], agent: str = "Mozilla/5.0") -> None:
    with (scene.stack.log / "access.log").open("a") as file:
        for path, status, age in rows:
            text = LINE.format(
                who="1.2.3.4", path=path, status=status, agent=agent, ts=time.time() - age
            )
            file.write(text)


def test_answers_are_counted_by_status_and_probes_are_left_out(scene: Any) -> None:
    write(scene, ("/", 200, 60), ("/", 200, 1), ("/checkout", 500, 1), ("/", 200, 2))
    write(scene, ("/", 502, 1), agent="Blackbox Exporter/0.23.0")
    finding = asyncio.run(checks.statuses(scene))
    assert finding.says == "nginx's access log, last 10 s: 2 × 200, 1 × 500."
    assert not finding.well
    assert asyncio.run(checks.statuses(scene, route="/checkout")).data == {"total": 1, "bad": 1}


def test_silence_is_not_well(scene: Any) -> None:
    write(scene, ("/", 200, 60))
    finding = asyncio.run(checks.statuses(scene))
    assert finding.says == "nginx logged no request in the last 10 s."
    assert not finding.well


def test_the_most_common_error_is_named_with_the_line_it_came_from(scene: Any) -> None:
    trace = 'File "/r42/store/checkout.py", line 18, in summary\nFile "/x/psycopg_pool/pool.py", line 9, in get'
    error = {
        "ts": stamp(),
        "level": "ERROR",
        "msg": "PoolTimeout: no connection",
        "traceback": trace,
    }
    rare = {"ts": stamp(), "level": "ERROR", "msg": "another"}
    info = {"ts": stamp(), "level": "INFO", "msg": "store r42 started"}
    lines = [json.dumps(e) for e in (info, error, error, rare)]
    (scene.stack.log / "app.log").write_text("\n".join([*lines, "no JSON", ""]))
    finding = asyncio.run(checks.app_errors(scene))
    assert finding.says == (
        "The store's most common error in the last 12 s, 2 times: 'PoolTimeout: no connection'"
        " (from summary() in checkout.py, line 18)."
    )


def test_no_error_is_said_to_be_none(scene: Any) -> None:
    assert (
        asyncio.run(checks.app_errors(scene)).says == "The store logged no error in the last 12 s."
    )


def test_nginx_complaints_are_counted_without_their_particulars(scene: Any) -> None:
    (scene.stack.log / "nginx-error.log").write_text(
        "2026/11/25 17:02:00 [crit] 7#7: accept4() failed (24: Too many open files)\n"
        * 3
        + "2026/11/25 17:02:01 [error] 7#7: *9 connect() failed (111: Connection refused) while"
        " connecting to upstream, client: 1.2.3.4, server: x\n"
    )
    says = asyncio.run(checks.edge_errors(scene)).says
    assert says == "nginx's error log says 3 times: 'accept4() failed (24: Too many open files)'."
