"""Ten minutes of a small shop: its log, an alert, a release, a rollback, what people wrote."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BROKEN = range(300, 420)  # seconds from the start in which POST /pay fails


def _line(second: float, user: int, request: str, status: int, took: float) -> str:
    done = START + timedelta(seconds=second + took)
    stamp = f"{done:%d/%b/%Y:%H:%M:%S} +0000"
    agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"
    return (
        f'203.0.113.{user % 250} - user{user:03d} [{stamp}] "{request} HTTP/1.1" {status} 512 "-" '
        f'"{agent}" rt={took:.3f} ts={done.timestamp():.3f}'
    )


def access(*, broken: bool) -> list[str]:
    """Four requests a second, one of them a payment."""
    lines = []
    for second in range(600):
        for part in range(4):
            user = (second * 4 + part) % 180
            paying = part == 0
            fails = broken and paying and second in BROKEN
            took = 2.5 if fails else 0.05
            request = "POST /pay" if paying else f"GET /product/{user}"
            lines.append(_line(second + part / 4, user, request, 502 if fails else 200, took))
    return lines


def _at(second: float) -> str:
    return (START + timedelta(seconds=second)).isoformat(timespec="milliseconds")


def _alert(second: float) -> str:
    alert = {
        "status": "firing",
        "labels": {"alertname": "PayFails", "severity": "critical"},
        "annotations": {"summary": "Payments fail"},
        "startsAt": _at(second),
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "00aa11bb22cc33dd",
    }
    payload = {"version": "4", "status": "firing", "alerts": [alert], "truncatedAlerts": 0}
    return json.dumps({"received": _at(second + 1), "payload": payload})


def _change(second: float, release: str, previous: str, message: str) -> str:
    return json.dumps(
        {
            "ts": _at(second),
            "event": "deploy",
            "service": "payments",
            "release": release,
            "previous": previous,
            "by": "release-bot",
            "message": message,
        }
    )


def _note(second: float, by: str, text: str) -> str:
    return json.dumps({"ts": _at(second), "by": by, "text": text})


def write(folder: Path, *, broken: bool = True, alone: bool = False) -> Path:
    """The telemetry in a folder; `alone`: the access log and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"access.log": access(broken=broken)}
    if not alone:
        files["alerts.jsonl"] = [_alert(345)]
        files["deploys.jsonl"] = [
            _change(30, "r7", "", "first release"),
            _change(290, "r8", "r7", "new card form"),
            _change(415, "r7", "r8", "roll back r8"),
        ]
        files["notes.jsonl"] = [
            _note(360, "Wanjiru Kamau", "Looks like the card provider is down. Checking."),
            _note(385, "Wanjiru Kamau", "Not the provider: its probe at 198.51.100.7 is green."),
            _note(390, "Wanjiru Kamau", "Escalating to the payments team."),
        ]
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
