"""Which change, and which part of the stack, the evidence speaks against."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mortem.evidence.store import EvidenceStore
from mortem.facts.ask import find_facts
from mortem.facts.fact import FactBook

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ONSET, END, LENGTH = 600, 720, 1200  # seconds after noon


def access(folder: Path, *, bad: str = "/checkout", upstreams: tuple[str, ...] = ("a:80",)) -> None:
    """Four requests a second for twenty minutes; `bad` fails in the outage (at the last upstream)."""
    lines = []
    for tick in range(LENGTH * 4):
        second = tick / 4
        at = NOON + timedelta(seconds=second)
        path = ("/", "/checkout", "/cart", "/search")[tick % 4]
        upstream = upstreams[(tick // 4) % len(upstreams)]
        broken = ONSET <= second < END and path == bad and upstream == upstreams[-1]
        lines.append(
            f'192.0.2.{tick % 200} - user{tick % 97} [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" '
            f'{500 if broken else 200} 99 "-" "Mozilla/5.0 (X11)" rt=0.010 ua="{upstream}" '
            f"ts={at.timestamp():.3f}\n"
        )
    (folder / "access.log").write_text("".join(lines), encoding="utf-8")


def jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """JSON lines whose `ts` is given in seconds after noon."""
    text = "".join(
        json.dumps(row | {"ts": (NOON + timedelta(seconds=row["ts"])).isoformat()}) + "\n"
        for row in rows
    )
    path.write_text(text, encoding="utf-8")


def deploy(ts: float, release: str, service: str = "store", **more: Any) -> dict[str, Any]:
    row = {"ts": ts, "event": "deploy", "service": service, "release": release, "message": "work"}
    return row | more


def facts(folder: Path) -> FactBook:
    with EvidenceStore() as store:
        store.add([folder])
        return find_facts(store)


def blamed(folder: Path, *changes: dict[str, Any]) -> list[str]:
    jsonl(folder / "deploys.jsonl", changes)
    return [change["ref"] for change in facts(folder)["suspect-changes"]["ranked"]]


def test_a_release_that_was_rolled_back_when_users_were_served_again(tmp_path: Path) -> None:
    access(tmp_path)
    changes = (
        deploy(100, "r7", "newsletter"),
        deploy(580, "r42", previous="r41"),
        deploy(718, "r41", previous="r42", event="rollback", message="roll back"),
        deploy(730, "r8", "newsletter"),
    )
    assert blamed(tmp_path, *changes) == ["r42"]
    cleared = {c["ref"]: c["why"] for c in facts(tmp_path)["suspect-changes"]["cleared"]}
    assert "stayed in force" in cleared["r7"]
    assert "after the first failure" in cleared["r8"]


@pytest.mark.parametrize(
    "changes",
    [
        [deploy(-5, "r41", previous=None, message="initial release")],
        [deploy(100, "r7", "newsletter")],
        [deploy(650, "r43")],
        [deploy(100, "r7", "newsletter"), deploy(300, "r9", "search")],
    ],
)
def test_nothing_is_blamed_where_nothing_speaks_for_it(
    tmp_path: Path, changes: list[dict[str, Any]]
) -> None:
    access(tmp_path)
    assert blamed(tmp_path, *changes) == []
    assert "None of the" in facts(tmp_path)["suspect-changes"].sentence


def test_errors_of_a_new_version_speak_against_it(tmp_path: Path) -> None:
    access(tmp_path)
    rows = [{"ts": 0, "level": "INFO", "service": "store", "version": "r41", "msg": "started"}]
    rows += [
        {"ts": t, "level": "ERROR", "service": "store", "version": "r42", "msg": "KeyError: 'sku'"}
        for t in range(ONSET, END, 2)
    ]
    jsonl(tmp_path / "app.log", rows)
    assert blamed(tmp_path, deploy(400, "r42")) == ["r42"]
    [part] = facts(tmp_path)["suspect-components"]["ranked"][:1]
    assert (part["service"], part["kind"]) == ("store", "release")


def test_what_responders_say_counts(tmp_path: Path) -> None:
    access(tmp_path)
    note = {"ts": 690, "by": "dev", "text": "Found it: the bug is inside r42, checkout.py."}
    jsonl(tmp_path / "notes.jsonl", [note])
    assert blamed(tmp_path, deploy(500, "r42")) == ["r42"]
    jsonl(tmp_path / "notes.jsonl", [note | {"text": "It is not r42, that one is fine."}])
    assert blamed(tmp_path, deploy(590, "r42")) == []


def test_no_record_of_changes_is_unknown(tmp_path: Path) -> None:
    access(tmp_path)
    fact = facts(tmp_path)["suspect-changes"]
    assert fact.values is None
    assert fact.unknown == "no record of changes was given"


def postgres_log(folder: Path, *messages: tuple[float, str]) -> None:
    (folder / "postgres.log").write_text(
        "".join(
            f"{NOON + timedelta(seconds=s):%Y-%m-%d %H:%M:%S}.000 UTC [71] app=store LOG:  {text}\n"
            for s, text in messages
        ),
        encoding="utf-8",
    )


def test_a_database_lock_is_told_from_a_pool_that_runs_dry(tmp_path: Path) -> None:
    access(tmp_path)
    rows = [
        {
            "ts": t,
            "level": "ERROR",
            "service": "store",
            "msg": "PoolTimeout: couldn't get a connection",
        }
        for t in range(ONSET, END, 2)
    ]
    jsonl(tmp_path / "app.log", rows)
    quiet = [(t, "checkpoint starting: time") for t in range(0, LENGTH, 60)]
    postgres_log(tmp_path, *quiet)
    parts = facts(tmp_path)["suspect-components"]
    assert [(p["service"], p["kind"]) for p in parts["ranked"]] == [("store", "connection pool")]
    assert [p["service"] for p in parts["cleared"]] == ["postgresql"]
    waits = [
        (t, f"process {t} still waiting for AccessShareLock on relation 16386 after 1000.1 ms")
        for t in range(ONSET + 1, END, 20)
    ]
    postgres_log(tmp_path, *sorted(quiet + waits))
    parts = facts(tmp_path)["suspect-components"]
    assert (parts["ranked"][0]["service"], parts["ranked"][0]["kind"]) == (
        "postgresql",
        "database lock",
    )
    assert parts["cleared"] == []


def test_one_of_three_backends(tmp_path: Path) -> None:
    access(tmp_path, upstreams=("a:80", "b:80", "c:80"))
    first = facts(tmp_path)["suspect-components"]["ranked"][0]
    assert (first["service"], first["kind"]) == ("backend c:80", "backend")
    assert first["score"] > 1


def test_without_logs_the_part_at_fault_is_unknown(tmp_path: Path) -> None:
    access(tmp_path)
    fact = facts(tmp_path)["suspect-components"]
    assert fact.values is None
    assert fact.unknown
