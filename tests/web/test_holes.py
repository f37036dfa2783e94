"""More of what an attacker, or a curious colleague, would try; each a test."""

import bz2
import gzip
import io
import json
import tarfile
import threading
import zipfile

import pytest
from fastapi.testclient import TestClient

from mortem.errors import DeskRefused, MortemError, NotAllowed
from mortem.review.desk import Desk
from mortem.review.records import Incident, Person
from mortem.web.options import WebOptions
from mortem.web.show import prose
from mortem.web.worker import Worker, publish
from review.test_doors import firing
from web.conftest import PASSWORD, TEXT, Enter

People = dict[str, Person]


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data"])
def test_a_simple_request_from_elsewhere_carries_no_token(enter: Enter, kind: str) -> None:
    ann = enter("ann")
    del ann.headers["x-csrf-token"]
    body = json.dumps({"title": "forged"})
    for path in ("/api/incidents", "/incidents"):
        answer = ann.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code in {400, 403, 422}, (path, kind)
    assert "forged" not in enter("ann").get("/").text


def published(desk: Desk, people: People, incident: Incident) -> None:
    for name in ("rob", "rea"):
        desk.ask_reviewer(people["ann"], incident, name)
    for state in ("in review", "approved", "published"):
        desk.move(people["ann"], incident, state)
    publish(desk, WebOptions())


def test_what_becomes_private_leaves_the_blog(
    desk: Desk, enter: Enter, nobody: TestClient, people: People, incident: Incident
) -> None:
    published(desk, people, incident)
    slug = incident.slug
    assert "Checkout failed" in nobody.get(f"/blog/{slug}/index.html").text
    enter("ann").post(f"/incidents/{slug}/settings", data={"title": "t", "private": "true"})
    for path in (slug, f"{slug}/index.html", f"{slug}/postmortem.md", f"x/../{slug}/index.html"):
        assert nobody.get(f"/blog/{path}").status_code == 404, (
            "at once, before the blog is made anew"
        )
    job = desk.take_job()
    assert job
    Worker(desk, WebOptions()).do(job)
    for path in ("index.html", "feed.atom", "feed.json"):
        assert slug not in nobody.get(f"/blog/{path}").text


