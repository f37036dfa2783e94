"""What comes in from outside: archives, webhooks, exports; and what goes out: reminders."""

import io
import json
import tarfile
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from mortem.errors import DeskRefused, WouldOverwrite
from mortem.review.archive import is_archive, members
from mortem.review.bundle import export_incident, import_incident
from mortem.review.desk import Desk
from mortem.review.policy import Policy
from mortem.review.records import Incident, Person
from mortem.review.reminders import Post, remind
from review.conftest import PASSWORD, TEXT

People = dict[str, Person]


def firing(status: str = "firing", group: str = '{}:{alertname="Down"}', **more: object) -> bytes:
    alert = {
        "status": status,
        "labels": {"alertname": "Down", "severity": "critical", "service": "store"},
        "annotations": {"summary": "store is down"},
        "startsAt": "2026-11-23T04:07:51.324Z",
        "endsAt": "2026-11-23T04:09:00Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "fingerprint": "aa",
    }
    payload = {
        "version": "4",
        "groupKey": group,
        "status": status,
        "alerts": [alert],
        "commonLabels": alert["labels"],
        "commonAnnotations": alert["annotations"],
    }
    return json.dumps(payload | more).encode()


def test_a_firing_group_opens_one_incident(desk: Desk, people: People) -> None:
    ada = people["ada"]
    assert desk.receive(ada, firing("resolved")) is None
    opened = desk.receive(ada, firing())
    assert opened
    assert (opened.title, opened.service, opened.severity) == (
        "Down: store is down",
        "store",
        "critical",
    )
    for raw in (firing(), firing(truncatedAlerts=1), firing("resolved")):
        again = desk.receive(ada, raw)
        assert again
        assert again.id == opened.id
    assert len(desk.deliveries(opened)) == 3, "the same bytes twice count once"
    assert [e.text for e in desk.entries(opened)] == ["Down fires", "Down fires", "Down resolved"]
    assert len(desk.evidence(opened)) == 3
    other = desk.receive(ada, firing(group="other"))
    assert other
    assert other.id != opened.id


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b"\xff", firing(version="3"), firing(alerts=[1]), firing(commonLabels=[1])],
)
def test_what_is_no_webhook_is_refused(desk: Desk, people: People, raw: bytes) -> None:
    with pytest.raises(DeskRefused):
        desk.receive(people["ada"], raw)
    assert desk.incidents(people["ada"]) == []


def test_an_incident_goes_out_and_in_without_loss(
    desk: Desk, people: People, incident: Incident, tmp_path: Path
) -> None:
    ann, rob = people["ann"], people["rob"]
    desk.ask_reviewer(ann, incident, "rob")
    incident = desk.move(ann, incident, "in review")
    desk.add_comment(rob, incident, 5, "Which users? “Ünïcode” 🙂")
    desk.mark(rob, incident, "summary-start", False, "no time")
    desk.save(ann, incident, TEXT.replace("75", "74") + "\r\ntail", 1)
    desk.give_verdict(rob, incident, "changes")
    desk.add_evidence(ann, incident, "logs/a.log", io.BytesIO(b"\x00line\n"))
    desk.receive(people["ada"], firing())
    first, second = tmp_path / "first", tmp_path / "second"
    export_incident(desk, incident, first)
    with pytest.raises(WouldOverwrite):
        export_incident(desk, incident, first)
    other = Desk(tmp_path / "other", None, Policy())
    token = other.setup_token()
    assert token
    boss = other.set_up(token, "boss", PASSWORD)
    arrived = import_incident(other, boss, first)
    export_incident(other, arrived, second)
    files = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(second) for p in second.rglob("*") if p.is_file())
    for file in files:
        assert (first / file).read_bytes() == (second / file).read_bytes(), file
    with pytest.raises(DeskRefused, match="already"):
        import_incident(other, boss, first)
    with pytest.raises(DeskRefused, match="do not match"):
        other.log_in("ann", "!", "192.0.2.1")
    other.close()


