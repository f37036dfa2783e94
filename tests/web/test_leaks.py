"""What is private, or nameless, stays so: in the blog's lists, in mail, in webhooks, in class mode."""

import io
import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from mortem.document.parse import parse
from mortem.publish.site import Post, build
from mortem.review import reminders
from mortem.review.desk import Desk
from mortem.review.records import Incident, Person
from mortem.review.reminders import Post as Mail
from mortem.review.reminders import remind
from mortem.web.options import WebOptions
from mortem.web.worker import Worker, publish
from web.conftest import TEXT, Enter

People = dict[str, Person]
LISTS = ("index.html", "feed.atom", "feed.json", "tags/sev-1/index.html", "")
TAGGED = "---\ntitle: Checkout failed\nseverity: SEV-1\n---\n\n" + TEXT


@pytest.fixture
def blogged(desk: Desk, people: People) -> Incident:
    incident = desk.add_incident(people["ann"], "Checkout failed", text=TAGGED)
    for state in ("in review", "approved", "published"):
        desk.move(people["ann"], incident, state)
    publish(desk, WebOptions())
    return desk.incident(people["ann"], incident.slug)


@pytest.mark.parametrize("how", ["private", "draft"])
def test_the_blogs_lists_forget_at_once(
    desk: Desk, enter: Enter, nobody: TestClient, blogged: Incident, how: str
) -> None:
    assert all(nobody.get(f"/blog/{path}").status_code in {200, 307} for path in LISTS)
    at = f"/incidents/{blogged.slug}"
    if how == "private":
        enter("ann").post(f"{at}/settings", data={"title": "t", "private": "true"})
    else:
        enter("ann").post(f"{at}/move", data={"new": "draft"})
    for path in (p for p in LISTS if p):
        answer = nobody.get(f"/blog/{path}")
        assert answer.status_code in {404, 503}, path
        assert "Checkout" not in answer.text
    assert nobody.get(f"/blog/{blogged.slug}/index.html").status_code == 404
    job = desk.take_job()
    assert job
    Worker(desk, WebOptions()).do(job)
    assert "No postmortem" in nobody.get("/blog/index.html").text


@pytest.mark.parametrize("name", ["logs/a.html", 'zäh "x"\r.log'.replace("\r", ""), "50%.log"])
def test_evidence_is_handed_out_as_a_file_to_those_who_may(
    desk: Desk, enter: Enter, people: People, private: Incident, name: str
) -> None:
    body = b"<script>alert(1)</script>"
    desk.add_evidence(people["ann"], private, name, io.BytesIO(body))
    at = f"/incidents/{private.slug}/evidence"
    assert quote(name) in enter("ann").get(f"/incidents/{private.slug}").text
    answer = enter("ann").get(f"{at}/{quote(name)}")
    assert answer.content == body
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    for client in (enter("rob"), enter("vic")):
        assert client.get(f"{at}/{quote(name)}").status_code == 404
    for odd in ("../../desk.sqlite", "%2e%2e/%2e%2e/desk.sqlite", "/etc/passwd", "logs", ""):
        assert enter("ann").get(f"{at}/{odd}").status_code in {404, 405}, odd


def test_an_empty_blog_says_so(nobody: TestClient) -> None:
    answer = nobody.get("/blog")
    assert answer.status_code == 404
    assert "No postmortem was published yet" in answer.text


def test_feeds_stay_well_formed_whatever_a_title_holds() -> None:
    odd = "a\x08b ]]> <b> & \ufffe \U0001f525 \x1b[31m"
    text = f"# {odd}\n\n## Issue Summary\n\n{odd}\n"
    made = build([Post("a", parse(text)), Post("a", parse(text)), Post("tags", parse(text))])
    feed = ET.fromstring(made["feed.atom"])
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 3
    assert len(json.loads(made["feed.json"])["items"]) == 3
    assert {"a/index.html", "a-2/index.html", "tags-2/index.html"} <= made.keys()
    assert all(b"<b>" not in data for name, data in made.items() if name.endswith("index.html"))


def test_reminders_tell_nobody_of_what_they_may_not_see(
    desk: Desk, people: People, private: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rob owns a task of an incident that he may not see: he gets no mail of it, the hook neither."""
    for name in ("ann", "rob"):
        desk.set_email(people[name], f"{name}@example.org")
    text = TEXT.replace("store team", "rob").replace("(owner", "(due 2026-12-01, owner")
    text += "\n- [ ] xyzzy for ann (owner: ann, due 2026-12-01)\n"
    desk.save(people["ann"], private, text, 1)
    sent: list[str] = []

    class Server:
        def __init__(self, *_: object, **__: object) -> None:
            """Nobody listens."""

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

        def send_message(self, message: object) -> None:
            sent.append(str(message))

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    monkeypatch.setattr(reminders.smtplib, "SMTP", Server)
    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    post = Mail("mail.example", webhook=f"http://127.0.0.1:{server.server_port}/")
    assert remind(desk, post, date(2026, 12, 5)) == 1
    desk.ask_reviewer(people["ann"], private, "rob")
    assert remind(desk, post, date(2026, 12, 5)) == 1, "now he may"
    server.shutdown()
    server.server_close()
    assert ["ann@example.org" in sent[0], "rob@example.org" in sent[1]] == [True, True]
    assert len(sent) == 2, "and the webhook hears of no private incident"


def test_class_mode_names_nobody_in_what_machines_read(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    with desk.writing() as c:
        c.exec_driver_sql("update person set shown = 'Ann Okafor' where name = 'ann'")
        c.exec_driver_sql("update person set shown = 'Rob Ng' where name = 'rob'")
    desk.ask_reviewer(people["ada"], incident, "rob")
    incident = desk.edit_incident(people["ada"], incident, class_mode=True)
    at = f"/incidents/{incident.slug}"
    rob, ann = enter("rob"), enter("ann")
    ann.post(f"{at}/move", data={"new": "in review"})
    rob.post(f"{at}/comments", data={"line": 1, "body": "Why?"})
    rob.post(f"{at}/marks", data={"requirement": "length", "met": "true", "note": "n"})
    rob.post(f"{at}/verdict", data={"decision": "changes", "note": "n"})
    api = f"/api{at}"
    paths = ["/api/incidents", api, f"{api}/text", f"{api}/check", "/api/actions"]
    paths += [f"{api}/{part}" for part in ("reviews", "revisions", "moves", "timeline")]
    for client, hidden in ((ann, ("Rob Ng", '"rob"')), (rob, ("Ann Okafor", '"ann"'))):
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert not [name for name in hidden if name in answer.text], path
    refused = ann.post(f"{api}/reviewers", json={"name": "rob"})
    assert refused.status_code == 409
    assert "rob" not in refused.text
