"""The reports: for people, for machines, for code hosts."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from mortem.check import report_github, report_json, report_review, report_sarif, report_text
from mortem.check.checked import Checked, check_text
from mortem.check.run import Selection, rules
from mortem.check.style import Style

TEXT = """\
# Checkout outage

## Issue Summary

It was basically down, 100 % of it. Write to jane.doe@shop-mail.com, please.

## Corrective and preventative measures

- Improve monitoring
"""
CHOSEN = Selection(select=("filler", "email-address", "vague-task", "secret"))


@pytest.fixture
def checked() -> Checked:
    return check_text(TEXT, "docs/an outage.md", CHOSEN)


def test_text_is_a_line_a_finding_and_what_to_do_next(checked: Checked) -> None:
    assert report_text.report([checked], Style()).splitlines() == [
        "docs/an outage.md:5:8: info filler 'basically' says nothing",
        "docs/an outage.md:5:46: warning email-address 'jane.doe@shop-mail.com' is an e-mail address",
        "docs/an outage.md:9:3: warning vague-task 'Improve monitoring' is a wish, not a task",
        "2 warnings, 1 note in 1 document. "
        "Next: fix the warnings; `mortem rule email-address` explains the first.",
    ]


def test_in_a_terminal_the_place_is_shown(checked: Checked) -> None:
    shown = report_text.report([checked], Style(width=100), rich=True).splitlines()
    assert shown[1:5] == [
        "     5 | It was basically down, 100 % of it. Write to jane.doe@shop-mail.com, please.",
        "       |        ^~~~~~~~~",
        "         leave it out",
        "",
    ]


def test_a_long_line_is_cut_around_the_place(checked: Checked) -> None:
    shown = report_text.report([checked], Style(width=50), rich=True).splitlines()
    source = next(line for line in shown if "| " in line and "jane" in line)
    caret = shown[shown.index(source) + 1]
    assert max(map(len, shown[shown.index(source) : shown.index(source) + 2])) <= 50
    assert source[caret.index("^") :].startswith("jane.doe@")


def test_the_caret_stands_under_the_place_behind_wide_characters() -> None:
    text = "## \U0001f525 Issue Summary\n\n\u6545\u969c \U0001f525 it was basically down.\n"
    shown = report_text.report([check_text(text, "x.md", CHOSEN)], Style(), rich=True).splitlines()
    assert shown[1].index("basically") + 3 == shown[2].index("^")


def test_a_document_does_not_command_the_terminal() -> None:
    text = "# \x1b[2Jx\n\n## Issue Summary\n\nIt was basically \x1b]0;owned\x07 down \x1b[31mred.\n"
    checked = check_text(text, "x.md", CHOSEN)
    for shown in (
        report_text.report([checked], Style(), rich=True),
        report_review.report([checked], Style()),
    ):
        assert "\x1b" not in shown
        assert "\x07" not in shown


def test_colours_mean_something_and_can_be_off(checked: Checked) -> None:
    assert "\x1b[33mwarning" in report_text.report([checked], Style(coloured=True))
    assert "\x1b" not in report_text.report([checked], Style())


def test_nothing_found_says_what_is_next(checked: Checked) -> None:
    fine = replace(checked, findings=())
    assert report_text.report([fine], Style()) == (
        "Nothing to object to in 1 document. Next: ask a person to review.\n"
    )


def test_no_document_says_what_to_name() -> None:
    assert "name a file" in report_text.report([], Style())


def test_statistics_count_by_rule(checked: Checked) -> None:
    assert report_text.statistics([checked, checked], Style()).splitlines() == [
        "2  warning  email-address",
        "2  info     filler",
        "2  warning  vague-task",
    ]


def test_json_is_the_contract(checked: Checked) -> None:
    told = json.loads(report_json.report([checked]))
    assert set(told) == {"schema", "documents"}
    (document,) = told["documents"]
    assert set(document) == {
        "path", "words", "is_postmortem", "requirements", "values", "findings",
    }  # fmt: skip
    assert set(document["values"]) == {
        "start", "end", "timezone", "duration_minutes", "users_percent", "detected_how",
        "named_blame",
    }  # fmt: skip
    assert len(document["requirements"]) == 24
    assert all(set(each) == {"met", "line", "quote"} for each in document["requirements"].values())
    assert document["findings"][0] == {
        "rule": "filler",
        "category": "style",
        "severity": "info",
        "line": 5,
        "column": 8,
        "end_line": 5,
        "message": "'basically' says nothing",
        "help": "leave it out",
    }


def test_github_escapes_what_its_commands_would_read(checked: Checked) -> None:
    odd = replace(checked.findings[0], message="100 %\nof it")
    (line,) = report_github.report(
        [replace(checked, path="a,b:c.md", findings=(odd,))]
    ).splitlines()
    assert line == (
        "::notice file=a%2Cb%3Ac.md,line=5,endLine=5,col=8,title=mortem filler,endColumn=16"
        "::100 %25%0Aof it: leave it out"
    )


def test_sarif_fits_the_schema_and_describes_every_rule(checked: Checked) -> None:
    told = json.loads(report_sarif.report([checked, replace(checked, path="/tmp/x.md")]))
    schema = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(told)
    (run,) = told["runs"]
    described = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert described == list(rules())
    for result in run["results"]:
        assert described[result["ruleIndex"]] == result["ruleId"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "docs/an%20outage.md"
    assert location["region"] == {"startLine": 5, "startColumn": 8, "endLine": 5, "endColumn": 17}


def test_the_schema_can_fail(checked: Checked) -> None:
    told = json.loads(report_sarif.report([checked]))
    told["runs"][0]["results"][0]["level"] = "loud"
    schema = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text())
    assert not jsonschema.Draft202012Validator(schema).is_valid(told)
