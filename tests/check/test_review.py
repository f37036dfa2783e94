"""The review a peer hands back for the sample answer of the format.

The answer is a checkout outage whose summary gives no end and whose timeline is one paragraph.
"""

from pathlib import Path

import pytest

from conftest import Golden
from mortem.check import report_review
from mortem.check.checked import Checked, check_text
from mortem.check.rubric import RUBRIC
from mortem.check.run import rules
from mortem.check.style import Style

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def checked() -> Checked:
    return check_text((HERE / "sample_answer.md").read_text(), "sample_answer.md")


def test_a_careful_peer_would_cross_exactly_these(checked: Checked) -> None:
    missed = {name for name, decision in checked.requirements.items() if not decision.met}
    assert missed == {
        "summary-end",
        "summary-duration",
        "timeline-timed-entries",
        "timeline-brief",
        "length",
    }


def test_and_would_notice_exactly_this_beside(checked: Checked) -> None:
    asked = {criterion.name for criterion in RUBRIC}
    others = [(f.rule, f.line) for f in checked.findings if f.rule not in asked]
    assert others == [("task-without-owner", 26), ("vague-task", 26)]


def test_the_report_in_full(checked: Checked, golden: Golden) -> None:
    golden(HERE / "sample_review.md", report_review.report([checked], Style()))


def test_every_requirement_is_in_the_rubric_and_has_advice() -> None:
    assert {criterion.name for criterion in RUBRIC} <= set(rules())
    for criterion in RUBRIC:
        assert rules()[criterion.name].help
        assert "\n" not in rules()[criterion.name].help


def test_what_is_no_postmortem_is_said_to_be_none() -> None:
    report = report_review.report([check_text("# Installing\n\nRun make.\n", "x.md")], Style())
    assert "does not read like a postmortem" in report
