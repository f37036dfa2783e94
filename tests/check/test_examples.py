"""Each rule's manual holds what it promises: its bad examples are found, its good ones are not."""

import re

import pytest

from mortem.check.examples import examples
from mortem.check.rule import CATEGORIES, SEVERITIES
from mortem.check.run import check_document, rules
from mortem.document import parse

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


@pytest.mark.parametrize("rule", [p for p in RULES if not p.values[0].needs_facts])
def test_bad_is_found_and_good_is_not(rule) -> None:
    found = examples(rule.manual())
    for text in found.bad:
        hits = check_document(parse(text), select=[rule.name])
        assert [hit.rule for hit in hits if hit.rule == rule.name], f"not found in:\n{text}"
        for hit in hits:
            assert hit.message
            assert "\n" not in hit.message + hit.help
            assert 1 <= hit.line <= hit.end_line <= text.count("\n")
    for text in found.good:
        assert check_document(parse(text), select=[rule.name]) == [], text
