"""Find where a share of failing requests leaves its background, however short, long or weak.

A stream is a series of counts (all requests in a bucket, the bad ones among them). For each of
several raised rates every bucket is scored with its log-likelihood ratio against the background
rate, and the maximal segments above what chance gives anywhere in the stream are kept. The
background is what is left outside of them, so it is estimated again until nothing changes.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, log1p

import numpy as np
from numpy.typing import NDArray

from mortem.facts.segments import maximal_segments

CHANCE = 1e-4  # how often chance alone may raise one stretch in a whole stream
NEARBY = 1e-2  # the same, beside a stretch that is known
RATIO = 2.0  # a stretch has at least so many times the background share

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stream:
    """Counts per bucket: `start` in epoch microseconds, ascending; empty buckets are left out."""

    name: str
    start: Ints
    total: Ints
    bad: Ints
    step: int = 1  # seconds a bucket

    def between(self, began: float, ended: float) -> "Stream":
        """The buckets that start from `began` up to `ended`, in epoch seconds."""
        low, high = np.searchsorted(self.start, [began * 1e6, ended * 1e6])
        part = slice(int(low), int(high))
        return Stream(self.name, self.start[part], self.total[part], self.bad[part], self.step)

    def span(self, first: int, last: int) -> tuple[float, float]:
        """The time that the buckets `first` up to `last` cover, in epoch seconds."""
        return float(self.start[first]) / 1e6, float(self.start[last - 1]) / 1e6 + self.step


@dataclass(frozen=True, slots=True)
class Stretch:
    """Buckets `first` up to `last` of a stream, in which requests fail beyond chance.

    `gain` is the log-likelihood ratio of the stretch's own rate against the background's.
    """

    stream: str
    first: int
    last: int
    total: int
    bad: int
    background: float
    gain: float

    @property
    def rate(self) -> float:
        """The share of bad requests in it."""
        return self.bad / self.total


def likelihood_gain(bad: float, total: float, background: float) -> float:
    """Log-likelihood ratio of the observed rate against `background`; 0 where it is below."""
    if total <= 0 or bad <= background * total:
        return 0.0
    good = total - bad
    return bad * log(bad / total / background) + (
        good * log(good / total / (1 - background)) if good else 0.0
    )


def lowest_rate(bad: float, total: float) -> float:
    """The lower end of the 95 % Jeffreys interval of a share."""
    from scipy.special import betaincinv

    return float(betaincinv(bad + 0.5, total - bad + 0.5, 0.025)) if bad else 0.0


def background_rate(stream: Stream, without: list[Stretch]) -> float:
    """The share of bad requests outside of `without` (Jeffreys mean, never zero)."""
    outside = np.ones(len(stream.total), dtype=bool)
    for stretch in without:
        outside[stretch.first : stretch.last] = False
    total, bad = int(stream.total[outside].sum()), int(stream.bad[outside].sum())
    return (bad + 0.5) / (total + 1)


def raised_rates(background: float) -> list[float]:
    """Rates to look for: steps of 1.5 on the logit scale, up to nearly everything failing."""
    logit = log(background / (1 - background))
    steps = [1 / (1 + exp(-(logit + 1.5 * step))) for step in range(1, 12)]
    return [rate for rate in steps if rate < 0.9] + [0.95]


def stretches(stream: Stream, chance: float = CHANCE) -> tuple[float, list[Stretch]]:
    """The background rate and the disjoint stretches above it, from left to right.

    The first guess of the background is the share of the whole stream; what stands out above it is
    taken away, and the rest is looked at again, until nothing more stands out.
    """
    background, found = background_rate(stream, []), list[Stretch]()
    for _ in range(12):
        again = _above(stream, background, chance)
        if [(s.first, s.last) for s in again] == [(s.first, s.last) for s in found]:
            break
        background, found = background_rate(stream, again), again
    raised = [s for s in found if lowest_rate(s.bad, s.total) >= RATIO * background]
    background = background_rate(stream, raised)
    return background, [_stretch(stream, s.first, s.last, background) for s in raised]


def aftershocks(stream: Stream, background: float, tests: int) -> list[Stretch]:
    """Stretches in a short stream beside a known one, where a smaller one is likelier.

    `tests` is how many such streams are looked at; all together chance raises one in `NEARBY`.
    """
    if not len(stream.total) or not stream.bad.any():
        return []
    found = _above(stream, background, NEARBY / tests)
    return [s for s in found if lowest_rate(s.bad, s.total) >= RATIO * background]


def _above(stream: Stream, background: float, chance: float) -> list[Stretch]:
    rates = [rate for rate in raised_rates(background) if rate > background]
    if not rates:  # nearly everything fails all the time
        return []
    threshold = log(len(stream.total) * len(rates) / chance)
    candidates = []
    for rate in rates:
        for_bad, for_good = log(rate / background), log1p(-rate) - log1p(-background)
        scores = stream.bad * for_bad + (stream.total - stream.bad) * for_good
        for segment in maximal_segments(scores, threshold):
            candidates.append(_stretch(stream, segment.first, segment.last, background))
    best: list[Stretch] = []
    for stretch in sorted(candidates, key=lambda s: (-s.gain, s.first)):
        apart = all(stretch.last <= b.first or b.last <= stretch.first for b in best)
        if apart:
            best.append(stretch)
    return sorted(best, key=lambda s: s.first)


def _stretch(stream: Stream, first: int, last: int, background: float) -> Stretch:
    total, bad = int(stream.total[first:last].sum()), int(stream.bad[first:last].sum())
    gain = likelihood_gain(bad, total, background)
    return Stretch(stream.name, first, last, total, bad, background, gain)


def healthy_parts(stream: Stream, stretch: Stretch, chance: float = CHANCE) -> list[range]:
    """Where, inside a stretch, the share is back at its background beyond chance.

    The mirror image of the search for stretches, with the rate of the failing rest.
    """
    part = slice(stretch.first, stretch.last)
    total, bad = stream.total[part], stream.bad[part]
    rate = min(stretch.rate, 0.95)
    found: list[range] = []
    for _ in range(4):
        for_good = log1p(-stretch.background) - log1p(-rate)
        for_bad = log(stretch.background / rate)
        scores = (total - bad) * for_good + bad * for_bad
        threshold = log(max(len(total), 2) / chance)
        again = [
            range(stretch.first + s.first, stretch.first + s.last)
            for s in maximal_segments(scores, threshold)
        ]
        failing = np.ones(len(total), dtype=bool)
        for healthy in again:
            failing[healthy.start - stretch.first : healthy.stop - stretch.first] = False
        if again == found or not total[failing].any():
            break
        found = again
        rate = min(max(float(bad[failing].sum() / total[failing].sum()), rate), 0.95)
    return found


def complement(stretch: Stretch, holes: list[range]) -> list[range]:
    """The parts of a stretch that are left between `holes`."""
    edges = [stretch.first, *(e for hole in holes for e in (hole.start, hole.stop)), stretch.last]
    return [range(a, b) for a, b in list(pairwise(edges))[::2] if b > a]
