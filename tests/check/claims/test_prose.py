"""Sentences by anyone, without footnotes: contradicted only where they are clearly about a fact."""

import pytest

from draft import books
from mortem.check.claims import CONTRADICTED, HOLDS, UNKNOWN, judge
from mortem.document import parse

BOOK = books.rich()  # 09:14:41 to 09:23:05 UTC, 503.2 s, 73.73 % of users, release v2.14.0


def verdicts(sentence: str) -> list[tuple[str, str, str]]:
    text = f"# Payments\n\n## Issue Summary\n\n{sentence}\n"
    return [(v.status, v.raw, v.right) for v in judge(parse(text), BOOK)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The outage began at 09:14 UTC and ended at 09:23 UTC.",
        "The outage started at 09:15 UTC.",
        "The outage began at 09:14 UTC on 14 March 2026.",
        "The outage started at about 9:15 AM UTC.",
        "The outage lasted from 11:14 to 11:23 UTC+2.",
        "The outage lasted 8 min 23 s.",
        "The outage lasted about 8 minutes.",
        "The outage lasted nearly 9 minutes.",
        "The outage lasted over 8 minutes.",
        "It was an 8 minute outage.",
        "74 % of users were affected.",
        "Nearly 75% of our users were affected.",
        "Three quarters of users were affected.",
        "3 in 4 users were affected.",
        "About 1,200 users were affected.",
        "1,204 users were affected.",
        "2,218 requests failed.",
        "More than 2,000 requests failed.",
        "Users got 504 errors.",
        "It was caused by release v2.14.0.",
        "POST /pay failed.",
        "The issue was detected at 09:16 UTC.",
        "It was detected 98 s later.",
        "Duration: 8 min 23 s",
        "The alert fired after the first failure.",
    ],
)
def test_holds(sentence) -> None:
    found = verdicts(sentence)
    assert found
    assert {status for status, _, _ in found} == {HOLDS}, found


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("The outage began at 09:24 UTC.", "09:14 UTC"),
        ("The outage began at 09:14 UTC on 13 March 2026.", "09:14 UTC on 14 March 2026"),
        ("The outage began at 09:14 PM UTC.", "09:14 UTC"),
        ("The outage began at 09:14 CET.", "09:14 UTC"),
        ("The outage lasted from 09:14 to 09:32 UTC.", "09:23 UTC"),
        ("The outage lasted 18 minutes.", "8 min 23 s"),
        ("The outage lasted nearly 8 minutes.", "8 min 23 s"),
        ("The site was down for an hour and 20 minutes.", "8 min 23 s"),
        ("60 % of users were affected.", "74 %"),
        ("Half of our users were affected.", "74 %"),
        ("1,200 users were affected.", "1,204"),
        ("2,281 requests failed.", "2,218"),
        ("Users saw 502 errors.", "504"),
        ("It was caused by release v2.13.2.", "v2.14.0"),
        ("So the root cause was release v2.15.0.", "v2.14.0"),
        ("GET /cart failed.", "POST /pay"),
        ("The issue was detected at 09:12 UTC.", "09:16 UTC"),
        ("The alert fired before the first failure.", "after"),
    ],
)
def test_contradicted(sentence, right) -> None:
    found = [v for v in verdicts(sentence) if v[0] == CONTRADICTED]
    assert len(found) == 1, verdicts(sentence)
    assert right in found[0][2]


@pytest.mark.parametrize(
    "sentence",
    [
        "We have 40 engineers in 3 offices.",
        "The contract allows 43 minutes of downtime a month.",
        "Support answered 212 tickets until 11:40 UTC.",
        "The release v2.12.9 was cut in February.",
        "Our cache holds 93 % of the catalogue.",
        "We raised the pool from 8 to 32 connections.",
        "A similar outage in 2024 lasted 3 days.",
        "The follow-up meeting began at 14:00 UTC.",
        "Each retry takes 15 seconds.",
    ],
)
def test_what_the_company_knows_is_no_error(sentence) -> None:
    found = verdicts(sentence)
    assert all(status != CONTRADICTED for status, _, _ in found), found
    assert any(status == UNKNOWN for status, _, _ in found)


def test_a_bare_time_is_in_the_zone_that_the_document_states() -> None:
    text = (
        "# P\n\n## Issue Summary\n\nAll times are UTC+02:00. The outage began at 11:14.\n\n"
        "## Timeline\n\nAll times are UTC+02:00.\n\n- 11:16 - The alert fired.\n"
    )
    assert {v.status for v in judge(parse(text), BOOK)} == {HOLDS}


@pytest.mark.parametrize(
    "sentence",
    [
        "Owner: rob, due 2026-06-01.",
        "Owner: ana, deadline: 1 June 2026.",
        "Due by 12:00 on 2026-06-01.",
        "The team will look at it before 1 June 2026.",
    ],
)
def test_when_a_task_is_due_is_no_claim(sentence) -> None:
    assert [v for v in verdicts(sentence) if v[0] != HOLDS] == []


def test_a_filled_task_of_a_draft_still_holds() -> None:
    from mortem.check.run import check_document
    from mortem.draft import write_draft

    text = (
        write_draft(BOOK)
        .replace("[to fill: owner]", "rob")
        .replace("[to fill: date]", "2026-06-01")
    )
    found = check_document(parse(text), BOOK)
    assert [f for f in found if f.category == "evidence" or f.severity != "info"] == []
