"""One alert of its notifications, one change of its start and end."""

from datetime import UTC, datetime, timedelta

from mortem.sources.merging import merged
from mortem.sources.rows import Alert, Change, Message

AT = datetime(2026, 3, 8, 10, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return AT + timedelta(minutes=count)


def alert(received: float | None, ended: float | None = None, start: float = 0) -> Alert:
    heard = None if received is None else minutes(received)
    end = None if ended is None else minutes(ended)
    return Alert("aa", "Slow", "", "", "", "{}", minutes(start), end, heard, 0, "a.json", 1)


def change(at: float, finished: float | None, ref: str = "v18", outcome: str = "") -> Change:
    end = None if finished is None else minutes(finished)
    return Change(minutes(at), end, "deploy", "basket", ref, "", "", "", "", outcome, "d", 1)


def test_an_alert_is_one_over_its_notifications_and_files() -> None:
    (row,) = merged([alert(5, ended=4), alert(1), alert(None), alert(3)])
    assert isinstance(row, Alert)
    assert row.received_at == minutes(1)
    assert row.ended_at == minutes(4)


def test_an_alert_that_fires_again_is_another() -> None:
    assert len(merged([alert(1, ended=2), alert(3, start=2.5)])) == 2


def test_start_and_end_of_a_deploy_are_one_change() -> None:
    rows = merged([change(0, None), change(2, 2, outcome="success"), change(3, None, "v19")])
    assert [(row.ref, row.at, row.finished_at) for row in rows if isinstance(row, Change)] == [
        ("v18", minutes(0), minutes(2)),
        ("v19", minutes(3), None),
    ]


def test_an_end_completes_the_latest_open_start() -> None:
    rows = merged([change(0, None), change(10, None), change(12, 12, outcome="failure")])
    ends = [(row.finished_at, row.outcome) for row in rows if isinstance(row, Change)]
    assert ends == [(None, ""), (minutes(12), "failure")]


def test_an_end_without_a_start_stays() -> None:
    assert merged([change(2, 2)]) == [change(2, 2)]
    assert len(merged([change(0, None), change(60 * 13, 60 * 13)])) == 2


def test_a_deploy_that_two_files_tell_is_one() -> None:
    told = change(0.5, None)._replace(source="events.json", sha="0a1b2c3", service="")
    (row,) = merged([change(0, None), told])
    assert isinstance(row, Change)
    assert (row.at, row.sha, row.service, row.source) == (minutes(0), "0a1b2c3", "basket", "d")


def test_two_deploys_of_one_file_or_of_two_releases_are_two() -> None:
    assert len(merged([change(0, None), change(1, None)])) == 2
    assert len(merged([change(0, None), change(1, None, "v19")._replace(source="e")])) == 2


def test_other_rows_pass_through() -> None:
    row = Message(AT, "Ada", "x", "", "", False, "n", 1)
    assert merged([row, row]) == [row, row]
