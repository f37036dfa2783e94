"""Forty minutes of a small shop with ten bad ones: its log, alerts, a release, what people wrote."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
SECONDS = 2400
BROKEN = range(960, 1590)  # seconds from the start in which three payments in four fail
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"


def access() -> str:
    """Three requests a second, one of them a payment, by 240 people."""
    dice, lines = random.Random(3), []
    for tick in range(SECONDS * 3):
        second, user = tick / 3, dice.randrange(240)
        paying = tick % 3 == 0
        fails = paying and int(second) in BROKEN and dice.random() < 0.75
        took = dice.uniform(1.8, 3.2) if fails else dice.lognormvariate(-3, 0.4)
        request = "POST /checkout" if paying else f"GET /product/{dice.randrange(90)}"
        done = START + timedelta(seconds=second + took)
        lines.append(
            f"203.0.113.{user % 250} - shopper{user:03d} [{done:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"{request} HTTP/1.1" {502 if fails else 200} {dice.randrange(400, 9000)} "-" '
            f'"{AGENT}" rt={took:.3f} ts={done.timestamp():.3f}\n'
        )
    return "".join(lines)


def _at(second: float) -> str:
    return (START + timedelta(seconds=second)).isoformat(timespec="milliseconds")


def _alert(second: float, ended: float | None = None) -> dict[str, object]:
    alert = {
        "status": "resolved" if ended else "firing",
        "labels": {"alertname": "CheckoutErrors", "severity": "critical", "service": "payments"},
        "annotations": {"summary": "Payments fail"},
        "startsAt": _at(second),
        "endsAt": _at(ended) if ended else "0001-01-01T00:00:00Z",
        "fingerprint": "00aa11bb22cc33dd",
    }
    payload = {"version": "4", "status": alert["status"], "alerts": [alert], "truncatedAlerts": 0}
    return {"received": _at((ended or second) + 1), "payload": payload}


def _change(second: float, release: str, previous: str, message: str) -> dict[str, object]:
    return {
        "ts": _at(second),
        "event": "deploy",
        "service": "payments",
        "release": release,
        "previous": previous,
        "by": "mia.lindqvist",
        "message": message,
    }


def _note(second: float, by: str, text: str) -> dict[str, object]:
    return {"ts": _at(second), "by": by, "text": text}


def files() -> dict[str, str]:
    """The telemetry, by file name."""
    lines = {
        "alerts.jsonl": [_alert(1085), _alert(1085, 1650)],
        "deploys.jsonl": [
            _change(40, "r41", "r40", "smaller product pictures"),
            _change(945, "r42", "r41", "new card form"),
            _change(1585, "r41", "r42", "roll back r42"),
        ],
        "notes.jsonl": [
            _note(1100, "tom.abara", "Paged for CheckoutErrors, looking at payments."),
            _note(1160, "tom.abara", "Could be the card network again, checking their status."),
            _note(1260, "mia.lindqvist", "Not the card network, they report no problem."),
            _note(1330, "tom.abara", "Escalating to the payments team."),
            _note(1470, "mia.lindqvist", "db-2.payments.internal logs 'unknown column' since r42."),
            _note(1500, "mia.lindqvist", "r42 sends a field that the table does not have."),
            _note(1560, "mia.lindqvist", "Rolling back r42."),
            _note(1680, "tom.abara", "Payments go through again, closing."),
        ],
    }
    made = {name: "".join(json.dumps(x) + "\n" for x in rows) for name, rows in lines.items()}
    return {"access.log": access(), **made}


def write(folder: Path) -> list[Path]:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())
