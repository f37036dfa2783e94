"""From telemetry to files: `mortem draft`, `mortem timeline`, and the facts they rest on."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from draft import telemetry
from facts.traffic import failing, steady, struck, write
from mortem.check.run import check_document
from mortem.cli.commands import draft as draft_command
from mortem.cli.commands import timeline as timeline_command
from mortem.document import parse
from mortem.draft import write_draft
from mortem.errors import NoOutage, WouldOverwrite
from mortem.evidence.store import EvidenceStore
from mortem.facts.ask import find_facts


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    return telemetry.write(tmp_path_factory.mktemp("shop") / "telemetry")


def draft(*arguments: object) -> Result:
    return CliRunner().invoke(draft_command.command, [str(a) for a in arguments])


def test_a_draft_and_its_page(shop, tmp_path) -> None:
    text, page = tmp_path / "p.md", tmp_path / "p.html"
    result = draft(shop, "-o", text, "--html", page)
    assert result.exit_code == 0, result.output
    written = text.read_text()
    assert "`POST /pay` of payments failed from 08:05:00 to 08:07:0" in written
    assert "Wanjiru" not in written + page.read_text()
    assert "198.51.100.7" not in written + page.read_text()
    assert not re.search(r"\b10\.\d+\.\d+\.\d+:\d+", page.read_text())  # nor in the SQL
    assert f"Next: mortem check {text} --evidence {shop}" in result.stderr
    assert draft(shop, "-o", text, "--html", page).exit_code == 0


def test_work_is_not_overwritten(shop, tmp_path) -> None:
    text = tmp_path / "p.md"
    text.write_text("mine\n")
    result = draft(shop, "-o", text, "--html", tmp_path / "p.html")
    assert isinstance(result.exception, WouldOverwrite)
    assert text.read_text() == "mine\n"
    assert not (tmp_path / "p.html").exists()
    assert draft(shop, "-o", text, "--force").exit_code == 0
    assert text.read_text() != "mine\n"


def test_no_outage_writes_nothing(tmp_path) -> None:
    calm = telemetry.write(tmp_path / "calm", broken=False, alone=True)
    result = draft(calm, "-o", tmp_path / "p.md")
    assert isinstance(result.exception, NoOutage)
    assert not (tmp_path / "p.md").exists()


def test_without_requests_no_outage_is_claimed_but_one_may_be_set_by_hand(tmp_path) -> None:
    note = {"ts": "2026-03-09T08:06:00Z", "by": "Ada", "text": "payments fail for everyone"}
    (tmp_path / "notes.jsonl").write_text(json.dumps(note) + "\n")
    result = draft(tmp_path)
    assert isinstance(result.exception, NoOutage)
    assert "--window BEGAN/ENDED" in str(result.exception)
    assert "shows no outage" not in str(result.exception)
    window = "2026-03-09T08:05:00Z/2026-03-09T08:07:00Z"
    by_hand = draft(tmp_path, "--window", window)
    assert by_hand.exit_code == 0
    assert "08:05:00 - The outage began.[^outage-window]" in by_hand.stdout


def test_an_access_log_alone_is_enough(tmp_path) -> None:
    alone = telemetry.write(tmp_path / "alone", alone=True)
    result = draft(alone)
    assert result.exit_code == 0, result.output
    assert "because the evidence is an access log alone" in result.stdout
    assert "[to fill: who was told]" in result.stdout


def test_in_another_zone(shop) -> None:
    assert "from 10:05:00 to 10:07:0" in draft(shop, "--tz", "Africa/Kigali").stdout


def test_a_timeline_of_everything(shop) -> None:
    result = CliRunner().invoke(timeline_command.command, [str(shop), "--format", "json"])
    data = json.loads(result.stdout)
    events = data["events"]
    assert [e["at"] for e in events] == sorted(e["at"] for e in events)
    assert {e["kind"] for e in events} == {"outage", "alert", "change", "message"}
    (alert,) = [e for e in events if e["kind"] == "alert"]
    assert alert["at"] == "2026-05-04T08:05:45+00:00"
    assert alert["source"] == "alerts.jsonl:1"
    text = CliRunner().invoke(timeline_command.command, [str(shop)]).stdout
    assert "08:05:45.0" in text
    assert "alerts.jsonl:1" in text


def test_the_numbers_that_measures_need(shop) -> None:
    from mortem.cli import inputs

    book = inputs.facts((str(shop),), {})
    peak, early = book.facts["peak-load"], book.facts["early-signal"]
    assert peak["route"] == "POST /pay"
    assert peak["per_second"] == pytest.approx(1.0, abs=0.3)
    assert early["signal"] == "failing"
    assert 0 < early["seconds_after_began"] < 15
    assert early["seconds_before_detected"] > 25
    assert early.proof[0].sources == ("access.log",)


def test_without_an_outage_measures_have_no_numbers(tmp_path) -> None:
    from mortem.cli import inputs

    calm = telemetry.write(tmp_path / "calm", broken=False)
    book = inputs.facts((str(calm),), {})
    assert not book.facts["peak-load"].known
    assert not book.facts["early-signal"].known
    assert {e["kind"] for e in book.facts["timeline"].items} == {"alert", "change", "message"}


@pytest.mark.parametrize(("first", "last"), [(0, 400), (260, 700)], ids=["ends", "begins"])
def test_a_draft_of_a_log_cut_in_the_outage_holds(tmp_path, first, last) -> None:
    calm = steady(700, 8, users=80)
    hits = [hit for hit in struck(calm, 250, 450, failing()) if first <= hit.at < last]
    log = write(tmp_path / "access.log", hits)
    with EvidenceStore() as store:
        store.add([log])
        book = find_facts(store)
    found = check_document(parse(write_draft(book)), book)
    assert [each for each in found if each.severity != "info"] == []
