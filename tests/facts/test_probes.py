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
