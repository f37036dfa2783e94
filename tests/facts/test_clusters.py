"""Stretches of several streams as clusters: what belongs together, and what does not."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from mortem.facts.clusters import clusters_of
from mortem.facts.scan import Stream, stretches
from mortem.facts.series import Series

LENGTH = 4000
FIRST, SECOND = (500, 620), (1900, 2500)


def stream(name: str, rate: float, shares: dict[tuple[int, int], float], seed: int) -> Stream:
    dice = np.random.default_rng(seed)
    total, share = dice.poisson(rate, LENGTH), np.full(LENGTH, 0.002)
    for (began, ended), raised in shares.items():
        share[began:ended] = raised
    return Stream(name, np.arange(LENGTH) * 1_000_000, total, dice.binomial(total, share))


@pytest.mark.parametrize("seed", [2, 4, 10, 11])
def test_a_weak_stretch_over_two_failures_does_not_join_them(seed: int) -> None:
    weak = stream("backend", 0.8, {FIRST: 0.25, SECOND: 0.05}, seed)
    strong = stream("route", 0.2, {SECOND: 0.8}, seed + 100)
    early = stream("other", 1.0, {FIRST: 0.3}, seed + 200)
    parts = (weak, strong, early)
    whole = Stream("all", weak.start, sum(s.total for s in parts), sum(s.bad for s in parts))
    assert len(stretches(weak)[1]) == 1  # it reaches over both
    made: Any = SimpleNamespace(whole=whole, streams=parts, covered=float(LENGTH))
    first, second = sorted(clusters_of(cast("Series", made)), key=lambda c: c.parts[0])
    assert first.parts[-1][1] < 700
    assert 1850 < second.parts[0][0] < 1930
    assert first.gain > 20
    assert second.gain > 100
