import re
from pathlib import Path

import pytest

from grade.made_up import at, truth, write_truth
from mortem.errors import UnreadableSource
from mortem.grade import Grade, Mark, grade_postmortem
from mortem.grade.grading import grade_text
from mortem.grade.opened import Truth, open_truth
from mortem.grade.page import as_html
from mortem.grade.report import as_json, as_text

HERE = Path(__file__).parent


@pytest.fixture
def good() -> str:
    return (HERE / "good.md").read_text(encoding="utf-8")


def graded(text: str, **changes: object) -> Grade:
    return grade_text(text, "postmortem.md", Truth(truth(**changes)))


def mark(grade: Grade, name: str) -> Mark:
    return next(each for each in grade.marks if each.name == name)


def test_a_good_postmortem_gets_full_marks(good: str) -> None:
    grade = graded(good)
    assert [(m.name, m.points) for m in grade.marks] == [
        ("format", 25),
        ("times and duration", 15),
        ("impact", 15),
        ("root cause", 20),
        ("dead ends and escalation", 10),
        ("measures", 10),
        ("brevity", 5),
    ]
    assert grade.out_of == 100


def test_the_postmortem_of_another_run_scores_low_and_says_why(good: str) -> None:
    later = {
        **truth()["users"],
        "first_failing_began": at("15:30:00"),
        "last_failing_ended": at("15:31:20"),
    }
    requests = [{"t": at("15:29:00"), "d": 0.1}, {"t": at("15:32:00"), "d": 0.1}]
    grade = graded(good, users=later, requests=requests)
    assert grade.points <= 30
    assert "it is about another incident" in grade.other_run
    assert "15:29:00 to 15:32:00 UTC" in " ".join(as_text(grade).split())


def test_the_release_of_another_run_costs_points_and_is_named(good: str) -> None:
    grade = graded(good, change="r77")
    assert mark(grade, "root cause").points == 10
    assert any(
        "instead" in detail.found and detail.right == "r77"
        for detail in mark(grade, "root cause").lost
    )


@pytest.mark.parametrize(("old", "new", "name", "points"), [
    ("10:02:30 to 10:04:00", "10:02:50 to 10:04:00", "times and duration", 12.5),
    ("10:02:30 to 10:04:00", "10:05:30 to 10:07:00", "times and duration", 5),
    ("(90 seconds)", "(20 minutes)", "times and duration", 10),
    ("60 % of the active users", "66 % of the active users", "impact", 10),
    ("60 % of the active users", "5 % of the active users", "impact", 5),
    ("60 % of the active users", "Many users", "impact", 5),
    ("escalated to the development team", "looked at again", "dead ends and escalation", 10),
    ("which does not help", "which does not help either", "dead ends and escalation", 10),
    ("with a rollback to r51", "with r51", "root cause", 20),
    ("- Add a load test of checkout", "- Add a test of checkout", "measures", 5),
])  # fmt: skip
def test_each_mistake_costs_what_it_is_worth(
    good: str, old: str, new: str, name: str, points: float
) -> None:
    assert old in good
    assert mark(graded(good.replace(old, new)), name).points == points


def test_laying_it_to_the_innocent_costs_points(good: str) -> None:
    text = good.replace(
        "Each store instance has a pool",
        "The database was overloaded. Each store instance has a pool",
    )
    assert mark(graded(text), "root cause").points == 12
    assert "the database" in as_text(graded(text))


def test_a_suspicion_that_was_dropped_costs_nothing(good: str) -> None:
    text = good.replace(
        "Each store instance has a pool",
        "It seemed that the database was overloaded. Each store instance has a pool",
    )
    assert mark(graded(text), "root cause").points == 20


def test_times_in_another_zone_are_right_too(good: str) -> None:
    local = re.sub(r"\b10:(\d\d):(\d\d)", r"12:\1:\2", good).replace("UTC", "UTC+2")
    assert mark(graded(local), "times and duration").points == 15


def test_times_to_the_minute_are_right_within_the_minute(good: str) -> None:
    text = good.replace("10:02:30 to 10:04:00 UTC (90 seconds)", "10:02 to 10:04 UTC (90 seconds)")
    assert mark(graded(text), "times and duration").points == 15


def test_hints_cost_points(good: str) -> None:
    assert graded(good, hints=2).points == graded(good).points - 6


def test_a_day_without_an_outage_wants_none_reported(good: str) -> None:
    quiet = {"first_failing_began": None, "last_failing_ended": None, "percent": 0.0, "routes": {}}
    rubric = {"cause": [], "fix": [], "prevention": [], "wrong": []}
    calm = {"users": quiet, "rubric": rubric, "change": None, "dead_ends": [], "escalations": []}
    assert mark(graded(good, **calm), "impact").points == 0
    text = good.replace("customers could not pay", "nothing was broken and no outage happened;")
    assert mark(graded(text, **calm), "impact").points == 15


@pytest.mark.parametrize(
    "text", ["", "# Nothing\n", "Hello.", "| a |\n|---|\n", "## Timeline\n- 25:99 x\n"]
)
def test_no_document_is_too_poor_to_be_graded(text: str) -> None:
    grade = graded(text)
    assert 0 <= grade.points <= 20
    assert as_text(grade)
    assert as_html(grade)


def test_the_report_reads_well(good: str, golden) -> None:  # type: ignore[no-untyped-def]
    text = (
        good.replace("60 % of", "Most of")
        .replace("10:02:30 to", "10:02:50 to")
        .replace("a rollback to", "")
    )
    golden(HERE / "report.txt", as_text(graded(text, hints=1)) + "\n")


def test_the_page_needs_nothing_from_elsewhere_and_escapes_what_it_shows(good: str) -> None:
    page = as_html(graded(good.replace("# Postmortem: checkout", "# <script>alert(1)</script> &")))
    assert not re.search(r"""(src|href)\s*=|url\(|@import""", page)
    assert "<script>" not in page


def test_a_teachers_table_can_be_made_of_the_json(good: str) -> None:
    data = as_json(graded(good))
    assert data["of"] == 100
    assert set(data["marks"]["impact"]) == {"points", "of", "details"}


def test_a_folder_without_truth_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="name the folder that"):
        open_truth(tmp_path)
    (tmp_path / "truth.sealed").write_text("mortem lab: x\nnot base64!\n")
    with pytest.raises(UnreadableSource, match="damaged"):
        open_truth(tmp_path)


def test_a_run_folder_and_a_file_are_all_it_takes(tmp_path: Path) -> None:
    run = write_truth(tmp_path / "run", truth())
    assert grade_postmortem(run, HERE / "good.md").scenario == "checkout"