def test_what_is_published_was_reviewed(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    published(desk, people, incident)
    ann = enter("ann")
    at = f"/incidents/{incident.slug}"
    assert ann.post(f"{at}/text", data={"text": "# Never seen", "base": 1}).status_code == 409
    assert ann.put(f"/api{at}/text", json={"text": "# Never seen", "base": 1}).status_code == 409
    assert ann.post(f"{at}/revisions/1/restore").status_code in {303, 409}
    publish(desk, WebOptions())
    assert "Never seen" not in ann.get(f"/blog/{incident.slug}/index.html").text


def test_class_mode_names_nobody(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    shown = {"ann": "Ann Okafor", "rob": "Rob Ng"}
    with desk.writing() as c:
        for name, full in shown.items():
            c.exec_driver_sql(f"update person set shown = '{full}' where name = '{name}'")
    ann, rob, at = enter("ann"), enter("rob"), f"/incidents/{incident.slug}"
    ann.post(f"{at}/entries", data={"at": "2026-05-04T08:00+00:00", "text": "x"})
    desk.ask_reviewer(people["ada"], incident, "rob")
    ann.post(f"{at}/settings", data={"title": "Checkout failed", "class_mode": "true"})
    rob.post(f"{at}/comments", data={"line": 1, "body": "Why?"})
    rob.post(f"{at}/text", data={"text": TEXT + "\n", "base": 1, "why": "a line"})
    rob.post(f"{at}/entries", data={"at": "2026-05-04T08:01+00:00", "text": "y"})
    pages = ["", "/edit", "/review", "/revisions", "/revisions/2", "/publish"]
    for client, hidden in (
        (rob, ("Ann Okafor", "added by ann")),
        (ann, ("Rob Ng", "added by rob")),
    ):
        for path in ["/", "/actions", *(at + page for page in pages)]:
            words = client.get(path).text
            assert not [name for name in hidden if name in words], path
    assert "Rob Ng" in enter("ada").get(f"{at}/review").text
    assert ann.post(f"{at}/reviewers", data={"name": "rea"}).status_code == 409
    ann.post(f"{at}/settings", data={"title": "Checkout failed"})
    assert desk.incident(people["ann"], incident.slug).class_mode, "the author cannot unmask"
    with pytest.raises(NotAllowed):
        desk.edit_incident(
            people["ann"], desk.incident(people["ann"], incident.slug), class_mode=False
        )


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/%2e%2e/", "/\\evil.example"])
def test_nothing_sends_people_elsewhere(nobody: TestClient, path: str) -> None:
    answer = nobody.get(path)
    assert answer.status_code in {303, 307, 404}
    assert "evil" not in answer.headers.get("location", "")


def test_names_of_files_stay_out_of_headers(enter: Enter, incident: Incident) -> None:
    at = f"/incidents/{incident.slug}"
    for kind in ("md%0d%0aSet-Cookie:x=1", 'md"; filename="x.exe', "exe", "../md"):
        answer = enter("ann").get(f"{at}/postmortem.{kind}")
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers


def test_two_set_ups_at_once_make_one_admin(desk: Desk) -> None:
    token, start = desk.setup_token() or "", threading.Barrier(4)
    made, refused = [], []

    def set_up(name: str) -> None:
        start.wait()
        try:
            made.append(desk.set_up(token, name, PASSWORD))
        except DeskRefused as error:
            refused.append(error)

    threads = [threading.Thread(target=set_up, args=(f"admin{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 3)
    assert [p.name for p in desk.people()] == [made[0].name]


def test_a_role_taken_is_taken_at_once(desk: Desk, enter: Enter, people: People) -> None:
    rob = enter("rob")
    assert rob.get("/new").status_code == 200
    desk.change_person(people["ada"], people["rob"].id, role="viewer", active=True)
    assert rob.post("/incidents", data={"title": "t", "start": "blank"}).status_code == 403
    desk.change_person(people["ada"], people["rob"].id, role="admin", active=False)
    assert rob.get("/").status_code == 303


def test_a_token_makes_no_tokens_and_no_accounts(
    desk: Desk, nobody: TestClient, people: People
) -> None:
    headers = {"authorization": f"Bearer {desk.add_token(people['ada'], 'w', 'write')}"}
    account = {"name": "eve", "password": PASSWORD, "role": "admin", "scope": "write"}
    for path in ("/people", "/account/tokens", f"/people/{people['ada'].id}"):
        assert nobody.post(path, data=account, headers=headers).status_code == 403, path


def zipped(name: str, body: bytes = b"x", twice: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, body)
        if twice:
            made.writestr(f"{name}/in it", body)
    return out.getvalue()


def tarred(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as made:
        made.addfile(tarfile.TarInfo(name), io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        zipped("/etc/cron.d/x"),
        zipped("C:\\x"),
        zipped("a\\..\\..\\x"),
        zipped("a" * 250 + ".log"),
        zipped("access.log", twice=True),
        tarred("\udcff\udcfe.log"),
        tarred("/abs.log"),
    ],
    ids=["absolute", "drive", "backslash", "long", "file and folder", "not UTF-8", "tar absolute"],
)
def test_odd_names_in_archives(enter: Enter, desk: Desk, incident: Incident, body: bytes) -> None:
    answer = enter("ann").put(
        f"/api/incidents/{incident.slug}/evidence", params={"path": "in.tar"}, content=body
    )
    assert answer.status_code == 409, answer.text
    assert all(not i.path.startswith("/") and ".." not in i.path for i in desk.evidence(incident))


@pytest.mark.parametrize(
    "name", ["zäh/łóg.log", "日本.log", "it's; drop table.log", "--rf.log", "%s.log"]
)
def test_names_are_only_names(
    enter: Enter, desk: Desk, people: People, incident: Incident, name: str
) -> None:
    line = b'192.0.2.1 - - [04/May/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 9 "-" "Firefox"\n'
    enter("ann").put(
        f"/api/incidents/{incident.slug}/evidence",
        params={"path": "in.zip"},
        content=zipped(name, line * 50),
    )
    assert [item.path for item in desk.evidence(incident)] == [name]
    desk.add_job(incident, "analyse")
    job = desk.take_job()
    assert job
    Worker(desk, WebOptions()).do(job)
    assert "should not" not in desk.job(job.id).message
    assert enter("ann").get(f"/incidents/{incident.slug}").status_code == 200


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress], ids=["gzip", "bzip2"])
def test_a_packed_log_that_is_a_bomb_is_not_unpacked(
    desk: Desk, people: People, incident: Incident, pack: object
) -> None:
    assert callable(pack)
    desk.add_evidence(people["ann"], incident, "access.log.gz", io.BytesIO(pack(bytes(60 << 20))))
    desk.add_job(incident, "analyse")
    job = desk.take_job()
    assert job
    Worker(desk, WebOptions()).do(job)
    assert "unpacks to too much" in desk.job(job.id).message


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///x"],
)
def test_links_of_other_schemes_lead_nowhere(target: str) -> None:
    html = prose(f"[a]({target}) <{target}> ![b]({target})\n\n[c]: {target}\n\n[c]").lower()
    assert f'href="{target.lower()}' not in html
    assert "src=" not in html


def test_huge_bodies_are_cut_off(enter: Enter, nobody: TestClient, incident: Incident) -> None:
    big = b"title=" + b"x" * (1 << 20)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for path in ("/login", "/setup", "/incidents", "/hooks/alertmanager"):
        assert nobody.post(path, content=big, headers=kind).status_code in {401, 413}, path
    forged = {"cookie": "mortem_session=forged", **kind}
    assert nobody.post("/incidents", content=big, headers=forged).status_code == 413
    huge = b"text=" + b"x" * (17 << 20)
    at = f"/incidents/{incident.slug}"
    assert enter("ann").post(f"{at}/text", content=huge, headers=kind).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        firing().decode().encode("utf-16"),
        firing().replace(b"store", b"\\ud800"),
        firing().replace(b"store", b"\\u0000"),
        b"\xff",
        b"",
    ],
    ids=["deep", "UTF-16", "surrogate", "NUL", "bytes", "empty"],
)
def test_odd_webhook_bodies_are_refused(
    desk: Desk, nobody: TestClient, people: People, body: bytes
) -> None:
    headers = {"authorization": f"Bearer {desk.add_token(people['ada'], 'am', 'webhook')}"}
    answer = nobody.post("/hooks/alertmanager", content=body, headers=headers)
    assert answer.status_code == 409, answer.text


