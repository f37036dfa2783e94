"""What people do with the desk, through its pages."""

import re
from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient

from mortem.review.desk import Desk
from mortem.review.records import Incident, Person
from mortem.web.options import WebOptions
from mortem.web.worker import Worker
from web.conftest import PASSWORD, TEXT, Enter

People = dict[str, Person]


def test_first_start(desk: Desk, nobody: TestClient) -> None:
    token = desk.setup_token()
    assert nobody.get("/login").headers["location"] == "/setup"
    wrong = nobody.post("/setup", data={"token": "x", "name": "ada", "password": PASSWORD})
    assert "not valid" in wrong.text
    right = nobody.post("/setup", data={"token": token, "name": "ada", "password": PASSWORD})
    assert right.status_code == 303
    assert "No incident yet" in nobody.get("/").text
    assert nobody.get("/setup").headers["location"] == "/login"


def access_log() -> bytes:
    lines = []
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    for tick in range(2400):
        at = noon + timedelta(seconds=tick / 2)
        bad = 400 <= tick / 2 < 700 and tick % 4 == 0
        path = "/checkout" if tick % 4 == 0 else "/"
        lines.append(
            f"192.0.2.{tick % 90} - user{tick % 60} [{at:%d/%b/%Y:%H:%M:%S +0000}] "
            f'"GET {path} HTTP/1.1" {502 if bad else 200} 9 "-" "Mozilla/5.0 (X11)"\n'
        )
    return "".join(lines).encode()


def test_upload_draft_edit_review_publish(desk: Desk, enter: Enter, people: People) -> None:
    ann, rob, rea = enter("ann"), enter("rob"), enter("rea")
    made = ann.post(
        "/incidents",
        data={"title": "Checkout failed", "service": "store"},
        files={"files": ("access.log", access_log())},
    )
    at = made.headers["location"]
    slug = at.rpartition("/")[2]
    assert 'hx-trigger="every 1s"' in ann.get(at).text
    worker = Worker(desk, WebOptions())
    job = desk.take_job()
    assert job
    worker.do(job)
    page = ann.get(at).text
    assert "The outage lasted" in page
    assert ann.get(f"{at}/progress").headers["hx-refresh"] == "true"
    chart = ann.get(f"{at}/chart.json").json()
    assert sum(chart["series"]["requests"]) == 2400
    assert chart["window"]["began"] < chart["window"]["ended"]
    assert "select" in ann.get(f"{at}/facts/outage-window").text.lower()
    incident = desk.incident(people["ann"], slug)
    text = desk.latest(incident).text  # type: ignore[union-attr]
    assert text.startswith("---\n")
    altered = re.sub(r"(\d+) of (\d+)", "7 of 9", text, count=1)
    assert "contradicts" in ann.post(f"{at}/preview", data={"text": altered}).text
    assert ann.post(f"{at}/text", data={"text": text + "\nMore.\n", "base": 1}).status_code == 303
    clash = rob.post(f"{at}/text", data={"text": "X" + text, "base": 1})
    assert clash.status_code == 409
    assert "Somebody saved revision 2" in clash.text
    for name in ("rob", "rea"):
        assert ann.post(f"{at}/reviewers", data={"name": name}).status_code == 303
    ann.post(f"{at}/move", data={"new": "in review"})
    assert (
        "Not yet approved: 0 of 2 approvals"
        in ann.post(f"{at}/move", data={"new": "approved"}).text
    )
    rob.post(f"{at}/comments", data={"line": 5, "body": "Which zone?"})
    rob.post(f"{at}/verdict", data={"decision": "changes", "note": "see line 5"})
    shown = ann.get(f"{at}/review").text
    assert "Which zone?" in shown
    assert "a reviewer asks for changes" in shown
    comment = desk.comments(incident)[0][0]
    ann.post(f"{at}/comments/{comment.id}/resolve")
    for reviewer in (rob, rea):
        reviewer.post(f"{at}/verdict", data={"decision": "approve"})
    assert ann.post(f"{at}/move", data={"new": "approved"}).status_code == 303
    assert ann.post(f"{at}/move", data={"new": "published"}).status_code == 303
    assert desk.incident(people["ann"], slug).state == "published"
    assert "On the blog" in ann.get(f"{at}/publish").text
    job = desk.take_job()
    assert job
    worker.do(job)
    assert desk.job(job.id).message == ""
    blog = ann.get("/blog/index.html").text
    assert "Checkout failed" in blog
    assert ann.get(f"/blog/{slug}/index.html").status_code == 200
    assert "Checkout failed" in ann.get("/blog/feed.atom").text
    assert ann.get("/blog/../desk.sqlite").status_code == 404
    ann.post(f"{at}/move", data={"new": "draft", "why": "a mistake"})
    job = desk.take_job()
    assert job
    worker.do(job)
    assert "Checkout failed" not in ann.get("/blog/index.html").text
    assert [m.new for m in desk.moves(incident)][:3] == ["in review", "approved", "published"]


def test_the_board_ticks_the_document(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    ann = enter("ann")
    ann.post(f"/incidents/{incident.slug}/text", data={"text": TEXT + "\n", "base": 1})
    page = ann.get("/actions").text
    assert "overdue since" not in page or "2026-12-01" in page
    action = desk.actions(people["ann"])[0][0]
    at = f"/incidents/{incident.slug}/actions/{action.key}"
    ann.post(f"{at}/tick", data={"done": "true"})
    assert "- [x] prevent: load-test" in ann.get(f"/incidents/{incident.slug}/postmortem.md").text
    ann.post(f"{at}", data={"owner": "rob", "due": "2020-01-01", "kind": "prevent"})
    assert "load-test" not in ann.get("/actions").text
    ann.post(f"{at}/tick", data={"done": "false"})
    assert "overdue since 2020-01-01" in ann.get("/actions").text


def test_the_timeline_is_edited_and_keeps_its_origin(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    ann = enter("ann")
    at = f"/incidents/{incident.slug}/entries"
    ann.post(
        at,
        data={"at": "2026-11-23 04:07:45+00:00", "text": "A customer called.", "kind": "detection"},
    )
    [entry] = desk.entries(incident)
    assert entry.origin == "added by ann"
    ann.post(
        f"{at}/{entry.id}",
        data={"text": "Two customers called.", "kind": "detection", "hidden": "true"},
    )
    [entry] = desk.entries(incident)
    assert (entry.text, entry.hidden, entry.origin) == (
        "Two customers called.",
        True,
        "added by ann",
    )
    assert "is no time" in ann.post(at, data={"at": "soon", "text": "x"}).text


def test_errors_say_what_and_keep_their_form(enter: Enter, nobody: TestClient) -> None:
    ann = enter("ann")
    assert "There is no such page" in ann.get("/nope").text
    assert "There is no incident" in ann.get("/incidents/nope").text
    answer = ann.get("/api/incidents/nope", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (404, {"detail": "there is no incident 'nope'"})
    assert nobody.get("/", headers={"hx-request": "true"}).headers["hx-redirect"] == "/login"
    assert nobody.get("/healthz").json() == {"status": "ok"}
    assert nobody.get("/readyz").json() == {"status": "ok"}
    assert 'route="/incidents/{slug}"' in nobody.get("/metrics").text
