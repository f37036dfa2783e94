"""Each rule's manual holds what it promises: its bad examples are found, its good ones are not."""

import re
from datetime import UTC, datetime

import pytest

from mortem.check.examples import examples
from mortem.check.rule import CATEGORIES, SEVERITIES
from mortem.check.run import check_document, rules
from mortem.document import parse
from mortem.facts.fact import Fact, FactBook, Proof, book

RULES = [pytest.param(rule, id=name) for name, rule in rules().items()]


@pytest.mark.parametrize("rule", RULES)
def test_a_manual_has_its_parts(rule) -> None:
    manual = rule.manual()
    for part in ("Why it matters", "Bad", "Good"):
        assert re.search(rf"^## {part}$", manual, re.M), f"{rule.name} lacks '## {part}'"
    first = manual.partition("\n\n")[0]
    assert "\n" not in first, "the first paragraph is one line: lists show it"
    assert rule.category in CATEGORIES
    assert rule.severity in SEVERITIES
    found = examples(manual)
    assert found.bad
    assert found.good


def known() -> FactBook:
    """The facts of a small outage: 62 s, one route."""
    began = datetime(2026, 11, 23, 4, 7, 45, tzinfo=UTC)
    ended = datetime(2026, 11, 23, 4, 8, 47, tzinfo=UTC)
    proof = (Proof("SELECT 1", ("access.log",), ("access.log:1",)),)
    window = {
        "began": began,
        "ended": ended,
        "began_between": [began, began],
        "ended_between": [ended, ended],
        "seconds": 62.0,
        "resolution_seconds": 0.001,
        "pauses": [],
    }
    routes = [
        {
            "route": "GET /checkout",
            "failed": 45,
            "total": 60,
            "percent": 75.0,
            "p95_before": 0.3,
            "p95_during": 5.0,
        }
    ]
    return book(
        [
            Fact("outage-window", window, "The outage lasted 62 s.", proof),
            Fact("broken-routes", routes, "GET /checkout failed.", proof),
        ],
        files=(),
        quality=(),
        rejected=0,
        zone=UTC,
        zone_name="UTC",
    )


@pytest.mark.parametrize("rule", RULES)
def test_bad_is_found_and_good_is_not(rule) -> None:
    found, facts = examples(rule.manual()), known() if rule.needs_facts else None
    for text in found.bad:
        hits = check_document(parse(text), facts, select=[rule.name])
        assert [hit.rule for hit in hits if hit.rule == rule.name], f"not found in:\n{text}"
        for hit in hits:
            assert hit.message
            assert "\n" not in hit.message + hit.help
            assert 1 <= hit.line <= hit.end_line <= text.count("\n")
    for text in found.good:
        assert check_document(parse(text), facts, select=[rule.name]) == [], text


def test_rules_that_need_facts_keep_still_without() -> None:
    needy = [rule for rule in rules().values() if rule.needs_facts]
    assert needy
    for rule in needy:
        for text in examples(rule.manual()).bad:
            assert check_document(parse(text), None, select=[rule.name]) == []


def test_text_between_blocks_parts_the_examples() -> None:
    manual = "x\n\n## Bad\n    # a\n\n    b\n\nOr so:\n\n    c\n\n## Good\n    d\n"
    assert examples(manual).bad == ("# a\n\nb\n", "c\n")
    assert examples(manual).good == ("d\n",)
