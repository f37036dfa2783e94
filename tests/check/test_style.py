"""Rules of style and of tasks: what they object to, and what they leave alone."""

import pytest

from mortem.check.run import check_document
from mortem.document import parse


def found(rule: str, text: str) -> list[int]:
    """The lines a rule objects to."""
    return [hit.line for hit in check_document(parse(text), select=[rule])]


def in_section(rule: str, sentence: str, section: str = "Issue Summary") -> bool:
    return bool(found(rule, f"## {section}\n\n{sentence}\n"))


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("filler", "Due to the fact that the pool was empty, checkout failed."),
        ("hedging", "Hopefully this does not happen again."),
        ("placeholder", "It began at XX:XX and ended at HH:MM."),
        ("placeholder", "Impact: TBD"),
        ("placeholder", "The outage began on [date] at [start time]."),
        ("placeholder", "Owner: <your name>"),
        ("placeholder", "TODO: ask the database team"),
        ("placeholder", "Lorem ipsum dolor sit amet."),
        ("assignment-text", "Describe what happened and how users noticed."),
        ("assignment-text", "Provide a brief summary of the incident."),
    ],
)
def test_found(rule: str, sentence: str) -> None:
    assert in_section(rule, sentence)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("filler", 'The status page said "basically everything is fine".'),
        ("filler", "The flag is called `obviously`."),
        ("filler", "> It was basically down."),
        ("hedging", "The report said 'probably a network issue'."),
        ("hedging", "Most likely culprits were ruled out one by one."),
        ("placeholder", "The list [of names](https://shop.example/) was wrong."),
        ("placeholder", "`date +%HH:MM` printed nothing."),
        ("placeholder", "See [the time][1] and XXL shirts, ids like ABC-XXX-1."),
        ("placeholder", "Was it the database? We did not know."),
        ("assignment-text", "Engineers had to explain the outage to customers."),
        ("assignment-text", "The description of the outage was wrong."),
        ("long-sentence", "It failed: " + "one thing, another thing, " * 12 + "and more."),
    ],
)
def test_left_alone(rule: str, sentence: str) -> None:
    assert not in_section(rule, sentence)


def test_hedges_are_what_a_timeline_tells_of_assumptions() -> None:
    assert not in_section("hedging", "- 09:00 - We thought it was probably the pool.", "Timeline")


def test_todo_names_a_list_of_tasks_in_the_measures() -> None:
    measures = "Corrective and preventative measures"
    assert not in_section("placeholder", "TODO:\n\n- patch nginx", measures)
    assert not in_section(
        "assignment-text", "- Describe the incident process in the wiki", measures
    )


TASKS = "## Corrective and preventative measures\n\n{}\n"


@pytest.mark.parametrize(
    "item",
    [
        "- Improve monitoring",
        "- Be more careful when deploying",
        "1. Better communication between teams.",
        "- [ ] Enhance error handling",
        "* **Improve testing**",
        "- We need more tests",
    ],
)
def test_a_wish_is_no_task(item: str) -> None:
    assert found("vague-task", TASKS.format(item)) == [3]


@pytest.mark.parametrize(
    "item",
    [
        "- Improve monitoring of the payment gateway",
        "- Improve monitoring:\n  - alert at 80 % memory on web-01",
        "- Increase the pool to 50",
        "- Patch the Nginx server",
        "### What can be improved\n\n- Improve monitoring",
        "What we can do better:\n\n- Improve monitoring",
        "We should improve monitoring.",
        "- Run the restore test every month",
    ],
)
def test_a_task_or_an_improvement_is_no_wish_among_the_tasks(item: str) -> None:
    assert found("vague-task", TASKS.format(item)) == []


@pytest.mark.parametrize(
    "item",
    [
        "- Patch nginx (Ana, 3 December)",
        "- Patch nginx, owner: Ana, due: Friday",
        "- Patch nginx\n  - Owner: Ana\n  - Due: 2026-12-03",
        "- Patch nginx, @ana, by next week",
        "- [x] Patch nginx",
        "| Task | Owner | Due |\n| --- | --- | --- |\n| Patch nginx | Ana | 2026-12-03 |",
    ],
)
def test_owners_and_dates_are_seen_in_every_form(item: str) -> None:
    assert found("task-without-owner", TASKS.format(item)) == []


def test_what_is_missing_is_counted() -> None:
    items = "- Patch nginx (Ana, 3 December)\n- Alert on memory\n- Test the restore, by Friday"
    (hit,) = check_document(parse(TASKS.format(items)), select=["task-without-owner"])
    assert (hit.line, hit.message) == (4, "2 of 3 tasks do not say who does it and by when")


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("", "info"),
        ("draft", "info"),
        ("in review", "error"),
        ("Approved", "error"),
        ("published", "error"),
    ],
)
def test_a_blank_is_an_error_from_the_review_on(status: str, severity: str) -> None:
    front = f"---\nstatus: {status}\n---\n" if status else ""
    (hit,) = check_document(parse(f"{front}# x\n\n[to fill: who was told]\n"), select=["blank"])
    assert (hit.severity, hit.message) == (severity, "still to fill: who was told")
