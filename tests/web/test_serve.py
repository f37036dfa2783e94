"""The desk as a process: it stops when asked, is killed without loss, and is backed up running."""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from mortem.review.desk import Desk
from mortem.review.records import Person
from web.browsing import Served, serving, start
from web.conftest import PASSWORD

KILLS = int(os.environ.get("MORTEM_KILLS", "5"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def token(data: Path) -> str:
    """A token that may write, to a desk on SQLite."""
    return furnished(data, None)


def furnished(data: Path, url: str | None) -> str:
    """Make a desk with one admin and one incident; a token that may write."""
    desk = Desk(data, url)
    ada = desk.set_up(desk.setup_token() or "", "ada", PASSWORD)
    desk.add_incident(ada, "Load", text="# Load\n\n0\n")
    made = desk.add_token(ada, "load", "write")
    desk.close()
    return made


def put(served: Served, token: str, path: str, body: bytes, kind: str) -> dict[str, object]:
    request = urllib.request.Request(
        served.address + path,
        body,
        {"Authorization": f"Bearer {token}", "Content-Type": kind},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        told: dict[str, object] = json.load(answer)
        return told


def write_until_dead(served: Served, token: str, kept: list[tuple[str, str]], name: str) -> None:
    """Save texts and evidence as fast as they are taken; note each that was acknowledged."""
    number = 1
    while True:
        try:
            words = f"# Load\n\n{name} {number}\n\n- [ ] task of {name} {number}\n"
            path = f"/api/incidents/load-{name}/text"
            body = json.dumps({"text": words, "base": number - 1}).encode()
            put(served, token, path, body, "application/json")
            kept.append((name, words))
            path = f"/api/incidents/load-{name}/evidence?path=e{number}.log"
            put(served, token, path, f"{name} {number}".encode(), "application/octet-stream")
            kept.append((name, f"e{number}.log"))
            number += 1
        except (OSError, ValueError, http.client.HTTPException):  # cut off by the kill
            return


def acknowledged_is_there(desk: Desk, ada: Person, kept: list[tuple[str, str]]) -> None:
    for name, what in kept:
        incident = desk.incident(ada, f"load-{name}")
        if what.startswith("#"):
            assert what in [r.text for r in desk.revisions(incident)], (name, what)
        else:
            [item] = [e for e in desk.evidence(incident) if e.path == what]
            assert desk.blob(item.sha256).stat().st_size == item.bytes


def nothing_is_half_written(desk: Desk, ada: Person) -> None:
    for incident in desk.incidents(ada):
        revisions = desk.revisions(incident)
        assert [r.number for r in revisions] == list(range(1, len(revisions) + 1))
        if len(revisions) > 1:
            tasks = [a.task for a, _ in desk.actions(ada, incident=incident)]
            assert tasks == [f"task of {revisions[-1].text.split()[2]} {len(revisions)}"]
        for item in desk.evidence(incident):
            assert desk.blob(item.sha256).is_file()


def test_kill_9_under_load_loses_nothing(data: Path, url: str) -> None:
    token = furnished(data, url)
    acknowledged = 0
    for turn in range(KILLS):
        served = start(data, "--database", url)
        desk = Desk(data, url)
        ada = desk.person_named("ada")
        names = [f"{turn}-{n}" for n in range(3)]
        for name in names:
            desk.add_incident(ada, f"Load {name}")
        kept: list[tuple[str, str]] = []
        threads = [
            threading.Thread(target=write_until_dead, args=(served, token, kept, name))
            for name in names
        ]
        for thread in threads:
            thread.start()
        while len(kept) < 12 + 7 * (turn % 5):  # in the middle of it, at another place each time
            assert served.process.poll() is None
            threading.Event().wait(0.02)
        served.process.kill()
        served.process.wait()
        for thread in threads:
            thread.join()
        acknowledged_is_there(desk, ada, kept)
        nothing_is_half_written(desk, ada)
        desk.close()
        acknowledged += len(kept)
    kind = url.partition(":")[0]
    sys.stdout.write(f"{kind}: {KILLS} kills, {acknowledged:,} acknowledged writes kept\n")


def test_it_stops_when_asked(data: Path) -> None:
    with serving(data) as served:
        assert served.token
    assert "Traceback" not in served.data.with_name("data.log").read_text()


def test_a_port_in_use_is_told(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [str(Path(sys.executable).with_name("mortem")), "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            cwd=data.parent,
            check=False,
        )
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert not (data.parent / "mortem-data").exists(), "nothing was opened"


def test_behind_tls_cookies_go_over_tls_only(data: Path, token: str) -> None:
    assert token
    with serving(data, "--behind-tls") as served:
        form = f"name=ada&password={PASSWORD.replace(' ', '+')}".encode()
        opener = urllib.request.build_opener(NoRedirect)
        with opener.open(f"{served.address}/login", form) as answer:
            assert answer.status == 303
            assert "Secure" in answer.headers["set-cookie"]
            assert "max-age" in answer.headers["strict-transport-security"]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def http_error_303(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]
        """The redirect itself."""
        return fp


def test_a_backup_of_the_running_desk_restores(data: Path, token: str, tmp_path: Path) -> None:
    """As docs/desk.md says: the database by SQLite's backup first, then the evidence's files."""
    copy = tmp_path / "copy"
    copy.mkdir()
    with serving(data) as served:
        kept: list[tuple[str, str]] = []
        desk = Desk(data)
        ada = desk.person_named("ada")
        desk.add_incident(ada, "Load x")
        writer = threading.Thread(target=write_until_dead, args=(served, token, kept, "x"))
        writer.start()
        while len(kept) < 6:
            threading.Event().wait(0.02)
        before = list(kept)
        with (
            sqlite3.connect(data / "desk.sqlite") as source,
            sqlite3.connect(copy / "desk.sqlite") as target,
        ):
            source.backup(target)
        shutil.copytree(data / "evidence", copy / "evidence", ignore=shutil.ignore_patterns("tmp*"))
        served.process.send_signal(signal.SIGTERM)
        writer.join()
        desk.close()
    restored = Desk(copy)
    acknowledged_is_there(restored, restored.person_named("ada"), before)
    nothing_is_half_written(restored, restored.person_named("ada"))
    restored.close()
    with serving(copy, "--host", "127.0.0.1") as again:
        path = "/api/incidents/load-x/evidence?path=after.log"
        assert put(again, token, path, b"x", "application/octet-stream") == {"kept": ["after.log"]}
