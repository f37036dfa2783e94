"""Edges on single requests: strays outside do not move them, a slow start does."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mortem.facts.edges import onset


def flags(size: int, *at: int) -> NDArray[np.bool_]:
    bad = np.zeros(size, dtype=bool)
    bad[list(at)] = True
    return bad


def sure(size: int, share: float) -> NDArray[np.float64]:
    return np.full(size, share)


def test_a_stray_error_long_before_the_burst_is_not_its_beginning() -> None:
    bad = flags(1000, 300, *range(600, 1000))
    edge = onset(bad, sure(1000, 0.005), sure(1000, 0.99), coarse=598)
    assert edge is not None
    assert (edge.first, edge.earliest, edge.latest) == (600, 600, 600)


def test_a_coarse_edge_far_off_is_put_right() -> None:
    bad = flags(1000, 100, *range(600, 1000))
    for coarse in (60, 400, 620):
        edge = onset(bad, sure(1000, 0.005), sure(1000, 0.99), coarse=coarse)
        assert edge is not None
        assert edge.first == 600


def test_a_slow_start_counts_from_where_it_leaves_the_background() -> None:
    dice = np.random.default_rng(5)
    share = np.concatenate([np.full(3000, 0.002), np.linspace(0.03, 0.6, 1500)])
    bad = dice.random(4500) < share
    edge = onset(bad, sure(4500, 0.002), sure(4500, 0.3), coarse=4000)
    assert edge is not None
    assert 3000 <= edge.first < 3150
    assert edge.earliest <= edge.first <= edge.latest


def test_an_error_of_a_kind_that_is_not_hit_is_no_edge() -> None:
    bad = flags(1000, 590, *range(601, 1000, 2))
    background, raised = sure(1000, 0.005), sure(1000, 0.005)
    raised[1::2] = 0.99  # only odd requests belong to the route that broke
    edge = onset(bad, background, raised, coarse=580)
    assert edge is not None
    assert edge.first == edge.earliest == 601


def test_no_failure_no_edge() -> None:
    assert onset(flags(50), sure(50, 0.01), sure(50, 0.5), coarse=10) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_partial_failure_is_placed_within_its_bounds(seed: int) -> None:
    dice = np.random.default_rng(seed)
    share = np.concatenate([np.full(4000, 0.004), np.full(1000, 0.15)])
    bad = dice.random(5000) < share
    truth = int(np.flatnonzero(bad[4000:])[0]) + 4000
    edge = onset(bad, sure(5000, 0.004), sure(5000, 0.15), coarse=4030)
    assert edge is not None
    assert edge.earliest <= truth <= edge.latest or abs(edge.first - truth) < 60
