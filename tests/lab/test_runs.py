"""Real runs of the real servers (MORTEM_LAB_TESTS=1)."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mortem.lab.seal import unseal

pytestmark = pytest.mark.lab
MORTEM = [sys.executable, "-c", "from mortem.cli.main import main; main()", "lab"]


def of_run(folder: Path) -> list[str]:
    """The processes that have to do with a run: by their command, folder or open files."""
    found = []
    for process in psutil.process_iter():
        try:
            words = " ".join(process.cmdline())
            places = [process.cwd(), words]
        except psutil.Error:
            continue
        if any(str(folder) in place for place in places):
            found.append(words)
    return found


def is_quiet(folder: Path, patience: float = 15.0) -> list[str]:
    until = time.monotonic() + patience
    while (left := of_run(folder)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def run(scenario: str, out: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*MORTEM, "run", scenario, "--out", str(out), "--scale", "0.15", *options],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_nothing_running(number: signal.Signals, tmp_path: Path) -> None:
    out = tmp_path / "run"
    with subprocess.Popen(
        [*MORTEM, "run", "typo", "--out", str(out), "--scale", "0.15"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "users come" in line:
                break
        assert "users come" in said
        assert len(of_run(out)) > 5
        process.send_signal(number)
        process.wait(60)
    assert is_quiet(out) == []


def test_the_next_run_works_and_leaves_evidence_and_sealed_truth(tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = run("typo", out, "--seed", "11")
    assert done.returncode == 0, done.stdout + done.stderr
    assert is_quiet(out) == []
    telemetry = {path.name for path in (out / "telemetry").iterdir()}
    assert telemetry >= {
        "access.log", "app.log", "nginx-error.log", "postgres.log", "alerts.jsonl", "deploys.jsonl",
        "notes.jsonl",
    }  # fmt: skip
    truth = unseal(out / "truth.sealed")
    assert truth["users"]["background"] == 0
    assert truth["users"]["failed_requests"] > 0
    assert truth["users"]["last_failing_ended"] <= truth["requests"][-1]["t"] + 20
    assert "truth" not in " ".join(telemetry)
    servers = json.loads((out / "run.json").read_text())["servers"]
    assert all(server["version"] and server["origin"] for server in servers.values())
    assert not (out / "live" / "pg").exists()


def test_a_control_hurts_nobody(tmp_path: Path) -> None:
    assert run("control", tmp_path / "run").returncode == 0
    users = unseal(tmp_path / "run" / "truth.sealed")["users"]
    assert (users["first_failing_began"], users["background"]) == (None, 0)
