"""Stretches above the background: found when they are there, and only then."""

import numpy as np
import pytest

from mortem.facts.scan import Stream, healthy_parts, likelihood_gain, stretches


def stream(total: list[int], bad: list[int]) -> Stream:
    start = np.arange(len(total), dtype=np.int64) * 1_000_000
    return Stream("all requests", start, np.array(total), np.array(bad))


def poisson(rate: float, share: float, size: int, seed: int) -> tuple[list[int], list[int]]:
    dice = np.random.default_rng(seed)
    total = dice.poisson(rate, size)
    return total.tolist(), dice.binomial(total, share).tolist()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("rate", "share"), [(2, 0.005), (40, 0.005), (10, 0.05), (40, 0.0)])
def test_a_steady_background_has_no_stretch(rate: float, share: float, seed: int) -> None:
    total, bad = poisson(rate, share, 2000, seed)
    background, found = stretches(stream(total, bad))
    assert found == []
    assert background == pytest.approx(sum(bad) / sum(total), abs=1e-3)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("first", "last", "share"),
    [(900, 1000, 1.0), (900, 1000, 0.2), (900, 1300, 0.03), (200, 1700, 0.6), (990, 996, 0.9)],
)
def test_a_raised_share_is_found_where_it_is(
    first: int, last: int, share: float, seed: int
) -> None:
    total, bad = poisson(20, 0.004, 2000, seed)
    bad[first:last] = np.random.default_rng(seed + 99).binomial(total[first:last], share).tolist()
    background, found = stretches(stream(total, bad))
    assert background == pytest.approx(0.004, abs=0.002)
    assert len(found) == 1
    overlap = min(found[0].last, last) - max(found[0].first, first)
    assert overlap >= 0.8 * (last - first)
    assert found[0].last - found[0].first <= 1.4 * (last - first)


def test_a_healthy_pause_inside_a_stretch_is_seen() -> None:
    total = [10] * 300
    bad = [0] * 100 + [8] * 40 + [0] * 20 + [8] * 40 + [0] * 100
    _, found = stretches(stream(total, bad))
    holes = [hole for each in found for hole in healthy_parts(stream(total, bad), each)]
    assert holes == [range(140, 160)] or (len(found) == 2 and not holes)


def test_likelihood_gain_counts_only_what_is_above() -> None:
    assert likelihood_gain(0, 100, 0.01) == 0
    assert likelihood_gain(1, 100, 0.01) == 0
    assert likelihood_gain(100, 100, 0.01) == pytest.approx(460.5, abs=0.1)
