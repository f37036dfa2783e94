"""The exact edge of a stretch: which failing request was the first because of it.

Before the edge requests fail at the background rate, after it at the rate of the stretch, or, for
a slow start, at some rate between for a while. Every failing request near the coarse edge is tried
as the first; the likeliest wins, and those nearly as likely bound the edge. The end of a stretch
is the same question with time reversed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEAR = 40  # failing requests that tell the rate just inside the edge
SLOW_START = 0.02  # how likely a slow start is before looking
DOUBT = 0.05  # probability left out on either side of the bounds


@dataclass(frozen=True, slots=True)
class Edge:
    """Positions in the sequence: the likeliest first failing request, and its plausible bounds."""

    first: int
    earliest: int
    latest: int


def onset(bad: NDArray[np.bool_], coarse: int, background: float) -> Edge:
    """Find the first failing request of the stretch that starts near position `coarse`.

    `bad` flags requests in order of arrival, from well before the edge to the end of the stretch
    or some way into it. `background` is the share of bad requests outside of stretches.
    """
    positions = np.flatnonzero(bad)
    if not len(positions):
        raise ValueError("an edge needs a failing request")
    inside = positions[positions >= coarse][:NEAR]
    if not len(inside):
        inside = positions[-NEAR:]
    until = int(inside[-1]) + 1
    tries = positions[positions < until][-6 * NEAR :]
    rate = (len(inside) + 0.5) / (until - int(inside[0]) + 1)
    away = np.abs(np.arange(len(tries)) - np.searchsorted(tries, inside[0]))
    sharp, slow = _log_weights(bad, tries, until, background, max(rate, 2 * background))
    weight = np.logaddexp(sharp, slow + np.log(SLOW_START) - 2 * np.log1p(away))
    best = int(np.argmax(weight))
    share = np.exp(weight - weight[best])
    below = np.cumsum(share) / share.sum()
    earliest = min(int(np.searchsorted(below, DOUBT)), best)
    latest = max(int(np.searchsorted(below, 1 - DOUBT)), best)
    latest = min(latest, len(tries) - 1)
    return Edge(int(tries[best]), int(tries[earliest]), int(tries[latest]))


def _log_weights(
    bad: NDArray[np.bool_], tries: NDArray[np.int64], until: int, background: float, rate: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-likelihoods that each of `tries` is the first failing request: sharp and slow start."""
    rate = min(rate, 0.98)
    fails = np.concatenate([[0], np.cumsum(bad[:until])]).astype(float)

    def likelihood(
        begin: NDArray[np.int64], stop: NDArray[np.int64] | int, share: float
    ) -> NDArray[np.float64]:
        k = fails[stop] - fails[begin]
        return np.asarray(k * np.log(share) + (stop - begin - k) * np.log1p(-share))

    zero = np.zeros(1, dtype=np.int64)
    before = likelihood(zero, tries, background)
    sharp = before + likelihood(tries, until, rate)
    slow = np.full(len(tries), -np.inf)
    rest = likelihood(tries, until, rate)
    for share in np.geomspace(background, rate, 10)[1:-1]:
        start = likelihood(zero.repeat(len(tries)), tries, float(share))
        # requests from try i up to try j at `share`, from j on at `rate`
        ahead = start + rest
        best_ahead = np.maximum.accumulate(ahead[::-1])[::-1]
        slow = np.maximum(slow, before - start + best_ahead)
    return sharp, slow
