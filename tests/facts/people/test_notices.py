"""Which messages show that the outage is noticed, and by whom."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from facts.people.test_roles import said
from mortem.facts.responders import Said, from_customers, notices, speaks_of_it
from mortem.facts.roles import readings

AT = datetime(2026, 3, 8, 10, 20, tzinfo=UTC)


def written(text: str, speaker: str = "engineer") -> Said:
    return Said(AT, "Ada", text, speaker, 1.0, "notes.jsonl:1", readings(text))


@pytest.mark.parametrize(("who", "text"), said(Path(__file__).with_name("notices.md")))
def test_who_notices(who: str, text: str) -> None:
    message = written(text)
    if from_customers(message):
        found = "customer"
    elif notices(message) or speaks_of_it(message, frozenset({"checkout"})):
        found = "engineer"
    else:
        found = "nobody"
    assert found == who


@pytest.mark.parametrize(
    "text", ["No customer complaints so far", "Did customers report anything?", "Any tickets yet?"]
)
def test_no_customer_is_heard_of(text: str) -> None:
    assert not from_customers(written(text))


def test_a_customers_own_words() -> None:
    assert from_customers(written("I cannot pay", "customer"))
    assert not notices(written("I cannot pay", "customer"))
    assert not notices(written("Errors!", "bot"))
