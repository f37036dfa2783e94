"""One's own account: password, sessions, mail address; and what admins may do with others'."""

import pytest
from fastapi.testclient import TestClient

from mortem.errors import DeskRefused
from mortem.review.accounts import THROTTLE_AFTER
from mortem.review.desk import Desk
from mortem.review.records import Person
from mortem.web.visitor import COOKIE
from web.conftest import PASSWORD, Enter

NEW = "tr0ubadour and three"
People = dict[str, Person]


def form(old: str = PASSWORD, new: str = NEW, again: str | None = None) -> dict[str, str]:
    return {"old": old, "new": new, "again": new if again is None else again}


def test_a_new_password_opens_and_the_old_one_does_not(
    desk: Desk, enter: Enter, nobody: TestClient, people: People
) -> None:
    ann, elsewhere = enter("ann"), enter("ann")
    token = desk.add_token(people["ann"], "ci", "read")
    answer = ann.post("/account/password", data=form())
    assert answer.headers["location"] == "/account?done=password"
    fresh = answer.cookies[COOKIE]
    assert desk.session(fresh), "this browser stays logged in, in a new session"
    assert elsewhere.get("/").headers["location"].startswith("/login"), "others have ended"
    assert len(desk.sessions(people["ann"])) == 1
    assert desk.bearer(token), "tokens stay until they are revoked"
    nobody.cookies.clear()
    assert nobody.post("/login", data={"name": "ann", "password": PASSWORD}).status_code == 401
    assert nobody.post("/login", data={"name": "ann", "password": NEW}).status_code == 303
    assert "password changed" in [line.what for line in desk.audit_log(people["ada"])]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (form(old="wrong password"), "not right"),
        (form(new="short"), "at least 10"),
        (form(again="something else"), "not typed the same"),
        (form(new=PASSWORD), "is the old one"),
    ],
    ids=["wrong old one", "short", "typed twice unlike", "the same"],
)
def test_what_is_wrong_changes_nothing(
    desk: Desk, enter: Enter, people: People, sent: dict[str, str], said: str
) -> None:
    ann, elsewhere = enter("ann"), enter("ann")
    answer = ann.post("/account/password", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert all(secret not in answer.text for secret in sent.values()), "no password comes back"
    assert elsewhere.get("/").status_code == 200
    assert desk.log_in("ann", PASSWORD, "192.0.2.9")


def test_guessing_the_old_password_is_throttled(desk: Desk, enter: Enter) -> None:
    ann = enter("ann")
    for _ in range(THROTTLE_AFTER):
        assert ann.post("/account/password", data=form(old="a guess of many")).status_code == 422
    answer = ann.post("/account/password", data=form())
    assert answer.status_code == 429
    assert "Too many" in answer.text
    with pytest.raises(DeskRefused, match="too many"):
        desk.log_in("ann", PASSWORD, "192.0.2.9")


def test_right_passwords_are_no_failures(desk: Desk, people: People) -> None:
    for _ in range(THROTTLE_AFTER + 2):
        assert desk.log_in("ann", PASSWORD, "192.0.2.1")


@pytest.mark.parametrize("path", ["password", "email", "sessions/end", "sessions/0/end"])
def test_account_forms_want_their_csrf_token(
    desk: Desk, enter: Enter, nobody: TestClient, people: People, path: str
) -> None:
    ann = enter("ann")
    del ann.headers["x-csrf-token"]
    sent = form() | {"email": "eve@evil.example"}
    assert ann.post(f"/account/{path}", data=sent).status_code == 403
    assert ann.post(f"/account/{path}", data=sent | {"csrf": "guess"}).status_code == 403
    token = desk.add_token(people["ann"], "w", "write")
    nobody.cookies.clear()
    bearer = {"authorization": f"Bearer {token}"}
    assert nobody.post(f"/account/{path}", data=sent, headers=bearer).status_code == 403
    assert desk.person_named("ann").email == ""
    assert desk.log_in("ann", PASSWORD, "192.0.2.9")


def test_sessions_are_seen_and_ended(desk: Desk, enter: Enter, people: People) -> None:
    ann, phone, rob = enter("ann"), enter("ann"), enter("rob")
    secret = phone.cookies[COOKIE]
    other = next(s for s in desk.sessions(people["ann"], ann.cookies[COOKIE]) if not s.mine)
    assert f"/account/sessions/{other.name}/end" in ann.get("/account").text
    assert secret not in ann.get("/account").text
    assert rob.post(f"/account/sessions/{other.name}/end").status_code == 404, "not rob's to end"
    for odd in ("%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25", "_" * 16, ""):
        assert rob.post(f"/account/sessions/{odd}/end").status_code in {303, 404, 405}
    assert phone.get("/").status_code == 200
    assert ann.post(f"/account/sessions/{other.name}/end").status_code == 303
    assert phone.get("/").status_code == 303
    third = enter("ann")
    assert ann.post("/account/sessions/end").status_code == 303
    assert third.get("/").status_code == 303
    assert ann.get("/account").status_code == 200


@pytest.mark.parametrize("wrong", ["nowhere", "@x", "a@", "a b@c", "a@b\r\nBcc: eve@evil.example"])
def test_a_mail_address_is_one(desk: Desk, enter: Enter, wrong: str) -> None:
    ann = enter("ann")
    assert ann.post("/account/email", data={"email": wrong}).status_code == 409
    ann.post("/account/email", data={"email": "ann@example.org"})
    assert desk.person_named("ann").email == "ann@example.org"
    ann.post("/account/email", data={"email": ""})
    assert desk.person_named("ann").email == ""


def test_an_admin_helps_who_forgot(desk: Desk, enter: Enter, people: People) -> None:
    ada, ann = enter("ada"), enter("ann")
    at = f"/people/{people['ann'].id}/password"
    assert ann.post(at, data={"password": NEW}).status_code == 403
    assert ada.post(at, data={"password": "short"}).status_code == 409
    assert ann.get("/").status_code == 200
    assert ada.post(at, data={"password": NEW}).status_code == 303
    assert ann.get("/").status_code == 303
    assert desk.log_in("ann", NEW, "192.0.2.9")
    own = f"/people/{people['ada'].id}/password"
    assert ada.post(own, data={"password": NEW}).status_code == 409


def test_what_a_shut_account_had_does_not_come_back(desk: Desk, people: People) -> None:
    ann, token = people["ann"], desk.add_token(people["ann"], "ci", "write")
    secret, _ = desk.new_session(ann)
    for active in (False, True):
        desk.change_person(people["ada"], ann.id, role="author", active=active)
    assert desk.bearer(token) is None
    assert desk.session(secret) is None
    with pytest.raises(DeskRefused, match="no such account"):
        desk.change_person(people["ada"], 10**6, role="author", active=True)
