"""A small incident written as telemetry, for the facts that people's records give."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mortem.evidence.store import EvidenceStore
from mortem.facts.fact import Fact
from mortem.facts.question import Case, Inquiry, Question

BEGAN = datetime(2026, 3, 8, 10, 15, 0, tzinfo=UTC)
ENDED = BEGAN + timedelta(minutes=10)


def after(seconds: float) -> datetime:
    """A moment so many seconds after the onset."""
    return BEGAN + timedelta(seconds=seconds)


def iso(seconds: float) -> str:
    return after(seconds).isoformat(timespec="milliseconds")


def moments(start: float, stop: float, every: float = 1.0) -> list[float]:
    """Seconds after the onset, at random but always the same."""
    chance = random.Random(7)
    at, found = -900.0, []
    while at < stop:
        at += chance.expovariate(1 / every)
        found.append(at)
    return [at for at in found if start <= at < stop]


def access(failing: bool = True, every: float = 1.0) -> str:
    """A quarter of an hour either side; the basket fails in the outage, the search never."""
    lines = []
    for number, at in enumerate(moments(-900, 1500, every)):
        bad = failing and 0 <= at <= 600
        for path, status in (("/basket", 500 if bad else 200), ("/search?q=tea", 200)):
            stamp = after(at).timestamp()
            lines.append(
                f"198.51.{100 + number // 250}.{number % 250} - - [{after(at):%d/%b/%Y:%H:%M:%S +0000}]"
                f' "GET {path} HTTP/1.1" {status} 12 "-" "Mozilla/5.0 Firefox/128.0" ts={stamp:.3f}'
                f" rt=0.020 rid=r{number}{path[1]}"
            )
    return "\n".join(lines) + "\n"


def notes(*said: tuple[float, str, str]) -> str:
    rows = [{"ts": iso(at), "by": by, "text": text} for at, by, text in said]
    return "".join(json.dumps(row) + "\n" for row in rows)


def deploys(*events: Mapping[str, Any]) -> str:
    rows = [{**event, "ts": iso(event["ts"])} for event in events]
    return "".join(json.dumps(row) + "\n" for row in rows)


def alert(at: float, name: str, until: float | None = None, **labels: str) -> str:
    """A notification of Alertmanager about one alert."""
    body = {
        "status": "resolved" if until is not None else "firing",
        "labels": {"alertname": name, "severity": "critical", **labels},
        "annotations": {},
        "startsAt": iso(at),
        "endsAt": iso(until) if until is not None else "0001-01-01T00:00:00Z",
    }
    return json.dumps({"version": "4", "receiver": "pager", "alerts": [body]}) + "\n"


@contextmanager
def case(folder: Path, **files: str) -> Iterator[Case]:
    """The evidence of the files (a double underscore is a dot), with the window known."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    with EvidenceStore() as store:
        store.add([folder])
        asked = Case(store, Inquiry(), UTC)
        window = {
            "began": BEGAN,
            "ended": ENDED,
            "began_between": [BEGAN - timedelta(seconds=1), BEGAN],
            "ended_between": [ENDED, ENDED + timedelta(seconds=1)],
            "seconds": 600.0,
            "resolution_seconds": 1.0,
            "pauses": [],
        }
        asked.facts["outage-window"] = Fact("outage-window", window, "")
        routes: Sequence[Any] = [{"route": "GET /basket", "failed": 600, "total": 600}]
        asked.facts["broken-routes"] = Fact("broken-routes", list(routes), "")
        yield asked


def answer(question: type[Question], asked: Case) -> Fact:
    question.name = question.__module__.rpartition(".")[2].replace("_", "-")
    fact = question().answer(asked)
    asked.facts[fact.key] = fact
    return fact
