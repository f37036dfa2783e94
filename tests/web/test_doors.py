"""Every route as everybody: what is open, what is not, and what a private incident lets out."""

import re

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from mortem.review.desk import Desk
from mortem.review.records import Incident, Person
from web.conftest import Enter

PUBLIC = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/login",
    "/setup",
    "/whoami",
    "/api/openapi.json",
    "/blog",
    "/blog/{name:path}",
}
ADMIN = {"/people", "/people/{person_id}", "/people/{person_id}/password", "/audit"}
OWN = {
    "/account/tokens",
    "/account/tokens/{token_id}/revoke",
    "/account/password",
    "/account/email",
    "/account/sessions/end",
    "/account/sessions/{name}/end",
    "/logout",
}
FORMS = {
    "title": "t",
    "text": "t",
    "new": "in review",
    "at": "2026-01-01T00:00+00:00",
    "name": "rob",
    "requirement": "length",
    "met": "true",
    "line": "1",
    "body": "b",
    "decision": "approve",
    "base": "1",
    "role": "viewer",
    "password": "correct horse battery",
    "scope": "read",
    "count": "1",
    "token": "t",
    "old": "o",
    "again": "a",
}


def routes(client: TestClient) -> list[tuple[str, str]]:
    """(method, path) of every route of the application."""
    found = []
    for route in client.app.routes:  # type: ignore[attr-defined]
        router = getattr(route, "original_router", None)
        for inner in router.routes if router else [route]:
            if isinstance(inner, APIRoute):
                found += [(method, inner.path) for method in sorted(inner.methods)]
    return found


def call(client: TestClient, method: str, path: str, slug: str) -> int:
    """The status of a call with plausible values for every part of the path and the form."""
    values = {"slug": slug, "number": "1", "key": "outage-window", "kind": "md"}
    real = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], "1"), path)
    if method in {"GET", "DELETE"}:
        return client.request(method, real).status_code
    if path.startswith("/api/"):
        query = {"path": "a.log"} if path.endswith("/evidence") else {}
        numbers = {"base": 1, "line": 1, "revision": 1, "count": 1}
        body = FORMS | numbers | {"done": True, "met": True, "to": "in review"}
        return client.request(method, real, json=body, params=query).status_code
    if path.endswith("/evidence"):
        return client.post(real, files={"files": ("a.log", b"x")}).status_code
    return client.request(method, real, data=FORMS).status_code


def test_the_table_of_routes_is_what_we_think(nobody: TestClient) -> None:
    table = routes(nobody)
    assert len(table) > 40
    assert {path for _, path in table} >= (PUBLIC - {"/api/openapi.json"}) | ADMIN | OWN


def test_nobody_gets_in_anywhere(nobody: TestClient, incident: Incident) -> None:
    for method, path in routes(nobody):
        if path not in PUBLIC:
            status = call(nobody, method, path, incident.slug)
            assert status in {303, 401}, (method, path, status)


def test_a_viewer_changes_nothing(enter: Enter, nobody: TestClient, incident: Incident) -> None:
    viewer = enter("vic")
    for method, path in routes(nobody):
        if method == "GET" or path in PUBLIC | OWN:
            continue
        status = call(viewer, method, path, incident.slug)
        assert status in {403, 404, 409}, (method, path, status)


def test_admin_pages_are_for_admins(enter: Enter, nobody: TestClient, incident: Incident) -> None:
    for name in ("vic", "ann", "rob"):
        client = enter(name)
        for method, path in routes(nobody):
            if path in ADMIN:
                assert call(client, method, path, incident.slug) == 403, (name, method, path)
    assert enter("ada").get("/people").status_code == 200


@pytest.mark.parametrize("name", ["vic", "rob"])
def test_a_private_incident_is_not_there_for_others(
    enter: Enter, nobody: TestClient, private: Incident, name: str
) -> None:
    client = enter(name)
    for method, path in routes(nobody):
        if "{slug}" in path:
            status = call(client, method, path, private.slug)
            assert status == 404, (method, path, status)
    for path in (
        "/",
        "/?q=xyzzy",
        "/actions",
        "/api/incidents",
        "/api/actions?open_only=false",
        "/metrics",
    ):
        assert "xyzzy" not in client.get(path).text.replace('value="xyzzy"', ""), path
    assert "vault" not in client.get("/").text, "not even its service, as a filter"


def test_every_unsafe_route_wants_the_csrf_token(
    enter: Enter, nobody: TestClient, incident: Incident
) -> None:
    admin = enter("ada")
    del admin.headers["x-csrf-token"]
    for method, path in routes(nobody):
        if method != "GET" and path not in PUBLIC:
            assert call(admin, method, path, incident.slug) == 403, (method, path)
    admin.headers["x-csrf-token"] = "wrong"
    assert admin.post("/incidents", data={"title": "t"}).status_code == 403


def test_another_site_cannot_ask_in_somebodys_name(enter: Enter) -> None:
    admin = enter("ada")
    for header in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert admin.post("/incidents", data={"title": "t"}, headers=header).status_code == 403
        assert (
            admin.post("/login", data={"name": "a", "password": "b"}, headers=header).status_code
            == 403
        )


def test_tokens_stay_within_their_scope(
    desk: Desk, nobody: TestClient, people: dict[str, Person], incident: Incident
) -> None:
    def headers(scope: str) -> dict[str, str]:
        token = desk.add_token(people["ada"], scope, scope)
        return {"authorization": f"Bearer {token}", "accept": "application/json"}

    read, write, hook = headers("read"), headers("write"), headers("webhook")
    path = f"/api/incidents/{incident.slug}/text"
    body = {"text": "new", "base": 1}
    assert nobody.get(path, headers=read).status_code == 200
    assert nobody.put(path, headers=read, json=body).status_code == 403
    assert nobody.put(path, headers=hook, json=body).status_code == 403
    assert nobody.get(path, headers=hook).status_code == 403
    assert nobody.put(path, headers=write, json=body).json()["number"] == 2
    assert nobody.post("/hooks/alertmanager", headers=write, json={}).status_code == 403
    assert nobody.post("/hooks/alertmanager", headers=hook, json={}).status_code == 409
    wrong = {"authorization": "Bearer mt_wrong"}
    assert nobody.get(path, headers=wrong).status_code == 403


def test_login_makes_a_new_session(
    desk: Desk, nobody: TestClient, people: dict[str, Person]
) -> None:
    nobody.cookies.set("mortem_session", "planted")
    answer = nobody.post("/login", data={"name": "ann", "password": "correct horse battery"})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "planted" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    old, _ = desk.new_session(people["ann"])
    nobody.cookies.clear()
    nobody.cookies.set("mortem_session", old)
    nobody.post("/login", data={"name": "ann", "password": "correct horse battery"})
    assert desk.session(old) is None, "the old session ends where a new one begins"


def test_every_answer_carries_the_policy(
    enter: Enter, nobody: TestClient, incident: Incident
) -> None:
    for client, path in (
        (nobody, "/login"),
        (enter("ann"), f"/incidents/{incident.slug}"),
        (nobody, "/nope"),
    ):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|javascript:", answer.text)
