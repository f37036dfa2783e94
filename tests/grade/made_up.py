"""A made-up run: what its sealed truth says."""

import base64
import json
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any


def at(clock: str) -> float:
    return datetime.fromisoformat(f"2026-03-03T{clock}+00:00").timestamp()


def truth(**changes: Any) -> dict[str, Any]:
    began, ended = at("10:02:30.400"), at("10:04:00.200")
    raw = {
        "version": 1,
        "scenario": "checkout",
        "cause": "release r52: checkout takes a second connection inside a request",
        "change": "r52",
        "fixed_by": "roll back from r52 to r51",
        "innocent": ["PostgreSQL"],
        "hints": 0,
        "dead_ends": [
            {"what": "the database was suspected first", "words": ["database", "postgres"]},
            {"what": "both instances were restarted in vain", "words": ["restart"]},
        ],
        "escalations": [
            {"at": "2026-03-03T10:03:12+00:00", "to": "Development", "by": "IT support"}
        ],
        "shows_in": ["access log", "app log", "alerts"],
        "rubric": {
            "cause": [
                ["the release", ["release"], ["loyalty", "code"]],
                ["a second connection", [r"(second|another)\W+(\w+\W+){0,4}connection"]],
                ["the pool runs dry", ["deadlock", "pool"]],
            ],
            "fix": ["roll(ed)?[ -]?back"],
            "prevention": [
                ["a load test", ["load test"]],
                ["an alert on the pool", ["alert[^.]*pool"]],
                ["a canary", ["canary"]],
            ],
            "wrong": [["the database", ["(database|postgres) (was|is) (down|overloaded)"]]],
        },
        "users": {
            "first_failing_began": began,
            "last_failing_ended": ended,
            "percent": 60.4,
            "affected": 302,
            "active": 500,
            "routes": {"GET /checkout": 700, "POST /checkout": 120},
        },
        "requests": [{"t": at("10:01:50"), "d": 0.1}, {"t": at("10:04:40"), "d": 0.1}],
    }
    return raw | changes


def write_truth(run: Path, raw: dict[str, Any]) -> Path:
    packed = base64.b64encode(zlib.compress(json.dumps(raw).encode())).decode()
    run.mkdir(exist_ok=True)
    (run / "truth.sealed").write_text(f"mortem lab: sealed truth of a run\n{packed}\n")
    return run
