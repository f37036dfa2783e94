"""Gaps in traffic: an outage's is told from a quiet site's."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mortem.facts.silence import FADES, Arrivals, dispersion, faded, gap


def arrivals(times: NDArray[np.float64]) -> Arrivals:
    times = np.sort(times)
    return Arrivals(times, times, np.ones(len(times), dtype=np.int64))


def found(traffic: Arrivals) -> list[tuple[float, float]]:
    longest = traffic.longest(3.0, 40)
    return [(a, b) for a, b in longest if gap(traffic, a, b, dispersion(traffic, a, b))]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("rate", "seconds", "length"), [(20, 40, 15), (5, 3600, 60), (0.2, 86400, 1800)]
)
def test_a_gap_in_steady_traffic_is_found(
    rate: float, seconds: float, length: float, seed: int
) -> None:
    times = np.random.default_rng(seed).uniform(0, seconds, int(rate * seconds))
    begin = seconds * 0.4
    times = times[(times < begin) | (times > begin + length)]
    ((last, first),) = found(arrivals(times))
    assert last <= begin
    assert first >= begin + length
    assert first - last < length + 30 / rate


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("rate", [0.003, 0.02, 0.3, 5])
def test_steady_traffic_has_no_gap(rate: float, seed: int) -> None:
    times = np.random.default_rng(seed).uniform(0, 43200, int(rate * 43200))
    assert found(arrivals(times)) == []


@pytest.mark.parametrize("seed", range(10))
def test_sessions_with_minutes_between_have_no_gap(seed: int) -> None:
    dice = np.random.default_rng(seed)
    starts = dice.uniform(0, 86400, 300)
    times = np.concatenate([start + np.cumsum(dice.exponential(5, 12)) for start in starts])
    traffic = arrivals(times)
    longest = traffic.longest(3.0, 40)
    assert not any(gap(traffic, a, b, burst=12.0) for a, b in longest)


@pytest.mark.parametrize("seed", range(10))
def test_a_quiet_night_is_no_gap(seed: int) -> None:
    dice = np.random.default_rng(seed)
    times = dice.uniform(0, 86400, 40_000)
    day = (1 - np.cos(2 * np.pi * times / 86400)) / 2  # midnight at both ends
    shifted = (times + 43200) % 86400  # midnight in the middle
    assert found(arrivals(shifted[dice.random(len(times)) < day**6])) == []


def test_a_gap_that_every_day_has_is_none() -> None:
    times = np.random.default_rng(3).uniform(0, 4 * 86400, 40_000)
    hour = times % 86400
    assert found(arrivals(times[(hour < 7200) | (hour > 9000)])) == []
    only_once = times[~((times > 100_000) & (times < 101_800))]
    assert len(found(arrivals(only_once))) == 1


def test_a_log_that_begins_and_ends_has_no_gap_there() -> None:
    assert found(arrivals(np.arange(0, 60, 0.1))) == []


def test_traffic_fades_for_as_long_as_open_connections_go_on_and_no_longer() -> None:
    dice = np.random.default_rng(3)
    busy, few = dice.uniform(0, 3000, 9000), dice.uniform(3000, 3040, 20)
    assert 2990 < faded(arrivals(np.concatenate([busy, few])), 3040.0, 600.0, 1.0) < 3010
    evening = np.concatenate([dice.uniform(0, 20000, 4000), dice.uniform(20000, 26000, 400)])
    assert faded(arrivals(evening), 26000.0, 9000.0, 1.0) >= 26000 - FADES


def test_a_gap_from_a_busy_afternoon_into_a_quiet_evening_is_found() -> None:
    dice = np.random.default_rng(5)
    hours = np.concatenate(
        [
            dice.uniform(day * 86400 + hour * 3600, day * 86400 + (hour + 1) * 3600, number)
            for day in range(4)
            for hour in range(24)
            for number in [800 if 8 <= hour < 20 else 6]
        ]
    )
    began, ended = 2 * 86400 + 16 * 3600, 2 * 86400 + 20.5 * 3600
    usual, broken = arrivals(hours), arrivals(hours[(hours < began) | (hours > ended)])
    assert not [(a, b) for a, b in usual.longest(3.0, 40) if gap(usual, a, b, 1.0)]
    ((last, first),) = [(a, b) for a, b in broken.longest(3.0, 40) if gap(broken, a, b, 1.0)]
    assert last <= began
    assert first >= ended
