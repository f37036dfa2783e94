"""A large file read by several processes gives what one process gives."""

import hashlib
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from mortem.errors import UnreadableSource
from mortem.evidence import crew
from mortem.evidence.store import EvidenceStore, Scope
from mortem.sources import chunks

AGENTS = ("Mozilla/5.0 (X11) Firefox/130.0", "curl/8.5.0", "Googlebot/2.1", "-")


def line(n: int) -> str:
    path = f"/orders/{n * 7919 % 100_000}" if n % 3 else f"/v{n % 4}/page?x={n}"
    status = 502 if n % 50 == 0 else 404 if n % 7 == 0 else 200
    address = f"10.0.0.{n % 5}" if n % 11 == 0 else f"41.7.{n % 200}.{n % 90}"
    at = f"23/Nov/2026:10:{n // 600 % 60:02d}:{n // 10 % 60:02d} +0100"
    up = f'"10.1.0.{n % 3}:8000"'
    return (
        f'{address} - - [{at}] "GET {path} HTTP/1.1" {status} {n % 900} "-" "{AGENTS[n % 4]}" '
        f"rt={n % 800 / 1000:.3f} up={up}"
    )


def write(path: Path, count: int) -> None:
    lines = [line(n) if n % 97 else "no line of this log" for n in range(1, count)]
    path.write_text("\n".join(lines) + "\n")


def told(path: Path, scope: Scope | None = None) -> dict[str, Any]:
    with EvidenceStore(scope) as store:
        store.add([path])
        rows = store.ask(
            "SELECT arrival, completion, stamp, seconds, status, client, who, weak, route, "
            "left_out, failed, upstream, source, line FROM request"
        )
        agents = store.ask("SELECT agent, path, line FROM request WHERE failed ORDER BY line")
        return {
            "rows": rows,
            "texts": agents,
            "rejected": store.ask("SELECT * FROM rejected ORDER BY line"),
            "files": store.files,
            "paths": store.paths("access"),
        }


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of several pieces."""
    monkeypatch.setattr(chunks, "SIZE", 1 << 17)
    path = tmp_path / "access.log"
    write(path, 6_000)
    return path


@pytest.mark.parametrize(
    "scope",
    [None, Scope(ignore_addresses=("41.7.3.0/24",), route_groups=(("pages", r"^/v"),))],
)
def test_the_same_comes_of_it(
    log: Path, monkeypatch: pytest.MonkeyPatch, scope: Scope | None
) -> None:
    alone = told(log, scope)
    monkeypatch.setattr(crew, "LEAST", 0)
    monkeypatch.setattr(crew, "SIZE", 2)
    together = told(log, scope)
    assert together == alone
    assert [row["line"] for row in alone["rows"]] == sorted(row["line"] for row in alone["rows"])
    assert len(alone["rows"]) + len(alone["rejected"]) == 5_999
    assert {row["left_out"] for row in alone["rows"]} >= {None, "bot"}
    assert alone["files"][0].sha256 == hashlib.sha256(log.read_bytes()).hexdigest()


def test_a_process_that_dies_is_said(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = crew._begin

    def begin_and_kill(start: crew.Start) -> Any:
        process = begin(start)
        os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(crew, "LEAST", 0)
    monkeypatch.setattr(crew, "SIZE", 2)
    monkeypatch.setattr(crew, "_begin", begin_and_kill)
    with EvidenceStore() as store, pytest.raises(UnreadableSource, match="died; is there memory"):
        store.add([log])


def test_copies_are_counted_once(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = log.with_name("copy.log")
    copy.write_bytes(log.read_bytes())
    monkeypatch.setattr(crew, "LEAST", 0)
    monkeypatch.setattr(crew, "SIZE", 2)
    with EvidenceStore() as store:
        store.add([log, copy])
        assert len(store.files) == 1
        assert [q.kind for q in store.quality if q.kind == "duplicate"] == ["duplicate"]