def test_what_no_database_keeps_is_refused(
    enter: Enter, desk: Desk, people: People, incident: Incident
) -> None:
    ann, at = enter("ann"), f"/incidents/{incident.slug}"
    assert ann.get(f"{at}/revisions/{10**30}").status_code in {404, 422}
    assert ann.post(f"{at}/comments/{10**30}/resolve").status_code in {404, 422}
    early = {"at": "0001-01-01T00:00+14:00", "text": "x"}
    assert ann.post(f"{at}/entries", data=early).status_code in {409, 422}
    answer = ann.post(f"{at}/text", data={"text": "a\x00b", "base": 1})
    assert answer.status_code in {303, 422}
    assert ann.get("/", params={"q": "a\x00b", "since": "9999-12-31"}).status_code in {200, 422}


def test_an_author_cannot_approve_alone(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    ann, at = enter("ann"), f"/incidents/{incident.slug}"
    ann.post(f"{at}/reviewers", data={"name": "ann"})
    ann.post(f"{at}/move", data={"new": "in review"})
    assert ann.post(f"{at}/verdict", data={"decision": "approve"}).status_code == 403
    for new in ("approved", "published"):
        assert ann.post(f"{at}/move", data={"new": new}).status_code == 409, new
    with pytest.raises(MortemError):
        desk.move(people["ann"], incident, "published")
