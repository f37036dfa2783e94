"""`mortem facts` as people call it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from facts.traffic import failing, steady, struck, write
from mortem.cli.main import mortem

USUAL = steady(400, 8, users=80)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "access.log", struck(USUAL, 150, 200, failing()))


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(mortem, ["facts", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_screen_says_what_the_evidence_says(log: Path) -> None:
    text = run(log)
    assert "outage-window" in text
    assert "\x1b" not in text
    assert "Next: mortem draft" in text
    assert text.index("outage-window") < text.index("affected-users")


def test_json_is_the_contracts(log: Path) -> None:
    made = json.loads(run(log, "--format", "json", "--tz", "Africa/Kigali"))
    assert made["schema"] == 1
    (file,) = made["evidence"]["files"]
    assert set(file) == {
        "path", "format", "bytes", "sha256", "rows", "rejected", "first", "last",
    }  # fmt: skip
    window = made["facts"]["outage-window"]
    assert set(window) == {"values", "unknown", "sentence", "proof", "blind_spots"}
    assert set(window["values"]) == {
        "began", "ended", "began_between", "ended_between",
        "seconds", "resolution_seconds", "pauses",
    }  # fmt: skip
    assert window["unknown"] is None
    assert window["values"]["began"].endswith("+02:00")
    assert set(made["facts"]["affected-users"]["values"]) == {
        "affected", "met_errors", "active", "percent", "percent_low", "percent_high",
        "identity", "left_out",
    }  # fmt: skip
    assert set(window["proof"][0]) == {"sql", "sources", "lines", "method"}


def test_no_outage_is_an_answer(tmp_path: Path) -> None:
    made = json.loads(run(write(tmp_path / "access.log", USUAL), "--format", "json"))
    assert made["facts"]["outage-window"]["values"] is None
    assert "no outage" in made["facts"]["outage-window"]["unknown"]
    assert made["facts"]["failed-requests"]["values"] is None


def test_only_one_fact_with_its_proof(log: Path) -> None:
    text = run(log, "--only", "failed-requests", "--proof")
    assert "SELECT" in text
    assert "access.log:" in text
    assert "outage-window" not in text
    result = CliRunner().invoke(mortem, ["facts", str(log), "--only", "nonsense"])
    assert result.exit_code == 2
    assert "there are" in result.stderr


def test_lines_not_understood_are_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "access.log", USUAL)
    with path.open("a", encoding="utf-8") as file:
        file.write("this is no record at all\n")
    text = run(path)
    assert "1 lines not understood" in text or "1 line not understood" in text
    assert f":{len(USUAL) + 1}: " in text.replace("\n", "")


def test_a_screen_has_no_trailing_spaces_and_names_a_file_once(log: Path) -> None:
    errors = "2026/03/09 12:04:10 [error] 7#7: *1 connect() failed, client: 198.51.0.1\n"
    (log.parent / "error.log").write_text(errors * 3, encoding="utf-8")
    out = CliRunner().invoke(mortem, ["facts", str(log.parent)]).output
    assert "error.log writes no zone" in out
    assert "error.log: error.log" not in out
    assert not [line for line in out.splitlines() if line != line.rstrip()]
