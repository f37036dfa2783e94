"""A probe's checks: heard where people's requests do not say otherwise."""

import json
from pathlib import Path

from facts.asking import facts_of
from facts.traffic import BEGIN, Hit, shown, steady, struck, write


def checks(path: Path, down: tuple[float, float], seconds: float, every: int = 15) -> Path:
    """What Prometheus answers to a range query for `probe_success`."""
    begin = BEGIN.timestamp()
    values = [
        [begin + at, "0" if down[0] <= at < down[1] else "1"]
        for at in range(0, int(seconds), every)
    ]
    labels = {"__name__": "probe_success", "instance": "https://shop.example/", "job": "probe"}
    data = {"resultType": "matrix", "result": [{"metric": labels, "values": values}]}
    path.write_text(json.dumps({"status": "success", "data": data}), encoding="utf-8")
    return path


def test_a_failing_probe_alone_is_no_outage_against_healthy_traffic(tmp_path: Path) -> None:
    log = write(tmp_path / "access.log", steady(1200, 8))
    book = facts_of(log, checks(tmp_path / "probe.json", (400, 700), 1200))
    assert not book["outage-window"].known
    assert book["other-disturbances"].items == []


def test_a_log_that_stops_while_the_probe_fails_is_an_outage(tmp_path: Path) -> None:
    hits = [hit for hit in steady(900, 8) if hit.at < 610]
    log = write(tmp_path / "access.log", hits)
    book = facts_of(log, checks(tmp_path / "probe.json", (615, 1500), 1800))
    window = book["outage-window"]
    assert window["began_between"] == [shown(600), shown(615)]
    assert window["ended_between"] == [shown(1485), shown(1500)]
    assert book["affected-users"]["percent"] is None


def test_the_requests_say_more_exactly_when_it_was(tmp_path: Path) -> None:
    hits: list[Hit] = struck(steady(1200, 8), 400, 520, lambda hit: None)
    log = write(tmp_path / "access.log", hits)
    book = facts_of(log, checks(tmp_path / "probe.json", (405, 535), 1200))
    assert abs((book["outage-window"]["began"] - shown(400)).total_seconds()) < 2
    assert abs((book["outage-window"]["ended"] - shown(520)).total_seconds()) < 2


def test_without_an_access_log_the_probe_is_what_there_is(tmp_path: Path) -> None:
    book = facts_of(checks(tmp_path / "probe.json", (600, 900), 3600))
    window = book["outage-window"]
    assert window["began"] == shown(600)
    assert window["ended_between"] == [shown(885), shown(900)]
    assert "probe" in window.proof[0].method
    assert not book["affected-users"].known
    assert not book["failed-requests"].known


def test_checks_that_fail_at_the_start_are_no_outage(tmp_path: Path) -> None:
    book = facts_of(checks(tmp_path / "probe.json", (0, 60), 3600))
    assert not book["outage-window"].known


def refusing(path: Path, began: int, ended: int) -> Path:
    """An nginx error log that says every second that no connection could be taken."""
    times = (f"{shown(at):%Y/%m/%d %H:%M:%S}" for at in range(began, ended))
    lines = (f"{at} [crit] 7#7: accept4() failed (24: Too many open files)\n" for at in times)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_some_are_served_while_the_web_server_takes_no_connections(tmp_path: Path) -> None:
    log = write(tmp_path / "access.log", steady(600, 8))
    probe = checks(tmp_path / "probe.json", (300, 360), 600, every=5)
    book = facts_of(log, probe, refusing(tmp_path / "nginx-error.log", 300, 360))
    window = book["outage-window"]
    assert window["began_between"] == [shown(295), shown(305)]
    assert window["ended_between"] == [shown(355), shown(365)]
    users = book["affected-users"]
    assert users["percent_high"] == 100
