"""What an attacker would try, each a test."""

import io
import json
import logging
import tarfile
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from mortem.review.desk import Desk
from mortem.review.records import Incident, Person
from mortem.web.options import WebOptions
from mortem.web.worker import analyse
from review.test_doors import firing
from web.conftest import Enter

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
People = dict[str, Person]


def harmless(html: str) -> bool:
    return "<script>alert" not in html and "<img src=x" not in html


def test_no_field_lets_markup_through(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    ann, rob = enter("ann"), enter("rob")
    slug = incident.slug
    at = f"/incidents/{slug}"
    ann.post(f"{at}/settings", data={"title": EVIL, "service": EVIL, "severity": "<b>x</b>"})
    ann.post(
        f"{at}/text",
        data={
            "text": f"# {EVIL}\n\n{EVIL}\n\n- [ ] {EVIL}\n[x](javascript:alert(3))",
            "base": 1,
            "why": EVIL,
        },
    )
    ann.post(
        f"{at}/entries", data={"at": "2026-01-01T00:00+00:00", "text": EVIL, "kind": EVIL[:30]}
    )
    ann.post(f"{at}/reviewers", data={"name": "rob"})
    rob.post(f"{at}/comments", data={"line": 1, "body": EVIL})
    rob.post(f"{at}/marks", data={"requirement": "length", "met": "true", "note": EVIL})
    key = desk.actions(people["ann"])[0][0].key
    ann.post(f"{at}/actions/{key}", data={"owner": EVIL, "due": "2026-01-01"})
    ann.post("/account/tokens", data={"name": EVIL, "scope": "read"})
    pages = ["/", f"/?q={EVIL}", at, f"{at}/edit", f"{at}/review", f"{at}/revisions"]
    pages += [f"{at}/revisions/2", "/actions", f"/actions?owner={EVIL}", "/account"]
    for path in pages:
        answer = ann.get(path)
        assert answer.status_code == 200, path
        assert harmless(answer.text), path
        assert 'href="javascript' not in answer.text, path
    shown = ann.post(f"{at}/preview", data={"text": f"{EVIL}\n\n[x](javascript:alert(3))"})
    assert harmless(shown.text)
    assert 'href="javascript' not in shown.text
    assert harmless(enter("ada").get("/audit").text)


def test_log_lines_let_no_markup_through(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    lines = []
    for tick in range(1200):
        status = 500 if 400 <= tick < 700 else 200
        lines.append(
            f"192.0.2.{tick % 90} - u{tick % 60} [04/May/2026:12:{tick // 60:02}:{tick % 60:02} +0000] "
            f'"GET /<script>alert(1)</script> HTTP/1.1" {status} 9 "-" "{EVIL}"\n'
        )
    body = io.BytesIO("".join(lines).encode())
    desk.add_evidence(people["ann"], incident, "access.log", body)
    note = {"ts": "2026-05-04T12:09:00Z", "by": EVIL, "text": f"Looks like {EVIL}"}
    desk.add_evidence(
        people["ann"], incident, "notes.jsonl", io.BytesIO(json.dumps(note).encode() + b"\n")
    )
    job = desk.add_job(incident, "analyse")
    analyse(desk, WebOptions(), job)
    ann = enter("ann")
    at = f"/incidents/{incident.slug}"
    page = ann.get(at).text
    assert "outage lasted" in page
    for path in (
        at,
        f"{at}/edit",
        f"{at}/facts/broken-routes",
        f"{at}/review",
        f"{at}/postmortem.html",
    ):
        assert harmless(ann.get(path).text), path


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "..\\x", "a/../../b", "x\x00y"]
)
def test_uploads_do_not_climb(enter: Enter, desk: Desk, incident: Incident, path: str) -> None:
    answer = enter("ann").put(
        f"/api/incidents/{incident.slug}/evidence", params={"path": path}, content=b"x"
    )
    assert answer.status_code in {409, 422}
    assert desk.evidence(incident) == []


def archive(kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "bomb":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("zeros", bytes(40 << 20))
    elif kind == "climb":
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("../../evil", b"x")
    else:
        with tarfile.open(fileobj=out, mode="w") as tar:
            link = tarfile.TarInfo("passwd")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(link)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["bomb", "climb", "link"])
def test_archives_are_checked(enter: Enter, desk: Desk, incident: Incident, kind: str) -> None:
    answer = enter("ann").put(
        f"/api/incidents/{incident.slug}/evidence",
        params={"path": "in.tar" if kind == "link" else "in.zip"},
        content=archive(kind),
    )
    assert answer.status_code == 409
    assert desk.evidence(incident) == []
    assert list(desk.data.glob("upload-*")) == []


def test_only_allowed_folders_are_read(
    enter: Enter, desk: Desk, readable: Path, tmp_path: Path
) -> None:
    ann = enter("ann")
    (readable / "link").symlink_to("/etc")
    for folder in ("/etc", str(tmp_path), f"{readable}/../..", f"{readable}/link"):
        answer = ann.post("/incidents", data={"title": "t", "folder": folder})
        assert answer.status_code == 403, folder
    assert ann.post("/incidents", data={"title": "t", "folder": str(readable)}).status_code == 303


def test_sql_stays_text(enter: Enter, desk: Desk, people: People, incident: Incident) -> None:
    ann = enter("ann")
    for text in ("' or 1=1 --", "'; drop table incident; --", "%", "_", '"', "\\"):
        answer = ann.get("/api/incidents", params={"q": text})
        assert answer.json() == [] or text in {"%", '"', "_", "\\"}, text
        assert ann.get("/", params={"q": text, "service": text, "state": text}).status_code == 200
    assert len(desk.incidents(people["ann"])) == 1


def test_webhooks_are_neither_forged_nor_replayed(
    nobody: TestClient, desk: Desk, people: People
) -> None:
    assert nobody.post("/hooks/alertmanager", content=firing()).status_code == 401
    token = desk.add_token(people["ada"], "am", "webhook")
    headers = {"authorization": f"Bearer {token}"}
    for _ in range(3):
        answer = nobody.post("/hooks/alertmanager", content=firing(), headers=headers)
        assert answer.json() == {"incident": "down-store-is-down"}
    [opened] = desk.incidents(people["ada"])
    assert len(desk.deliveries(opened)) == 1
    desk.revoke_token(people["ada"], int(str(desk.tokens(people["ada"])[0]["id"])))
    assert (
        nobody.post("/hooks/alertmanager", content=firing("resolved"), headers=headers).status_code
        == 403
    )


def test_no_secret_reaches_the_log(
    enter: Enter, nobody: TestClient, desk: Desk, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = desk.add_token(people["ada"], "am", "read")
    nobody.get("/api/incidents", headers={"authorization": f"Bearer {token}"})
    nobody.get("/api/incidents?q=hush-hush")
    nobody.post("/login", data={"name": "ann", "password": "wrong-but-secret"})
    ann = enter("ann")
    ann.get("/")
    said = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("mortem"))
    assert '"path": "/api/incidents"' in said
    for secret in (token, "hush-hush", "wrong-but-secret", ann.headers["x-csrf-token"]):
        assert secret not in said