def test_an_altered_export_is_refused_whole(
    desk: Desk, people: People, incident: Incident, tmp_path: Path
) -> None:
    desk.add_evidence(people["ann"], incident, "a.log", io.BytesIO(b"line\n"))
    out = tmp_path / "out"
    export_incident(desk, incident, out)
    (out / "evidence/a.log").write_bytes(b"other\n")
    other = Desk(tmp_path / "other", None, Policy())
    token = other.setup_token()
    assert token
    boss = other.set_up(token, "boss", PASSWORD)
    with pytest.raises(DeskRefused, match="SHA-256 differs"):
        import_incident(other, boss, out)
    (out / "evidence/a.log").write_bytes(b"line\n")
    (out / "move.json").write_text('[{"id": 1}]', encoding="utf-8")
    with pytest.raises(DeskRefused, match="cannot be read"):
        import_incident(other, boss, out)
    assert other.incidents(boss) == []
    other.close()


def zipped(path: Path, *names: str, body: bytes = b"x") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, body)
    return path


def test_archives_give_their_files(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", "logs/a.log", "logs/b.log")
    assert is_archive(path.read_bytes(), "a.zip")
    assert [(name, stream.read()) for name, stream in members(path)] == [
        ("logs/a.log", b"x"),
        ("logs/b.log", b"x"),
    ]
    tar = tmp_path / "a.tar.gz"
    with tarfile.open(tar, "w:gz") as archive:
        archive.add(path, "in/a.zip")
    assert [name for name, _ in members(tar)] == ["in/a.zip"]


def test_archives_that_climb_link_or_explode_are_refused(tmp_path: Path) -> None:
    for name in ("../up", "/etc/passwd", "a/../../b"):
        with pytest.raises(DeskRefused, match="no path"):
            list(members(zipped(tmp_path / "bad.zip", name)))
    bomb = zipped(tmp_path / "bomb.zip", "zeros", body=bytes(40 << 20))
    with pytest.raises(DeskRefused, match="too much"):
        _drain(bomb)
    with pytest.raises(DeskRefused, match="more than"):
        list(members(zipped(tmp_path / "many.zip", *(f"f{i}" for i in range(2001)))))
    link = tarfile.TarInfo("passwd")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "link.tar", "w") as archive:
        archive.addfile(link)
    with pytest.raises(DeskRefused, match="link"):
        list(members(tmp_path / "link.tar"))
    (tmp_path / "noise.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(DeskRefused, match="cannot be read"):
        list(members(tmp_path / "noise.zip"))


def _drain(path: Path) -> None:
    for _, stream in members(path):
        while stream.read(1 << 20):
            pass


class Inbox:
    """A real SMTP server's handler that keeps what arrives."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.letters.append(envelope.content.decode())  # type: ignore[attr-defined]
        return "250 kept"


def test_reminders_reach_a_real_mail_server(desk: Desk, people: People, incident: Incident) -> None:
    sam = desk.add_person("sam", PASSWORD, "author", email="sam@example.org")
    text = TEXT.replace("owner: store team", "owner: sam")
    desk.save(people["ann"], incident, text, 1)
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=0)
    server.port = _free_port()
    server.start()
    try:
        post = Post("127.0.0.1", server.port, base="https://desk.example")
        assert remind(desk, post, date(2026, 12, 5)) == 1
        assert remind(desk, post, date(2026, 12, 5)) == 0
    finally:
        server.stop()
    [letter] = inbox.letters
    assert "load-test checkout (due 2026-12-01)" in letter.replace("=\n", "")
    assert sam.email in letter
    with pytest.raises(DeskRefused, match="could not be sent"):
        remind(desk, post, date(2026, 12, 6))


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_reminders_reach_a_webhook(desk: Desk, people: People, incident: Incident) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    got: list[dict[str, object]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    desk.save(people["ann"], incident, TEXT + "\n", 1)
    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    post = Post(webhook=f"http://127.0.0.1:{server.server_port}/hook")
    assert remind(desk, post, date(2026, 12, 5)) == 1
    server.shutdown()
    server.server_close()
    assert got == [
        {
            "text": "1 overdue for store team",
            "tasks": [
                {
                    "task": "load-test checkout",
                    "due": "2026-12-01",
                    "owner": "store team",
                    "incident": "checkout-failed",
                }
            ],
        }
    ]
