"""How the outage was noticed."""

import json
from pathlib import Path

import pytest

from facts.people.incident import access, after, alert, answer, case, deploys, iso, notes
from mortem.facts.fact import Fact
from mortem.facts.questions.alerts import Alerts
from mortem.facts.questions.detection import Detection


def detection(folder: Path, **files: str) -> Fact:
    with case(folder, access__log=access(), **files) as asked:
        answer(Alerts, asked)
        return answer(Detection, asked)


def test_an_alert_of_this_outage(tmp_path: Path) -> None:
    fact = detection(
        tmp_path,
        alerts__jsonl=alert(45, "BasketErrors") + alert(60, "SiteSlow"),
        notes__jsonl=notes((90, "Ada", "Acknowledged, looking.")),
    )
    assert fact["how"] == "monitoring"
    assert fact["by"] == "BasketErrors"
    assert fact["detected_at"] == after(45)
    assert fact["seconds_to_detect"] == 45


@pytest.mark.parametrize(
    ("text", "by", "how"),
    [
        ("Two customers report that they cannot pay", "Ada", "customer"),
        ("ticket #4312: the basket shows an error", "Support", "customer"),
        ("the basket gives me a 500", "Ada", "engineer"),
        ("getting 502 on the home page from my phone, anyone else?", "Ada", "engineer"),
        ("Got paged for BasketErrors, looking", "Ada", "monitoring"),
    ],
)
def test_a_message_that_notices(text: str, by: str, how: str, tmp_path: Path) -> None:
    fact = detection(tmp_path, notes__jsonl=notes((30, by, text), (90, "Grace", "On it.")))
    assert (fact["how"], fact["by"], fact["detected_at"]) == (how, by, after(30))
    assert fact["quote"] in text


def test_what_notices_nothing(tmp_path: Path) -> None:
    said = notes(
        (-300, "Ada", "Releasing v18: gift wrapping"),
        (-200, "Ada", "Errors on the basket page in staging"),
        (20, "Ada", "Deploying v19 of the newsletter"),
        (25, "Grace", "The printer is broken"),
        (30, "Grace", "Search is slow for me"),  # it was served as usual
        (35, "deploy-bot", "v19 is live"),
        (200, "Ada", "The basket fails"),
    )
    fact = detection(tmp_path, notes__jsonl=said)
    assert fact["detected_at"] == after(200)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (alert(20, "Watchdog", severity="none"), "heartbeat"),
        (alert(20, "NightlyBackupFailed", job="backup"), "nightly backup"),
        (alert(20, "SearchSlow", service="search"), "served as usual"),
        (alert(20, "BasketErrors", environment="staging"), "another environment"),
        (alert(-400, "BasketErrors"), "before the first"),
        (alert(2000, "BasketErrors"), "after the outage"),
        ("".join(alert(at, "HighLoad") for at in (-800, -600, -400, 20, 1200)), "flaps"),
        (alert(20, "DeployFinished", severity="info"), "calls nobody"),
    ],
    ids=["heartbeat", "backup", "search", "staging", "before", "after", "flapping", "info"],
)
def test_an_alert_of_something_else_is_none(other: str, why: str, tmp_path: Path) -> None:
    with case(
        tmp_path, access__log=access(), alerts__jsonl=other + alert(70, "SiteErrors")
    ) as asked:
        alerts = answer(Alerts, asked)
        fact = answer(Detection, asked)
    rest = [row for row in alerts.items if row["name"] != "SiteErrors"]
    assert rest
    assert all(not row["of_this_outage"] for row in rest)
    assert any(why in row["why"] for row in rest)
    assert fact["by"] == "SiteErrors"


def test_nothing_on_record(tmp_path: Path) -> None:
    fact = detection(
        tmp_path, deploys__jsonl=deploys({"ts": -60, "event": "deploy", "release": "v1"})
    )
    assert fact.unknown


def test_minutes_only_are_no_detection_before_the_onset(tmp_path: Path) -> None:
    fact = detection(tmp_path, notes__md="# 2026-03-08 (UTC)\n\n- 10:15 - the basket fails\n")
    assert fact["detected_at"] == after(0)
    assert fact["seconds_to_detect"] == 0


def test_an_alert_before_its_own_cause_shows_that_its_clock_is_behind(tmp_path: Path) -> None:
    early = alert(-70, "BasketErrors", until=520) + alert(-50, "BasketSlow", until=530)
    with case(tmp_path, access__log=access(), alerts__jsonl=early) as asked:
        alerts = answer(Alerts, asked)
        fact = answer(Detection, asked)
        notes = [note for note in asked.store.quality if note.kind == "clock-shift"]
    assert [note.seconds for note in notes] == [-80.0]
    assert all(row["of_this_outage"] for row in alerts.items)
    assert fact["detected_at"] == after(10)
    assert "corrected: the clock of alerts.jsonl is 80 s behind" in fact.sentence


def test_an_early_alert_of_a_mere_symptom_shows_it_too(tmp_path: Path) -> None:
    early = alert(-70, "HighErrorRate", until=520) + alert(-60, "DiskFilling", until=525)
    with case(tmp_path, access__log=access(), alerts__jsonl=early) as asked:
        answer(Alerts, asked)
        assert [n.seconds for n in asked.store.quality if n.kind == "clock-shift"] == [-80.0]
        assert answer(Detection, asked)["by"] == "HighErrorRate"


def test_a_bot_that_passes_on_an_alert_is_monitoring(tmp_path: Path) -> None:
    said = notes((30, "alertbot", "FIRING: HighErrorRate on web"), (60, "Ada", "looking into it"))
    fact = detection(tmp_path, notes__jsonl=said)
    assert (fact["how"], fact["detected_at"]) == ("monitoring", after(30))


def test_an_alert_that_merely_came_before_shifts_no_clock(tmp_path: Path) -> None:
    before = alert(-300, "BasketErrors", until=-200) + alert(-100, "BasketSlow", until=2000)
    with case(tmp_path, access__log=access(), alerts__jsonl=before) as asked:
        alerts = answer(Alerts, asked)
        assert not [note for note in asked.store.quality if note.kind == "clock-shift"]
    assert not any(row["of_this_outage"] for row in alerts.items)


def test_alerts_received_before_they_fired(tmp_path: Path) -> None:
    body = json.loads(alert(150, "BasketErrors"))
    wrapped = json.dumps({"received": iso(60), "payload": body}) + "\n"
    with case(tmp_path, access__log=access(), alerts__jsonl=wrapped) as asked:
        answer(Alerts, asked)
        assert answer(Detection, asked)["detected_at"] == after(60)
        assert [n.seconds for n in asked.store.quality if n.kind == "clock-shift"] == [90.0]
