"""Find where requests stop arriving: gaps that the traffic around them cannot explain.

A gap counts when the requests expected in it, at the slowest rate seen on either side (over the
last ten requests, and over as long a stretch as the gap), make an empty gap a matter of less than
`CHANCE` anywhere in the log. Traffic comes in sessions, so what is expected is divided by the
variance-to-mean ratio of the counts around the gap (an over-dispersed Poisson process); on logs
of several days a gap that other days have at the same hour is no gap.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

CHANCE = 1e-3
RUN = 10  # requests that tell the rate right beside a gap
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Gap:
    """From the last request before (`last`) to the first after it (`first`), in epoch seconds.

    `expected` is the number of requests that should have come, `rate` those per second (the slower
    side), `burst` the variance-to-mean ratio of their counts.
    """

    last: float
    first: float
    expected: float
    rate: float
    burst: float

    @property
    def seconds(self) -> float:
        """How long nothing arrived."""
        return self.first - self.last


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Counts per non-empty bucket, with the first and the last arrival in it (epoch seconds).

    `resolution` is that of the stamps, in seconds.
    """

    first: NDArray[np.float64]
    last: NDArray[np.float64]
    total: NDArray[np.int64]
    resolution: float = 0.001

    def between(self, began: float, ended: float) -> float:
        """How many requests arrived from `began` to `ended`, buckets at the edges by share."""
        marks = np.concatenate([self.first[:1], self.last])
        counts = np.concatenate([[0], np.cumsum(self.total)])
        low, high = np.interp([began, ended], marks, counts)
        return float(high - low)


def gaps(arrivals: Arrivals, shortest: float, most: int = 50) -> list[Gap]:
    """The gaps of at least `shortest` seconds that chance and the hour do not explain, by time."""
    if len(arrivals.total) < 2:
        return []
    lengths = arrivals.first[1:] - arrivals.last[:-1]
    longest = np.argsort(-lengths, kind="stable")[:most]
    found = []
    for index in sorted(longest[lengths[longest] >= shortest].tolist()):
        gap = _measured(arrivals, int(index))
        if gap is not None:
            found.append(gap)
    return found


def _measured(arrivals: Arrivals, index: int) -> Gap | None:
    last, first = float(arrivals.last[index]), float(arrivals.first[index + 1])
    length, covered = first - last, float(arrivals.last[-1] - arrivals.first[0])
    sides = (_rate_before(arrivals, index, length), _rate_after(arrivals, index + 1, length))
    rate = min(sides)
    burst = _burst(arrivals, last, first)
    expected = rate * length
    if expected / burst < log(max(covered / length, 1.0) / CHANCE):
        return None
    if covered >= 1.5 * DAY and _other_days_too(arrivals, last, first, expected):
        return None
    return Gap(last, first, expected, rate, burst)


def _rate_before(arrivals: Arrivals, index: int, length: float) -> float:
    end, begin = float(arrivals.last[index]), float(arrivals.first[0])
    counts = np.cumsum(arrivals.total[index::-1])
    far = int(np.searchsorted(counts, RUN + 1))
    run = float(arrivals.first[index - min(far, index)])
    near = _lowest(float(counts[min(far, index)]), max(end - run, arrivals.resolution))
    wide = max(begin, end - length)
    return min(near, _lowest(arrivals.between(wide, end), max(end - wide, arrivals.resolution)))


def _rate_after(arrivals: Arrivals, index: int, length: float) -> float:
    begin, end = float(arrivals.first[index]), float(arrivals.last[-1])
    counts = np.cumsum(arrivals.total[index:])
    far = min(int(np.searchsorted(counts, RUN + 1)), len(counts) - 1)
    seconds = float(arrivals.last[index + far]) - begin
    near = _lowest(float(counts[far]), max(seconds, arrivals.resolution))
    wide = min(end, begin + length)
    seconds = max(wide - begin, arrivals.resolution)
    return min(near, _lowest(arrivals.between(begin, wide), seconds))


def _lowest(count: float, seconds: float) -> float:
    """The lower end of a one-sided 99 % interval of a Poisson rate."""
    from scipy.special import gammaincinv

    if count < 1 or seconds <= 0:
        return 0.0
    return float(gammaincinv(count, 0.01)) / seconds


def _burst(arrivals: Arrivals, last: float, first: float) -> float:
    """Variance over mean of the counts in quarters of the gap, around it; at least 1.

    The variance comes from successive differences, so that a slow trend does not count as bursts.
    """
    width = (first - last) / 4
    begin, end = float(arrivals.first[0]), float(arrivals.last[-1])
    before = [last - width * n for n in range(41) if last - width * n >= begin][::-1]
    after = [first + width * n for n in range(41) if first + width * n <= end]
    marks = np.concatenate([arrivals.first[:1], arrivals.last])
    running = np.concatenate([[0], np.cumsum(arrivals.total)]).astype(float)
    counts = [np.diff(np.interp(side, marks, running)) for side in (before, after)]
    differences = np.concatenate([np.diff(side) for side in counts])
    values = np.concatenate(counts)
    if len(differences) < 2 or not values.sum():
        return 1.5
    return max(1.0, float(np.mean(differences**2) / 2 / np.mean(values)))


def _other_days_too(arrivals: Arrivals, last: float, first: float, expected: float) -> bool:
    """Whether another day has next to nothing at the same hours."""
    begin, end = float(arrivals.first[0]), float(arrivals.last[-1])
    for days in range(-7, 8):
        there = last + days * DAY, first + days * DAY
        seen = begin <= there[0] and there[1] <= end
        if days and seen and arrivals.between(*there) <= 0.1 * expected:
            return True
    return False
