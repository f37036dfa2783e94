"""Which rules run, how grave they are, and where a finding stands."""

import pytest

from mortem.check.place import place
from mortem.check.run import Selection, check_document, rules
from mortem.document import Sentence, parse
from mortem.errors import BadSettings

TEXT = """\
## Issue Summary

It was *basically
down*, hopefully. Write to jane.doe@shop-mail.com.
"""


def names(**chosen: object) -> set[str]:
    return {hit.rule for hit in check_document(parse(TEXT), **chosen)}  # type: ignore[arg-type]


def test_a_rule_is_named_as_its_file() -> None:
    assert rules()["long-sentence"].__class__.__module__ == "mortem.check.rules.long_sentence"


def test_select_takes_rules_and_categories() -> None:
    assert names(select=["filler"]) == {"filler"}
    assert names(select=["safety", "hedging"]) == {"email-address", "hedging"}
    assert names(select=["filler"], severities={"hedging": "error"}) == {"filler"}


def test_ignore_wins() -> None:
    assert names(select=["safety"], ignore=["email-address"]) == set()
    assert "filler" not in names(ignore=["style"])


def test_a_rule_can_be_set_off_or_graver() -> None:
    assert "filler" not in names(severities={"filler": "off"})
    hits = check_document(parse(TEXT), select=["filler"], severities={"filler": "error"})
    assert [hit.severity for hit in hits] == ["error"]


@pytest.mark.parametrize(
    "selection",
    [Selection(select=("filer",)), Selection(ignore=("filer",)), Selection(rules={"filer": "off"})],
)
def test_an_unknown_name_is_an_error_with_the_nearest(selection: Selection) -> None:
    with pytest.raises(BadSettings, match="'filer'; did you mean 'filler'"):
        selection.checked()


def test_an_unknown_severity_is_an_error() -> None:
    with pytest.raises(BadSettings, match="write off, info, warning or error"):
        Selection(rules={"filler": "loud"}).checked()


def test_findings_come_by_line_and_point_at_the_words() -> None:
    hits = check_document(parse(TEXT), select=["filler", "hedging", "email-address"])
    where = [(hit.rule, hit.line, hit.column, hit.end_column) for hit in hits]
    assert where == [
        ("filler", 3, 9, 18),
        ("hedging", 4, 8, 17),
        ("email-address", 4, 28, 50),
    ]


def test_a_phrase_is_found_across_markup_and_line_ends() -> None:
    document = parse("A **long**\n*story* here.\n")
    (sentence,) = document.sentences
    found = place(document, sentence, "long story")
    assert (found.line, found.column, found.end_line, found.end_column) == (1, 5, 2, 7)


def test_a_phrase_that_is_not_there_gives_the_sentence() -> None:
    document = parse("One. Two.\n")
    second: Sentence = document.sentences[1]
    assert place(document, second, "three").column == second.column


DRAFT = """\
---
status: {status}
---
## Issue Summary

The shop was down and customers could not log in. {blank}

## Timeline

- 09:10 UTC: A monitoring alert told of failed logins.
"""


def graded(status: str, blank: str = "") -> dict[str, str]:
    text = DRAFT.format(status=status, blank=blank)
    chosen = ["summary-end", "timeline-resolution", "length"]
    return {hit.rule: hit.severity for hit in check_document(parse(text), select=chosen)}


def test_a_draft_may_lack_what_its_blanks_admit() -> None:
    assert graded("draft", "[to fill: when it ended]") == {
        "summary-end": "info",
        "timeline-resolution": "warning",
        "length": "info",
    }


def test_what_no_blank_admits_is_missing_in_a_draft_too() -> None:
    assert graded("draft")["summary-end"] == "warning"


def test_in_review_nothing_may_lack() -> None:
    assert set(graded("in review", "[to fill: when it ended]").values()) == {"warning"}
