"""Allowances: what they cover, and what is said of those that are wrong."""

import pytest

from mortem.check.allow import allowances
from mortem.check.run import check_document
from mortem.document import parse

BODY = """\
---
title: x
---
{top}
# Checkout outage

## Issue Summary

{before}
It was basically down. {inline}

It was basically slow.

{heading}
## Root cause and resolution

The pool was basically empty.

It was basically full.

## Corrective and preventative measures

Nothing is basically done.
"""


def found(**comments: str) -> list[tuple[str, int]]:
    text = BODY.format(**{"top": "", "before": "", "inline": "", "heading": "", **comments})
    hits = check_document(parse(text), select=["filler", "allowance"])
    return [(hit.rule, hit.line) for hit in hits]


FILLERS = [("filler", n) for n in (10, 12, 17, 19, 23)]
ALLOW = "<!-- mortem: allow filler because it is quoted from the alert -->"


def without(*lines: int) -> list[tuple[str, int]]:
    return [hit for hit in FILLERS if hit[1] not in lines]


def test_without_allowances_everything_is_found() -> None:
    assert found() == FILLERS


def test_before_a_block_it_covers_the_block() -> None:
    assert found(before=ALLOW) == without(10)


def test_on_a_line_with_text_it_covers_the_line() -> None:
    assert found(inline=ALLOW) == without(10)


def test_before_a_heading_it_covers_the_section() -> None:
    assert found(heading=ALLOW) == without(17, 19)


def test_at_the_top_it_covers_the_document() -> None:
    assert found(top=ALLOW) == []


def test_a_reason_is_required() -> None:
    assert found(before="<!-- mortem: allow filler -->") == [("allowance", 9), *FILLERS]
    assert found(before="<!-- mortem: allow filler because -->") == [("allowance", 9), *FILLERS]


def test_an_unused_allowance_is_reported() -> None:
    text = "<!-- mortem: allow filler because of the alert -->\n\n# All well\n"
    (hit,) = check_document(parse(text))[:1]
    assert hit.rule == "allowance"
    assert "take it out" in hit.message


def test_an_allowance_for_a_rule_that_did_not_run_is_not_called_unused() -> None:
    text = "<!-- mortem: allow filler because of the alert -->\n\n# All well\n"
    assert check_document(parse(text), select=["allowance"]) == []


def test_an_unknown_rule_is_named_with_the_nearest() -> None:
    text = "<!-- mortem: allow filer because of the alert -->\n\n# All well\n"
    (hit,) = check_document(parse(text), select=["allowance"])
    assert "'filer'" in hit.message
    assert "'filler'" in hit.message


def test_what_is_not_understood_is_reported() -> None:
    text = "<!-- mortem: ignore everything -->\n\n# All well\n"
    (hit,) = check_document(parse(text), select=["allowance"])
    assert "not understood" in hit.message


def test_several_rules_in_one_comment() -> None:
    comment = "<!-- mortem: allow filler, hedging because the alert is quoted -->"
    text = f"## Issue Summary\n\n{comment}\nIt was basically down, probably.\n"
    assert check_document(parse(text), select=["filler", "hedging", "allowance"]) == []


def test_an_example_in_code_is_no_allowance() -> None:
    assert allowances(f"# Help\n\n```\n{ALLOW}\n```\n") == ()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str) -> None:
    text = f"## Issue Summary\n\n{ALLOW}\nIt was basically down.\n".replace("\n", ends)
    assert check_document(parse(text), select=["filler", "allowance"]) == []
