"""The values that a document states, as written."""

from typing import Any

import pytest

from mortem.check.reading import read
from mortem.document import parse

FRAME = "## Issue Summary\n\n{}\n\n## Timeline\n\n{}\n"
TIMELINE = "- 09:00: An alert fired.\n- 09:10: We looked.\n- 09:20: It was back."


def value(name: str, summary: str, timeline: str = TIMELINE) -> Any:
    return read(parse(FRAME.format(summary, timeline))).values[name]


@pytest.mark.parametrize(
    ("summary", "start", "end", "zone"),
    [
        ("The shop was down from 9:00 AM to 10:30 AM (WAT).", "9:00 AM", "10:30 AM", "WAT"),
        ("Duration: May 3, 2024, 08:00 UTC to May 3, 2024, 10:30 UTC", "08:00", "10:30", "UTC"),
        ("Between 15:30 and 16:20 on 24/7/2024 (UTC) the site was down.", "15:30", "16:20", "UTC"),
        ("Start-time:\n06/May/2022 2:17 PM (GMT) End-time: 06/May/2022 3:07 PM (GMT)", "2:17 PM", "3:07 PM", "GMT"),
        ("The outage began at 0900hrs EAT; service was restored at 1030hrs EAT.", "0900hrs", "1030hrs", "EAT"),
        ("The site was slow on 3 May.", None, None, None),
    ],
)  # fmt: skip
def test_the_window(summary: str, start: str | None, end: str | None, zone: str | None) -> None:
    assert (value("start", summary), value("end", summary), value("timezone", summary)) == (
        start,
        end,
        zone,
    )


@pytest.mark.parametrize(
    ("summary", "minutes"),
    [
        ("The shop was down for 2 hours and 15 minutes.", 135),
        ("**Duration**: 10 hrs, from 1:00 PM to 11:00 PM", 600),
        ("A 50-minute outage hit the shop.", 50),
        ("It was down from 9:00 AM to 10:00 AM.", None),
        ("Responses took 5 minutes. The shop was down.", None),
        ("Events came in with delays of up to 2 days.", None),
    ],
)
def test_the_length(summary: str, minutes: int | None) -> None:
    assert value("duration_minutes", summary) == minutes


@pytest.mark.parametrize(
    ("summary", "percent"),
    [
        ("About 75% of users met errors.", 75),
        ("All of our users were affected.", 100),
        ("Half of the customers could not pay.", 50),
        ("99.5 percent of users were affected.", 99.5),
        ("Errors hit 40% of requests and 12% of users.", 12),
        ("Some users met errors.", None),
    ],
)
def test_the_share(summary: str, percent: float | None) -> None:
    assert value("users_percent", summary) == percent


@pytest.mark.parametrize(
    ("timeline", "how"),
    [
        ("- 09:00: The issue was detected by a monitoring alert.", "monitoring"),
        ("- 09:00: An engineer noticed errors in the log.", "engineer"),
        ("- 09:00: Customers complained that they could not pay.", "customer"),
        ("- 09:00: Many customers complained and the monitoring fired.", "customer"),
        ("- 09:00: The release went out.", None),
    ],
)
def test_who_noticed(timeline: str, how: str | None) -> None:
    assert value("detected_how", "The shop was down.", timeline) == how


def test_blame() -> None:
    assert value("named_blame", "The shop was down because a careless developer deleted the table.")
    assert not value("named_blame", "The shop was down because the disk was full.")


@pytest.mark.parametrize(
    "sentence",
    [
        "From 09:10 UTC to 10:05 UTC the checkout page was down, for 55 minutes.",
        "The checkout page was down for 55 minutes.",
        "The payment page stayed unavailable for about 55 minutes.",
        "Login requests failed for 55 minutes.",
        "The start page was slow for 55 minutes.",
        "For 55 minutes, the checkout page returned errors.",
    ],
)
def test_how_long_a_page_was_down(sentence: str) -> None:
    assert value("duration_minutes", sentence) == 55


@pytest.mark.parametrize(
    "sentence",
    [
        'Users received "Upload failed" after waiting for 55 minutes.',
        "Pages took 5 minutes to load while the site was slow.",
    ],
)
def test_a_wait_is_no_outage(sentence: str) -> None:
    assert value("duration_minutes", sentence) is None
