"""Times without zone, year or day, put right from the other files."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from mortem.sources.rows import LogLine, Message
from mortem.sources.stamps import NO_DAY, NO_YEAR, ZONED_MONTH
from mortem.sources.zones import settle
from mortem.timespan import Timespan

BEGAN = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
COVERS = Timespan(BEGAN, BEGAN + timedelta(hours=2))


def line(at: datetime) -> LogLine:
    return LogLine(at, "nginx", "", "", "ERROR", "x", "x", "", "error.log", 1)


def always(hours: float):  # type: ignore[no-untyped-def]
    zone: tzinfo = timezone(timedelta(hours=hours))
    return lambda at: zone


def test_the_access_logs_zone_is_taken_off() -> None:
    rows, note = settle([line(BEGAN + timedelta(hours=3))], COVERS, always(2))
    assert rows[0].at == BEGAN + timedelta(hours=1)
    assert note.seconds == 7200
    assert note.kind == "zone-inferred"
    assert "UTC+02:00, as the access log's" in note.text


def test_another_zone_where_the_access_logs_does_not_fit() -> None:
    rows, note = settle([line(BEGAN + timedelta(hours=1))], COVERS, always(9))
    assert rows[0].at in COVERS
    assert note.seconds is not None
    assert "beside the other files" in note.text


def test_utc_where_nothing_tells_the_zone() -> None:
    rows, note = settle([line(BEGAN)], None, lambda at: None)
    assert rows[0].at == BEGAN
    assert "UTC, since no other file" in note.text


def test_the_offset_follows_daylight_saving() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = Timespan(
        datetime(2026, 3, 29, 0, 0, tzinfo=UTC), datetime(2026, 3, 29, 3, 0, tzinfo=UTC)
    )
    local = [datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 3, 30, tzinfo=UTC)]
    rows, _ = settle([line(at) for at in local], night, lambda at: berlin)
    assert [row.at.hour for row in rows] == [0, 1]


def test_the_year_is_the_one_nearest() -> None:
    rows, note = settle([line(datetime(NO_YEAR, 3, 8, 10, 15, tzinfo=UTC))], COVERS, always(0))
    assert rows[0].at == datetime(2026, 3, 8, 10, 15, tzinfo=UTC)
    assert "no year" in note.text


def test_the_year_turns() -> None:
    new_year = Timespan(
        datetime(2025, 12, 31, 22, 0, tzinfo=UTC), datetime(2026, 1, 1, 3, 0, tzinfo=UTC)
    )
    said = [(12, 31, 23), (1, 1, 1)]
    held = [line(datetime(NO_YEAR, month, day, hour, tzinfo=UTC)) for month, day, hour in said]
    rows, _ = settle(held, new_year, always(0))
    assert [row.at.year for row in rows] == [2025, 2026]


def note_at(at: datetime) -> Message:
    return Message(at, "Ada", "x", "", "", False, "notes.md", 1)


def test_the_day_is_the_one_nearest_in_the_zone_of_the_access_log() -> None:
    held = [note_at(datetime(NO_DAY, 1, 1, 12, 30, tzinfo=UTC))]
    rows, note = settle(held, COVERS, always(2))
    assert rows[0].at == datetime(2026, 3, 8, 10, 30, tzinfo=UTC)
    assert "no day" in note.text


def test_a_day_is_found_for_times_that_have_a_zone() -> None:
    held = [note_at(datetime(NO_DAY, ZONED_MONTH, 1, 10, 30, tzinfo=UTC))]
    rows, note = settle(held, COVERS, always(2))
    assert rows[0].at == datetime(2026, 3, 8, 10, 30, tzinfo=UTC)
    assert note.seconds is None


def test_the_access_logs_zone_stands_where_the_rows_end_just_before_it_begins() -> None:
    rows, note = settle([line(BEGAN - timedelta(minutes=30, hours=4))], COVERS, always(-4))
    assert rows[0].at == BEGAN - timedelta(minutes=30)
    assert note.seconds == -4 * 3600


def test_of_several_days_it_is_the_one_of_the_trouble() -> None:
    week = Timespan(BEGAN, BEGAN + timedelta(days=6))
    held = [note_at(datetime(NO_DAY, 1, 1, 10, 30, tzinfo=UTC))]
    rows, _ = settle(held, week, always(0), BEGAN + timedelta(days=5, hours=1))
    assert rows[0].at == datetime(2026, 3, 13, 10, 30, tzinfo=UTC)


def test_without_an_access_log_nothing_is_said_of_its_zone() -> None:
    _, note = settle([line(BEGAN)], COVERS, lambda at: None)
    assert "no other file says otherwise" in note.text
