"""The earliest alarm: before people noticed, and never on a calm stretch."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from mortem.facts import alarm as alarms

BEGAN, ENDED = 1_200, 1_400


def first_alarm(
    rows: Sequence[Mapping[str, int]], disturbed: Sequence[tuple[float, float]]
) -> alarms.Alarm | None:
    names = ("second", "requests", "failed", "bad")
    return alarms.first_alarm({n: np.array([r[n] for r in rows]) for n in names}, disturbed)


def series(
    *, failing: float = 0.0, crawling: float = 0.0, usual: float = 0.0, rate: int = 5
) -> list[dict[str, int]]:
    rows = []
    for second in range(3_000):
        broken = BEGAN <= second < ENDED
        share = failing if broken else usual
        failed = round(rate * share) if second % 2 or share != usual else 0
        bad = failed + (round(rate * crawling) if broken else 0)
        rows.append({"second": second, "requests": rate, "failed": failed, "bad": min(bad, rate)})
    return rows


def test_a_burst_of_failures() -> None:
    alarm = first_alarm(series(failing=0.6), [(BEGAN, ENDED)])
    assert alarm is not None
    assert (alarm.signal, alarm.threshold) == ("failing", 5.0)
    assert BEGAN < alarm.at <= BEGAN + 3


def test_slowness_alone() -> None:
    alarm = first_alarm(series(crawling=0.5), [(BEGAN, ENDED)])
    assert alarm is not None
    assert alarm.signal == "failing or slow"


def test_silence() -> None:
    rows = [r for r in series() if not BEGAN <= r["second"] < ENDED]
    alarm = first_alarm(rows, [(BEGAN, ENDED)])
    assert alarm is not None
    assert alarm.signal == "silence"
    assert alarm.threshold == 25  # half of the usual 50 in 10 s
    assert BEGAN + 4 <= alarm.at <= BEGAN + 7


def test_a_noisy_route_needs_a_higher_threshold() -> None:
    alarm = first_alarm(series(failing=0.9, usual=0.2), [(BEGAN, ENDED)])
    assert alarm is not None
    assert alarm.threshold >= 20


def test_where_nothing_separates_there_is_none() -> None:
    assert first_alarm(series(failing=0.3, usual=0.3), [(BEGAN, ENDED)]) is None


@pytest.mark.parametrize("rows", [[], series(failing=0.9)[1_195:1_210]])
def test_too_little_to_learn_from(rows: list[dict[str, int]]) -> None:
    assert first_alarm(rows, [(BEGAN, ENDED)]) is None


def test_other_disturbances_raise_no_threshold() -> None:
    rows = series(failing=0.6)
    for second in range(2_000, 2_100):
        rows[second] = {**rows[second], "failed": 5, "bad": 5}
    alarm = first_alarm(rows, [(BEGAN, ENDED), (2_000, 2_100)])
    assert alarm is not None
    assert alarm.threshold == 5.0
