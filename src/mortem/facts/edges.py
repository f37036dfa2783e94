"""The exact edge of a stretch: which failing request was the first because of it.

Before the edge each request fails with the background share of its kind (its route and backend),
after it with the share of the stretch, or, for a slow start, with some share between for a while.
Every failing request near the coarse edge is tried as the first; the likeliest wins, and those
nearly as likely bound the edge. The end of a stretch is the same question with time reversed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEAR = 40  # failing requests that tell what it is like just inside the edge
SLOW_START = 0.06  # how likely a slow start is before looking
DOUBT = 0.05  # probability left out on either side of the bounds
HIT = 2.0  # requests of a kind are hit whose share is at least so many times its background
STAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8)  # of the way to the full share (on the logit scale)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Edge:
    """Positions in the sequence: the likeliest first failing request, and its plausible bounds."""

    first: int
    earliest: int
    latest: int


def onset(
    bad: NDArray[np.bool_],
    background: Floats,
    raised: Floats,
    coarse: int,
    fit: Floats | None = None,
) -> Edge | None:
    """Find the first failing request of the stretch that starts near position `coarse`.

    `bad` flags requests in order of arrival, from well before the edge to the end of the stretch
    or some way into it; `background` and `raised` are the shares of bad requests of each one's
    kind, outside and inside of the stretch. `fit` says how much likelier a bad request looks as it
    does inside than outside (a log-likelihood ratio, from its status). None where no request of a
    kind that is hit failed.
    """
    positions = np.flatnonzero(bad & (raised >= HIT * background))
    if not len(positions):
        return None
    inside = positions[positions >= coarse][:NEAR]
    if not len(inside):
        inside = positions[-NEAR:]
    until = int(inside[-1]) + 1
    tries = positions[positions < until]
    away = np.abs(np.arange(len(tries)) - np.searchsorted(tries, inside[0]))
    looks = np.zeros(len(bad)) if fit is None else np.where(bad, fit, 0.0)
    sharp, slow = _likelihoods(
        bad[:until], background[:until], raised[:until], looks[:until], tries
    )
    weight = np.logaddexp(sharp, slow + np.log(SLOW_START) - 2 * np.log1p(away))
    best = int(np.argmax(weight))
    share = np.exp(weight - weight[best])
    below = np.cumsum(share) / share.sum()
    earliest = min(int(np.searchsorted(below, DOUBT)), best)
    latest = min(max(int(np.searchsorted(below, 1 - DOUBT)), best), len(tries) - 1)
    return Edge(int(tries[best]), int(tries[earliest]), int(tries[latest]))


def _likelihoods(
    bad: NDArray[np.bool_],
    background: Floats,
    raised: Floats,
    fit: Floats,
    tries: NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Log-likelihoods that each of `tries` is the first failing request: sharp and slow start."""
    usual, full = _logit(background), _logit(np.maximum(raised, background))
    looks = np.concatenate([[0.0], np.cumsum(fit)])
    before = _running(bad, usual)
    inside = _running(bad, full) + looks
    sharp = before[tries] + inside[-1] - inside[tries]
    slow = np.full(len(tries), -np.inf)
    for stage in STAGES:
        start = _running(bad, usual + stage * (full - usual)) + looks
        # from each try to a later one at this stage, from there on at the full share
        later = start[tries] + inside[-1] - inside[tries]
        best_later = np.maximum.accumulate(later[::-1])[::-1]
        slow = np.maximum(slow, before[tries] - start[tries] + best_later)
    return sharp, slow


def _logit(share: Floats) -> Floats:
    clipped = np.clip(share, 1e-7, 0.98)
    return np.asarray(np.log(clipped) - np.log1p(-clipped))


def _running(bad: NDArray[np.bool_], logit: Floats) -> Floats:
    """The running sum of log-likelihoods, with a zero in front."""
    each = np.where(bad, logit, 0.0) - np.logaddexp(0.0, logit)
    return np.concatenate([[0.0], np.cumsum(each)])
