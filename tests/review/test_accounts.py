"""Accounts: who may come in, and as whom."""

import pytest
import sqlalchemy as sa

from mortem.errors import DeskRefused
from mortem.review import tables as t
from mortem.review.accounts import THROTTLE_AFTER
from mortem.review.desk import Desk
from mortem.review.records import Person
from review.conftest import PASSWORD

People = dict[str, Person]


def test_the_set_up_token_works_once(desk: Desk) -> None:
    token = desk.setup_token()
    assert token
    with pytest.raises(DeskRefused, match="not valid"):
        desk.set_up("wrong", "ada", PASSWORD)
    with pytest.raises(DeskRefused, match="at least 10"):
        desk.set_up(token, "ada", "short")
    assert desk.set_up(token, "Ada", PASSWORD).role == "admin"
    assert desk.setup_token() is None
    with pytest.raises(DeskRefused, match="not valid"):
        desk.set_up(token, "eve", PASSWORD)


def test_login_says_the_same_for_a_wrong_name_and_a_wrong_password(
    desk: Desk, people: People
) -> None:
    said = set()
    for name, password in (("ann", "wrong password"), ("nobody", PASSWORD)):
        with pytest.raises(DeskRefused) as refused:
            desk.log_in(name, password, "192.0.2.1")
        said.add(str(refused.value))
    assert len(said) == 1
    secret, csrf, person = desk.log_in("Ann", PASSWORD, "192.0.2.1")
    assert person == people["ann"]
    assert desk.session(secret) == (person, csrf)
    desk.log_out(secret)
    assert desk.session(secret) is None


def test_login_is_throttled_by_name_and_by_address(desk: Desk, people: People) -> None:
    for _ in range(THROTTLE_AFTER):
        with pytest.raises(DeskRefused, match="do not match"):
            desk.log_in("ann", "wrong password", "192.0.2.1")
    with pytest.raises(DeskRefused, match="too many"):
        desk.log_in("ann", PASSWORD, "192.0.2.2")
    with pytest.raises(DeskRefused, match="too many"):
        desk.log_in("rob", PASSWORD, "192.0.2.1")
    assert desk.log_in("rob", PASSWORD, "192.0.2.3")


def test_no_secret_is_stored(desk: Desk, people: People) -> None:
    secret, _, _ = desk.log_in("ann", PASSWORD, "192.0.2.1")
    token = desk.add_token(people["ann"], "ci", "read")
    with desk.reading() as c:
        for table in t.metadata.sorted_tables:
            kept = repr(c.execute(sa.select(table)).all())
            assert secret not in kept
            assert token not in kept
            assert PASSWORD not in kept


def test_tokens_have_a_scope_and_end_when_revoked(desk: Desk, people: People) -> None:
    token = desk.add_token(people["ann"], "ci", "read")
    assert desk.bearer(token) == (people["ann"], "read")
    [row] = desk.tokens(people["ann"])
    assert row["name"] == "ci"
    with pytest.raises(DeskRefused, match="no such token"):
        desk.revoke_token(people["rob"], int(str(row["id"])))
    desk.revoke_token(people["ann"], int(str(row["id"])))
    assert desk.bearer(token) is None
    with pytest.raises(DeskRefused, match="admin"):
        desk.add_token(people["ann"], "hook", "webhook")


def test_a_shut_account_is_out_at_once(desk: Desk, people: People) -> None:
    secret, _, _ = desk.log_in("ann", PASSWORD, "192.0.2.1")
    token = desk.add_token(people["ann"], "ci", "read")
    desk.change_person(people["ada"], people["ann"].id, role="author", active=False)
    assert desk.session(secret) is None
    assert desk.bearer(token) is None
    with pytest.raises(DeskRefused, match="do not match"):
        desk.log_in("ann", PASSWORD, "192.0.2.1")
    with pytest.raises(DeskRefused, match="own admin role"):
        desk.change_person(people["ada"], people["ada"].id, role="viewer", active=True)
    with pytest.raises(DeskRefused, match="role admin"):
        desk.change_person(people["rob"], people["vic"].id, role="admin", active=True)
