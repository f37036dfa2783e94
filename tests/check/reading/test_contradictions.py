"""Contradictions: what a reader would call one, and what people mean otherwise."""

import pytest

from mortem.check.reading import read
from mortem.document import parse

FRAME = "# Postmortem\n\n## Issue Summary\n\n{}\n\n## Timeline\n\n{}\n"
QUIET = (
    "- 09:00 UTC: An alert fired.\n- 09:20 UTC: We looked.\n- 10:00 UTC: The service was restored."
)
WINDOW = "The shop was down from 09:00 UTC to 10:00 UTC."


def found(summary: str = WINDOW, timeline: str = QUIET) -> list[str]:
    reading = read(parse(FRAME.format(summary, timeline)))
    return sorted({each.rule for each in reading.contradictions})


@pytest.mark.parametrize(
    ("summary", "contradicts"),
    [
        (f"{WINDOW} It lasted 2 hours.", True),
        (f"{WINDOW} It lasted about an hour.", False),
        (f"{WINDOW} It lasted 60 minutes.", False),
        (f"{WINDOW} It lasted nearly an hour.", False),
        (f"{WINDOW} It lasted over 50 minutes.", False),
        ("The shop was down from 11:00 to 1:00, for 2 hours.", False),  # over noon
        ("The shop was down from 9:00 to 11:00, for 14 hours.", False),  # 9 AM to 11 PM
        ("The shop was down from 23:00 UTC to 01:00 UTC, for 2 hours.", False),  # over midnight
        ("The shop was down from 09:00 UTC to 12:00 UTC+2, for 1 hour.", False),  # two zones
        ("The shop was down from 9:00 AM to 11:00 AM, for 5 hours.", True),
    ],
)
def test_the_length(summary: str, contradicts: bool) -> None:
    rules = found(summary, "- 1: nothing timed")
    assert rules == (["duration-is-not-end-minus-start"] if contradicts else [])


@pytest.mark.parametrize(
    ("times", "contradicts"),
    [
        (("09:00", "09:40", "09:20", "10:00"), True),
        (("11:30", "12:10", "1:00", "1:30"), False),
        (("22:30", "23:40", "00:10", "00:30"), False),
        (("10:00 AM", "9:00 AM", "11:00 AM", "11:30 AM"), True),
        (("10:00", "09:40", "09:20", "09:00"), False),  # told backwards
        (("2 May, 23:00", "3 May, 08:00", "3 May, 09:00", "3 May, 10:00"), False),
        (("3 May, 08:00", "2 May, 23:00", "3 May, 09:00", "3 May, 10:00"), True),
    ],
)
def test_the_order(times: tuple[str, ...], contradicts: bool) -> None:
    timeline = "\n".join(f"- {time}: Step {n} was done." for n, time in enumerate(times))
    assert ("timeline-out-of-order" in found("The shop was down.", timeline)) is contradicts


def test_days_in_headings_are_minded() -> None:
    timeline = "### 2 May 2024\n\n- 22:00: One.\n- 23:00: Two.\n\n### 3 May 2024\n\n- 12:00: Three.\n- 13:00: Four."
    assert found("The shop was down.", timeline) == []


def test_the_summary_and_the_timeline() -> None:
    assert found() == []
    late = QUIET.replace("10:00 UTC: The", "10:30 UTC: The")
    assert found(timeline=late) == ["timeline-outside-the-window"]
    after = QUIET + "\n- 11:00 UTC: The postmortem was scheduled."
    assert found(timeline=after) == []
    before = "- 08:50 UTC: The release went out.\n" + QUIET
    assert found(timeline=before) == []
    begins = "- 08:40 UTC: The outage begins.\n" + QUIET
    assert found(timeline=begins) == ["timeline-outside-the-window"]


def test_the_same_time_in_two_zones() -> None:
    timeline = QUIET.replace("UTC", "EAT")
    assert "timeline-outside-the-window" in found(timeline=timeline)
    assert found("The shop was down from 09:00 GMT to 10:00 GMT.") == []


def test_detection_before_the_onset() -> None:
    early = "- 08:30 UTC: The issue was detected by an alert.\n- 09:20 UTC: We looked.\n- 10:00 UTC: Service restored."
    assert found(timeline=early) == ["detection-before-onset"]


def test_two_shares() -> None:
    cause = "\n## Root cause and resolution\n\nThe disk was full, so {} were affected.\n"
    for said, contradicts in (
        ("60% of users", True),
        ("75% of users", False),
        ("60% of requests", False),
    ):
        text = FRAME.format("75% of users were affected.", QUIET) + cause.format(said)
        assert bool(read(parse(text)).contradictions) is contradicts


def test_two_dates() -> None:
    text = FRAME.format(WINDOW.replace("down", "down on 16 May 2024"), QUIET)
    assert read(parse(text.replace("# Postmortem", "# Outage of 16 May 2024"))).contradictions == ()
    other = read(parse(text.replace("# Postmortem", "# Outage of 10 May 2024"))).contradictions
    assert [each.rule for each in other] == ["two-dates-for-the-outage"]


def test_a_second_incident_does_not_contradict_the_first() -> None:
    second = FRAME.format(
        "The shop was down from 14:00 UTC to 15:00 UTC for 1 hour.",
        QUIET.replace("09:", "14:").replace("10:", "15:"),
    )
    assert read(parse(FRAME.format(WINDOW, QUIET) + second)).contradictions == ()


def test_steps_of_one_morning_that_are_swapped() -> None:
    swapped = "- 10:20: It is slow.\n- 11:30: We look.\n- 11:05: We ask.\n- 12:00: It is back.\n"
    evening = "- 10:20: It is slow.\n- 11:30: We look.\n- 7:05: We ask.\n- 8:00: It is back.\n"
    assert "timeline-out-of-order" in found("The shop was slow.", swapped)
    assert "timeline-out-of-order" not in found("The shop was slow.", evening)


def test_days_that_cannot_be_read_may_be_later_days() -> None:
    told = "| Time | What |\n|---|---|\n| 20244-03-05 14:00 | We look. |\n| 20244-03-06 09:00 | It is back. |\n"
    assert found("The shop was slow.", told) == []


def test_times_in_a_quoted_log_are_no_steps() -> None:
    log = (
        "```\n2018-07-07 18:32:27 CEST timeout\n2018-07-07 18:34:04 CEST timeout of the pod\n```\n"
    )
    told = f"### 08:00\n\nWe look.\n\n### 10:00\n\nThe log shows why:\n\n{log}\n### 10:30\n\nIt is back.\n"
    assert found(timeline=told) == []


def test_an_explanation_may_go_back_in_time() -> None:
    told = (
        "A guard called at 09:05 UTC. At 09:40 UTC we stopped the import and the doors opened."
        "\n\nThe import had been moved in spring, so it started at 08:55 UTC instead of at night."
    )
    assert found(timeline=told) == []
    swapped = "At 09:40 UTC we stopped the import.\n\nAt 09:10 UTC we called the vendor."
    assert found(timeline=swapped) == ["timeline-out-of-order"]
