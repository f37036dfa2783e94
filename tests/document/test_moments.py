"""Times, dates, zones, lengths and shares as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.document.moments import (
    all_times,
    find_dates,
    find_durations,
    find_percents,
    find_times,
    find_zones,
    number,
)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("at 9:00 AM", 9, 0),
        ("at 9 AM", 9, 0),
        ("by 12:15 p.m. it", 12, 15),
        ("12:05 AM", 0, 5),
        ("0900hrs", 9, 0),
        ("0830HRS", 8, 30),
        ("at 14.30 we", 14, 30),
        ("14:15pm", 14, 15),
        ("6 PM", 18, 0),
        ("at noon", 12, 0),
        ("until midnight", 0, 0),
        ("08h30", 8, 30),
        ("1430 UTC", 14, 30),
        ("2024-03-01T09:07:00Z", 9, 7),
        ("10:45:12.345", 10, 45),
        ("14:30 hrs", 14, 30),
    ],
)
def test_a_time(text: str, hour: int, minute: int) -> None:
    (time,) = find_times(text)
    assert (time.hour, time.minute) == (hour, minute)
    assert text[time.start : time.end] == time.raw


@pytest.mark.parametrize(
    "text",
    ["nginx 1.18", "10.0.0.1:80", "99.95 % of requests", "version 2.30.1", "it took 2:30 hours",
     "in 2024", "404 errors", "port 8080", "a ratio of 60:400"],
)  # fmt: skip
def test_no_time(text: str) -> None:
    assert find_times(text) == ()


def test_both_ends_of_a_range_share_half_and_zone() -> None:
    one, other = find_times("from 9:00 - 10:30 AM GMT+1")
    assert (one.hour, one.half, other.half) == (9, "am", "am")
    assert one.zone is not None
    assert one.zone.minutes == 60
    late, later = find_times("2:00 to 6:30 PM")
    assert (late.hour, later.hour) == (14, 18)


def test_a_range_over_noon_is_not_guessed() -> None:
    one, _ = find_times("from 11:00 to 1:30 PM")
    assert (one.hour, one.half) == (11, "")


@pytest.mark.parametrize(
    ("text", "raw", "minutes"),
    [
        ("9:00 UTC", "UTC", 0),
        ("9:00 (WAT)", "WAT", 60),
        ("9:00 GMT+03:00", "GMT+03:00", 180),
        ("9:00 UTC-5", "UTC-5", -300),
        ("9:00:00+01:00", "+01:00", 60),
        ("9:00 Kigali Time", "Kigali Time", None),
        ("9:00 Africa/Lagos", "Africa/Lagos", None),
        ("9:00 West Africa Time", "West Africa Time", 60),
        ("11:00pm est", "est", -300),
    ],
)
def test_a_zone_beside_a_time(text: str, raw: str, minutes: int | None) -> None:
    (time,) = find_times(text)
    assert time.zone is not None
    assert (time.zone.raw, time.zone.minutes) == (raw, minutes)


@pytest.mark.parametrize(
    "text", ["the response time", "we eat at 9:00 and", "in real time", "The CAT scan", "PT boat"]
)
def test_words_that_are_no_zones(text: str) -> None:
    assert find_zones(text) == ()


def test_zones_without_a_time() -> None:
    assert [z.raw for z in find_zones("(all times UTC)")] == ["UTC"]
    assert [z.raw for z in find_zones("Timeline (in Kigali Time)")] == ["Kigali Time"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("24/7/2024", date(2024, 7, 24)),
        ("February 24th, 15", date(2015, 2, 24)),
        ("3 May 2024", date(2024, 5, 3)),
        ("May 3, 2024", date(2024, 5, 3)),
        ("06/May/2022", date(2022, 5, 6)),
        ("the 3rd of May 2024", date(2024, 5, 3)),
        ("29 February", date(4, 2, 29)),
    ],
)
def test_a_date(text: str, value: date) -> None:
    (found,) = find_dates(text)
    assert found.value == value
    assert found.year == (value.year != 4)


def test_a_date_that_reads_two_ways_has_no_value() -> None:
    assert [d.value for d in find_dates("on 3/4/2024")] == [None]


@pytest.mark.parametrize(
    ("text", "seconds", "approx"),
    [
        ("for 2 hours and 30 minutes", 9000, ""),
        ("for 62 minutes and users", 3720, ""),
        ("1h 47 min", 6420, ""),
        ("an hour and a half", 5400, ""),
        ("one and a half hours", 5400, ""),
        ("2 and half hours", 9000, ""),
        ("half an hour", 1800, ""),
        ("about three hours", 10800, "about"),
        ("nearly 45 mins", 2700, "nearly"),
        ("over 2 days", 172800, "over"),
        ("a 2-hour outage", 7200, ""),
        ("lasted 2:30 hours", 9000, ""),
        ("forty-five minutes", 2700, ""),
        ("2 hours, 15 minutes", 8100, ""),
        ("200ms", 0.2, ""),
    ],
)
def test_a_length(text: str, seconds: float, approx: str) -> None:
    (found,) = find_durations(text)
    assert found.seconds == pytest.approx(seconds)
    assert found.approx == approx


@pytest.mark.parametrize(
    ("text", "percent", "approx"),
    [("75%", 75, ""), ("about 75 percent", 75, "about"), ("99.95 %", 99.95, ""),
     ("seventy-five percent", 75, ""), ("40-50% of users", 45, "")],
)  # fmt: skip
def test_a_share(text: str, percent: float, approx: str) -> None:
    (found,) = find_percents(text)
    assert found.percent == pytest.approx(percent)
    assert found.approx == approx


def test_times_that_no_clock_shows_are_told_apart() -> None:
    assert [t.possible for t in all_times("25:10 UTC and 13:75")] == [False, False]
    assert find_times("25:10 UTC") == ()


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["{:02}:{:02}", "{}:{:02}", "{:02}{:02}hrs"]),
)
def test_a_clock_time_comes_back(hour: int, minute: int, form: str) -> None:
    (time,) = find_times(f"at {form.format(hour, minute)} we saw it")
    assert (time.hour, time.minute, time.possible) == (hour, minute, True)


@given(st.integers(1, 12), st.integers(0, 59), st.sampled_from(["AM", "PM", "a.m.", "p.m.", "am"]))
def test_a_twelve_hour_time_comes_back(hour: int, minute: int, half: str) -> None:
    (time,) = find_times(f"at {hour}:{minute:02} {half}, then")
    assert time.hour == hour % 12 + (12 if half[0] in "Pp" else 0)


@given(st.integers(1, 99), st.integers(1, 59))
def test_a_length_comes_back(hours: int, minutes: int) -> None:
    (found,) = find_durations(f"it lasted {hours} hours and {minutes} minutes in all")
    assert found.seconds == hours * 3600 + minutes * 60


@given(st.text(max_size=200))
def test_any_text_is_read_and_its_places_are_right(text: str) -> None:
    for found in (*all_times(text), *find_dates(text), *find_zones(text), *find_percents(text)):
        assert text[found.start : found.end].strip() == found.raw.strip()


def test_numbers_in_words() -> None:
    assert [number(n) for n in ("twelve", "ninety-nine", "1,204", "2.5", "many")] == [
        12,
        99,
        1204,
        2.5,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("half past six in the evening", 18, 30),
        ("at quarter to nine", 8, 45),
        ("from 9 to 11 AM", 9, 0),
        ("at 7 in the evening", 19, 0),
        ("between 8.20 and 9.05 in the morning", 8, 20),
    ],
)
def test_times_in_words(text: str, hour: int, minute: int) -> None:
    first = find_times(text)[0]
    assert (first.hour, first.minute) == (hour, minute)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("three quarters of an hour", 45), ("2 horas y 10 minutos", 130), ("1 heure", 60)],
)
def test_more_lengths(text: str, minutes: int) -> None:
    assert [d.seconds / 60 for d in find_durations(text)] == [minutes]
