"""Clocks that are off, and clocks that are not."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest

from facts.people.incident import BEGAN, access, after, case, moments
from mortem.facts import clocks


def app_log(ahead: float, with_request: bool = True) -> str:
    rows = []
    first = len(moments(-900, 0))
    for number, at in enumerate(moments(0, 600), first):
        rid = f"r{number}b" if with_request else ""
        stamp = after(at + ahead).isoformat()
        row = {"ts": stamp, "level": "ERROR", "service": "basket", "msg": "boom", "request_id": rid}
        rows.append(json.dumps(row) + "\n")
    return "".join(rows)


@pytest.mark.parametrize("ahead", [90.0, -40.0, 7200.0])
@pytest.mark.parametrize("with_request", [True, False], ids=["request ids", "pattern"])
def test_an_app_log_whose_clock_is_off(ahead: float, with_request: bool, tmp_path: Path) -> None:
    log = app_log(ahead, with_request)
    with case(tmp_path, access__log=access(), app__log=log) as asked:
        found = clocks.shifts(asked)
        assert found["app.log"] == pytest.approx(ahead, abs=1.0)
        (quality,) = [note for note in asked.store.quality if note.kind == "clock-shift"]
        assert quality.source == "app.log"
        assert ("ahead of" in quality.text) == (ahead > 0)
        moment = BEGAN + timedelta(seconds=ahead)
        assert abs((clocks.corrected(asked, "app.log", moment) - BEGAN).total_seconds()) < 1.0


@pytest.mark.parametrize("with_request", [True, False])
def test_a_good_clock_is_not_reported(with_request: bool, tmp_path: Path) -> None:
    with case(tmp_path, access__log=access(), app__log=app_log(0.5, with_request)) as asked:
        assert clocks.shifts(asked) == {}
        assert not [note for note in asked.store.quality if note.kind == "clock-shift"]


def nginx_errors(hours: float) -> str:
    lines = []
    first = len(moments(-900, 0))
    for number, at in list(enumerate(moments(0, 600), first))[::3]:
        lines.append(
            f"{after(at + hours * 3600):%Y/%m/%d %H:%M:%S} [error] 7#7: *{number} upstream prematurely closed,"
            f' client: 198.51.{100 + number // 250}.{number % 250}, server: shop, request: "GET /basket HTTP/1.1"\n'
        )
    return "".join(lines)


@pytest.mark.parametrize("hours", [0.0, 2.0, -5.0])
def test_nginx_error_log_in_another_zone(hours: float, tmp_path: Path) -> None:
    with case(tmp_path, access__log=access(), error__log=nginx_errors(hours)) as asked:
        rows = asked.ask("SELECT min(happened_at) AS first FROM log_line")
        first = clocks.corrected(asked, "error.log", rows[0]["first"])
        assert abs((first - BEGAN).total_seconds()) < 8.0


def traffic(chance: random.Random) -> list[float]:
    """Arrivals whose rate goes up and down, seconds after the onset."""
    times, at = [], -900.0
    while at < 1500:
        at += chance.expovariate(2.0 + 6.0 * (int(at // 60) % 3))
        times.append(at)
    return times


def metrics(times: list[float], ahead: float, step: float) -> str:
    values, number = [], 0
    for tick in range(int(2400 / step)):
        at = -900 + tick * step
        while number < len(times) and times[number] <= at:
            number += 1
        values.append([after(at + ahead).timestamp(), str(number)])
    result = [{"metric": {"__name__": "http_requests_total"}, "values": values}]
    data = {"resultType": "matrix", "result": result}
    return json.dumps({"status": "success", "data": data})


@pytest.mark.parametrize(("ahead", "step"), [(90.0, 15.0), (-45.0, 5.0), (0.0, 15.0), (1.0, 1.0)])
def test_metrics(ahead: float, step: float, tmp_path: Path) -> None:
    times = traffic(random.Random(3))
    log = "".join(
        f"198.51.100.7 - - [{after(at):%d/%b/%Y:%H:%M:%S +0000}]"
        f' "GET /basket HTTP/1.1" 200 12 "-" "Mozilla/5.0 Firefox/128.0"\n'
        for at in times
    )
    with case(tmp_path, access__log=log, metrics__json=metrics(times, ahead, step)) as asked:
        found = clocks.shifts(asked)
    if abs(ahead) < 2:
        assert found == {}
    else:
        assert found["metrics.json"] == pytest.approx(ahead, abs=1.5)
