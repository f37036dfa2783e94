"""Failures beyond an edge: part of the outage where failures are else unknown, and only there."""

from collections.abc import Sequence

import numpy as np
import pytest

from mortem.facts.stragglers import Reach, reach

BURST = 20.0


def reached(away: Sequence[float], seen: float, often: float, fit: float = 0.0) -> Reach:
    at = np.array(away, dtype=float)
    return reach(at, at + 0.05, np.full(len(at), fit), BURST, seen, often)


@pytest.mark.parametrize("away", [[0.5], [3.0], [4.5, 4.9], [1.0, 4.0, 6.5]])
def test_a_failure_seconds_later_belongs_where_none_is_seen_otherwise(away: list[float]) -> None:
    assert reached(away, seen=0, often=60).likely == len(away)


@pytest.mark.parametrize("away", [[2.0], [4.5, 6.9], [1.0, 4.0, 7.5]])
def test_the_same_failure_is_background_where_they_are_daily_bread(away: list[float]) -> None:
    assert reached(away, seen=15, often=60).likely == 0


def test_a_failure_of_the_outages_own_kind_belongs_in_spite_of_a_background() -> None:
    assert reached([1.0], seen=5, often=300).likely == 0
    assert reached([1.0], seen=5, often=300, fit=3.0).likely == 1


def test_after_a_long_pause_nothing_belongs_any_more() -> None:
    assert reached([11.0], seen=0, often=1e6).likely == 0
    assert reached([6.0, 17.0], seen=0, often=1e6).likely == 1


def test_a_request_that_goes_on_shortens_the_pause_after_it() -> None:
    away, until, fit = np.array([6.0, 17.0]), np.array([14.0, 17.1]), np.zeros(2)
    assert reach(away, until, fit, BURST, 0, 1e6).likely == 2


def test_the_bounds_hold_what_is_nearly_as_likely() -> None:
    doubtful = reached([7.0], seen=0, often=25)
    assert (doubtful.least, doubtful.most) == (0, 1)
    assert doubtful.least <= doubtful.likely <= doubtful.most


def test_candidates_do_not_wipe_out_the_background_that_was_seen_elsewhere() -> None:
    away = np.array([1.5, 4.0, 8.5])
    background = reach(away, away, np.zeros(3), BURST, 40, 160, counted=100.0)
    among = reach(away, away, np.zeros(3), BURST, 40, 160, counted=5.0)
    assert (background.likely, among.likely) == (0, 0)


def test_after_a_long_outage_stragglers_come_as_soon_as_after_a_short_one() -> None:
    for away, number in (([2.0], 1), ([145.0], 0), ([2.0, 70.0], 1)):
        at = np.array(away)
        assert reach(at, at, np.full(len(at), 1.9), 2180.0, 7, 40_000).likely == number


def test_no_failure_no_reach() -> None:
    assert reached([], seen=0, often=60) == Reach(0, 0, 0)
