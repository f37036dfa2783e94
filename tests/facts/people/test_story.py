"""Escalations, assumptions, and what ended the outage."""

from pathlib import Path

from facts.people.incident import access, after, answer, case, deploys, notes
from mortem.facts.questions.assumptions import Assumptions
from mortem.facts.questions.escalations import Escalations
from mortem.facts.questions.resolution import Resolution

STORY = notes(
    (-100, "Ada", "Escalating the question of the coffee to the kitchen team."),
    (60, "on-call", "Baskets fail. This looks like a database problem. Checking it."),
    (120, "on-call", "Restart of the basket did not help."),
    (200, "on-call", "Not the database: 3 of 100 connections in use. Escalating to the shop team."),
    (300, "Grace", "I suspect the new release v18."),
    (580, "Grace", "Rolled back to v17."),
    (700, "on-call", "Errors are gone."),
)


def test_escalations(tmp_path: Path) -> None:
    with case(tmp_path, notes__jsonl=STORY) as asked:
        fact = answer(Escalations, asked)
    assert fact.values == [
        {
            "at": after(200),
            "to": "shop team",
            "by": "on-call",
            "quote": "Escalating to the shop team.",
        }
    ]


def test_assumptions_and_what_ruled_them_out(tmp_path: Path) -> None:
    with case(tmp_path, notes__jsonl=STORY) as asked:
        fact = answer(Assumptions, asked)
    assert fact.values == [
        {
            "at": after(60),
            "text": "This looks like a database problem.",
            "by": "on-call",
            "ruled_out_at": after(200),
            "ruled_out_by": "Not the database: 3 of 100 connections in use.",
            "cost_seconds": 140.0,
        },
        {
            "at": after(300),
            "text": "I suspect the new release v18.",
            "by": "Grace",
            "ruled_out_at": None,
            "ruled_out_by": None,
            "cost_seconds": None,
        },
    ]


def test_another_suspect_cleared_leaves_the_first(tmp_path: Path) -> None:
    said = notes((60, "Ada", "I suspect the database."), (90, "Ada", "The network looks fine."))
    with case(tmp_path, notes__jsonl=said) as asked:
        (row,) = answer(Assumptions, asked).items
    assert row["ruled_out_at"] is None


def test_a_theory_said_to_be_wrong(tmp_path: Path) -> None:
    said = notes((60, "Ada", "I suspect the database."), (90, "Ada", "That theory was wrong."))
    with case(tmp_path, notes__jsonl=said) as asked:
        (row,) = answer(Assumptions, asked).items
    assert row["cost_seconds"] == 30.0


CHANGES = deploys(
    {"ts": -120, "event": "deploy", "service": "basket", "release": "v18", "previous": "v17"},
    {"ts": 100, "event": "restart", "service": "basket", "message": "hoping"},
    {"ts": 550, "event": "deploy_started", "service": "basket", "release": "v17", "message": "roll back"},
    {"ts": 590, "event": "deploy_finished", "service": "basket", "release": "v17", "message": "roll back"},
    {"ts": 900, "event": "deploy", "service": "basket", "release": "v19"},
)  # fmt: skip


def test_the_change_that_recovery_followed(tmp_path: Path) -> None:
    with case(tmp_path, access__log=access(), deploys__jsonl=CHANGES, notes__jsonl=STORY) as asked:
        fact = answer(Resolution, asked)
    assert fact["at"] == after(590)
    assert fact["change"] == "v17"
    assert fact["recovered_after_seconds"] == 10.0
    assert "rolled back to v17" in fact["what"]


def test_a_deploy_of_another_service_does_not_come_first(tmp_path: Path) -> None:
    other = deploys({"ts": 598, "event": "deploy", "service": "newsletter", "release": "n7"})
    files = {"deploys__jsonl": CHANGES, "other__jsonl": other}
    with case(tmp_path, access__log=access(), notes__jsonl=STORY, **files) as asked:
        assert answer(Resolution, asked)["change"] == "v17"


def test_a_restart_that_did_not_help_is_not_it(tmp_path: Path) -> None:
    only = deploys({"ts": 100, "event": "restart", "service": "basket"})
    with case(tmp_path, access__log=access(), deploys__jsonl=only) as asked:
        assert answer(Resolution, asked).unknown


def test_a_message_where_no_change_is_on_record(tmp_path: Path) -> None:
    with case(tmp_path, access__log=access(), notes__jsonl=STORY) as asked:
        fact = answer(Resolution, asked)
    assert fact["at"] == after(580)
    assert fact["what"] == "Rolled back to v17."
    assert fact["change"] == "v17"
    assert fact["recovered_after_seconds"] == 20.0


def test_without_messages_nothing_is_said(tmp_path: Path) -> None:
    with case(tmp_path, access__log=access()) as asked:
        assert answer(Escalations, asked).unknown
        assert answer(Assumptions, asked).unknown
        assert answer(Resolution, asked).unknown


def test_a_measured_value_clears_only_what_is_under_suspicion(tmp_path: Path) -> None:
    said = notes(
        (60, "Ada", "I suspect DNS"),
        (90, "Ada", "connections to the database: 20 of 200"),
        (120, "Grace", "DNS answers within 3 ms from all resolvers"),
        (150, "Ada", "Could it be the disk?"),
        (180, "Grace", "disk usage 97 %"),
        (210, "Grace", "Is the printer out of toner?"),
    )
    with case(tmp_path, access__log=access(), notes__jsonl=said) as asked:
        fact = answer(Assumptions, asked)
    told = [(row["text"], row["ruled_out_by"], row["cost_seconds"]) for row in fact.values]
    assert told == [
        ("I suspect DNS", "DNS answers within 3 ms from all resolvers", 60.0),
        ("Could it be the disk?", None, None),
    ]


def test_a_deed_dated_to_the_minute_may_be_as_late_as_that_minute(tmp_path: Path) -> None:
    text = "# 2026-03-08 (UTC)\n\n- 10:15 - the basket fails\n- 10:22 - put v17 back\n"
    with case(tmp_path, access__log=access(), notes__md=text) as asked:
        assert answer(Resolution, asked)["what"] == "put v17 back"
