"""Times in text, read into UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.sources import stamps
from mortem.sources.stamps import NO_DAY, NO_YEAR

AT = datetime(2026, 3, 8, 10, 15, 2, tzinfo=UTC)
HALF = AT + timedelta(milliseconds=480)


@pytest.mark.parametrize(
    ("value", "at", "lacks"),
    [
        ("2026-03-08T10:15:02Z", AT, ""),
        ("2026-03-08T10:15:02.480000000Z", HALF, ""),
        ("2026-03-08 10:15:02,480", HALF, "zone"),
        ("2026-03-08 12:15:02+0200", AT, ""),
        ("2026-03-08 12:15:02 +02:00", AT, ""),
        ("2026-03-08 13:15:02.480 +03", HALF, ""),
        ("2026-03-08 11:15:02 CET", AT, ""),
        ("2026-03-08 10:15:02 UTC", AT, ""),
        ("2026-03-08 10:15:02 CST", AT, "zone"),  # Chicago's, Havana's or Shanghai's
        ("2026/03/08 10:15:02", AT, "zone"),
        ("08/Mar/2026:10:15:02 +0000", AT, ""),
        ("08-Mar-2026 10:15:02 UTC", AT, ""),
        ("Sun Mar 8 12:15:02 2026 +0200", AT, ""),
        ("Sun, 8 Mar 2026 12:15:02 +0200", AT, ""),
        ("Sun Mar 08 10:15:02.480 2026", HALF, "zone"),
        ("Mar  8 10:15:02", AT.replace(year=NO_YEAR), "year"),
        ("10:15:02,480", HALF.replace(year=NO_DAY, month=1, day=1), "day"),
        ("10:15:02Z", AT.replace(year=NO_DAY, month=7, day=1), "day"),
        (1772964902, AT, ""),
        (1772964902.48, HALF, ""),
        ("1772964902.480", HALF, ""),
        (1772964902480, HALF, ""),
        (1772964902480000, HALF, ""),
        ("1772964902480000000", HALF, ""),
    ],
)
def test_read(value: object, at: datetime, lacks: str) -> None:
    assert stamps.read(value) == (at, lacks)


@pytest.mark.parametrize(
    "value",
    [None, True, "", "soon", 5, -1, float("nan"), float("inf"), "2026-13-08 10:15:02", [], "1e400",
     "2026-03-08", "10:99", "0.25", "99999999999999999999999999"],
)  # fmt: skip
def test_no_time(value: object) -> None:
    assert stamps.read(value) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("2026-03-08 10:15:02 INFO ready", " INFO ready"),
        ("[2026-03-08 10:15:02 +0000] [7] ready", " [7] ready"),
        ("2026-03-08 10:15:02 MIKE ready", " MIKE ready"),
        ("2026-03-08T10:15:02Z ready", " ready"),
        ("1772964902.5 ready", " ready"),
    ],
)
def test_lead_leaves_what_follows(line: str, rest: str) -> None:
    found = stamps.lead(line)
    assert found is not None
    assert found[1] == rest


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - a zone comes next
    st.integers(-14 * 4, 14 * 4).map(lambda step: timezone(timedelta(minutes=15 * step))),
    st.sampled_from("T "),
    st.sampled_from(["microseconds", "milliseconds", "seconds"]),
)
def test_what_is_written_is_read(at: datetime, zone: timezone, between: str, spec: str) -> None:
    written = at.replace(tzinfo=UTC).astimezone(zone).isoformat(between, spec)
    assert stamps.read(written) == (datetime.fromisoformat(written).astimezone(UTC), "")


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    stamps.lead(text)
    stamps.read(text)
