"""What never reaches a draft, and what must not be taken for it."""

import re
from dataclasses import replace

import pytest

from draft import books
from mortem.draft import write_draft
from mortem.draft.discretion import Discretion, looks_like_a_role, without_secrets


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("from 203.0.113.7:443 again", "from [address] again"),
        ("2001:db8::17 refused", "[address] refused"),
        ("mail ops+night@shop.example.org", "mail [e-mail]"),
        ("Authorization: Bearer abc.def.ghi was sent", "[token] was sent"),
        ("token=s3cr3t-9 leaked", "[token] leaked"),
        ("cookie sid=8f7e6d; path=/", "cookie [token]; path=/"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln expired", "[token] expired"),
        ("key ghp_16C7e42F292c6912E7", "key [token]"),
        ("user 48213 cannot pay", "[user] cannot pay"),
        ("u00017 and u00018", "[user] and [user]"),
        ("card 4111 1111 1111 1111 refused", "card [number] refused"),
    ],
)
def test_taken_out(text, printed) -> None:
    assert without_secrets(text) == printed


@pytest.mark.parametrize(
    "text",
    [
        "at 04:07:41 UTC",
        "17 of 60 connections used, 0 lock waits",
        "release v2.14.0 of payments",
        "POST /orders/{id}/pay",
        "users 488 of 651 met errors",
        "took 24 ms over 10 s at 22.2 requests a second",
        "2026-03-14T09:14:41.958+00:00",
        "nginx/1.22.1 started",
    ],
)
def test_left_alone(text) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize("name", ["IT support", "on-call", "release-bot", "DBA", "payments team"])
def test_roles(name) -> None:
    assert looks_like_a_role(name)


@pytest.mark.parametrize("name", ["Grace Mwangi", "jane.doe", "Otieno"])
def test_people(name) -> None:
    assert not looks_like_a_role(name)


def test_names_inside_messages() -> None:
    discretion = Discretion(books.rich())
    assert discretion.text("Mwangi says it is fine") == "[a colleague] says it is fine"
    assert discretion.text("paging Tom now") == "paging [a colleague] now"
    assert discretion.text("@amina.k can you look") == "[a colleague] can you look"
    assert discretion.person("Grace Mwangi") == "an engineer"
    assert Discretion(books.rich(), names=True).person("Grace Mwangi") == "Grace Mwangi"


def test_names_in_small_letters_and_telephone_numbers_stay_out() -> None:
    book = books.rich()
    said = dict(book["detection"].values) | {"how": "engineer", "by": "jean.bosco@shop.example"}
    facts = {**book.facts, "detection": replace(book["detection"], values=said)}
    kept = Discretion(replace(book, facts=facts))
    text = "Bosco here, restart by jean, thanks @bosco, call +250 788 123 456 at 10:00+02:00"
    shown = kept.text(text)
    assert not re.search("bosco|jean|788", shown, re.I)
    assert "10:00+02:00" in shown
    assert "the jeans are blue" in kept.text("the jeans are blue")


def test_a_person_is_no_alert() -> None:
    book = books.rich()
    said = dict(book["detection"].values) | {"how": "monitoring", "by": "Wanjiru Kamau"}
    text = write_draft(
        replace(book, facts={**book.facts, "detection": replace(book["detection"], values=said)})
    )
    assert "Wanjiru" not in text
    assert "Monitoring detected it, 98 s after the first failure: “" in text


def test_a_restart_that_ended_it_is_not_said_to_have_changed_nothing() -> None:
    book = books.rich()
    restart = next(e for e in book["timeline"].items if str(e["what"]).startswith("restart"))
    said = {
        "at": restart["at"], "what": "restart of payments", "change": None,
        "recovered_after_seconds": 3.0,
    }  # fmt: skip
    facts = {**book.facts, "resolution": replace(book["resolution"], values=said)}
    text = write_draft(replace(book, facts=facts))
    assert "restarted payments" in text
    assert "did not help" not in text
    assert "changed nothing" not in text
