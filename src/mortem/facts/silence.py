"""Find where requests stop arriving: gaps that the traffic around them cannot explain.

A gap counts when the requests expected in it, at the slower of the rates on either side (over the
last requests, and over as long a stretch as the gap), make an empty gap a matter of less than
`CHANCE` anywhere in the log. Requests come in sessions, so that it is the sessions that must be
missing: those expected are divided by the requests that come together. On logs of several days a
gap that other days have at the same hour is no gap, and in the valley of the night none is.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

CHANCE = 1e-3

Bounds = tuple[float, float]
VALLEY = 0.05  # below this share of the busy hours' rate, silence is what nights are like
FADED = 6.0  # log-likelihood ratio from which traffic faded before it stopped
FADES = 120.0  # seconds: for longer, no open connection goes on
SHORT = 0.7  # and came short of this share of what is usual
RUN = 8  # bursts of requests that tell the rate right beside a gap
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

    def longest(self, shortest: float, most: int) -> list[Bounds]:
        """The stretches of at least `shortest` seconds without an arrival, by time."""
        lengths = self.first[1:] - self.last[:-1]
        order = np.argsort(-lengths, kind="stable")[:most]
        places = sorted(order[lengths[order] >= shortest].tolist())
        return [(float(self.last[i]), float(self.first[i + 1])) for i in places]


def gap(arrivals: Arrivals, last: float, first: float, burst: float) -> Gap | None:
    """The stretch between two arrivals, where chance and the hour do not explain it; else None.

    `burst` is how many requests come together: those expected, divided by it, are independent. They
    are expected by the slower side's rate, or as on the quietest other day, if that is more.
    """
    length, covered = first - last, float(arrivals.last[-1] - arrivals.first[0])
    rate = max(slower_rate(arrivals, last, first, burst), _on_other_days(arrivals, last, first))
    independent = rate * length / burst
    trials = max(covered / length, 1.0) * max(independent, 1.0)
    if independent < log(trials / CHANCE) or rate < VALLEY * _busy(arrivals, length):
        return None
    if covered >= 1.5 * DAY and _other_days_too(arrivals, last, first, rate * length):
        return None
    return Gap(last, first, rate * length, rate, burst)


def faded(arrivals: Arrivals, last: float, length: float, burst: float) -> float:
    """When traffic began to fade before it stopped at `last`: as when only open connections go on.

    The beginning of the stretch before `last` whose requests fall short of the usual rate beyond
    chance (a likelihood ratio); `last` where traffic stopped at once.
    """
    best, since = FADED * burst, last
    begin = last - min(length, FADES)
    low, high = np.searchsorted(arrivals.first, [begin, last - 1e-6])
    for index in range(int(low), int(high)):
        at = float(arrivals.first[index])
        usual = arrivals.between(at - length, at) / length
        expected, came = usual * (last - at), arrivals.between(at, last)
        if came < SHORT * expected and at - length >= arrivals.first[0]:
            gain = expected - came + came * log(max(came, 0.5) / expected)
            if gain > best:
                best, since = gain, at
    return since


def slower_rate(arrivals: Arrivals, last: float, first: float, burst: float) -> float:
    """Requests per second beside a gap, on the slower side."""
    return min(rates(arrivals, last, first, burst))


def rates(arrivals: Arrivals, last: float, first: float, burst: float) -> tuple[float, float]:
    """Requests per second before and after a gap."""
    length = first - last
    return _rate_before(arrivals, last, length, burst), _rate_after(arrivals, first, length, burst)


def _busy(arrivals: Arrivals, length: float) -> float:
    """Requests per second in the busiest tenth of stretches of a quarter of the gap."""
    begin, end = float(arrivals.first[0]), float(arrivals.last[-1])
    edges = np.arange(begin, end, max(length / 4, (end - begin) / 2000))
    if len(edges) < 3:
        return 0.0
    marks = np.concatenate([arrivals.first[:1], arrivals.last])
    running = np.concatenate([[0], np.cumsum(arrivals.total)]).astype(float)
    counts = np.diff(np.interp(edges, marks, running))
    return float(np.quantile(counts, 0.9) / (edges[1] - edges[0]))


def _rate_before(arrivals: Arrivals, last: float, length: float, burst: float) -> float:
    """The slower of the rates over the last requests, and over as long as the gap."""
    index = int(np.searchsorted(arrivals.last, last + 1e-6)) - 1
    if index < 0:
        return 0.0
    counts = np.cumsum(arrivals.total[index::-1])
    far = min(int(np.searchsorted(counts, RUN * burst)), index)
    run = last - float(arrivals.first[index - far])
    near = _lowest(float(counts[far]), max(run, arrivals.resolution), burst)
    wide = max(float(arrivals.first[0]), last - length)
    return min(
        near, _lowest(arrivals.between(wide, last), max(last - wide, arrivals.resolution), burst)
    )


def _rate_after(arrivals: Arrivals, first: float, length: float, burst: float) -> float:
    index = int(np.searchsorted(arrivals.first, first - 1e-6))
    if index >= len(arrivals.first):
        return 0.0
    counts = np.cumsum(arrivals.total[index:])
    far = min(int(np.searchsorted(counts, RUN * burst)), len(counts) - 1)
    run = float(arrivals.last[index + far]) - first
    near = _lowest(float(counts[far]), max(run, arrivals.resolution), burst)
    wide = min(float(arrivals.last[-1]), first + length)
    return min(
        near, _lowest(arrivals.between(first, wide), max(wide - first, arrivals.resolution), burst)
    )


def _lowest(count: float, seconds: float, burst: float) -> float:
    """The lower end of a one-sided 90 % interval of the rate, for requests in bursts."""
    from scipy.special import gammaincinv

    if count < 1 or seconds <= 0:
        return 0.0
    return float(gammaincinv(count / burst, 0.1)) * burst / seconds


def dispersion(arrivals: Arrivals, last: float, first: float) -> float:
    """Variance over mean of the counts in stretches like the gap, around it; at least 1.

    For traffic whose users cannot be told apart. Bursts show only over stretches as long as
    themselves, so whole gap lengths and quarters are both looked at, where there is time for it.
    """
    whole, quarter = (_dispersion(arrivals, last, first, (first - last) / n) for n in (1, 4))
    return max(1.0, whole or 0.0, quarter or (0.0 if whole else 1.5))


def _dispersion(arrivals: Arrivals, last: float, first: float, width: float) -> float | None:
    """Variance over mean of counts in windows of `width` around the gap; None with too few.

    The variance comes from successive differences, so that a slow trend does not count as bursts.
    """
    begin, end = float(arrivals.first[0]), float(arrivals.last[-1])
    before = [last - width * n for n in range(41) if last - width * n >= begin][::-1]
    after = [first + width * n for n in range(41) if first + width * n <= end]
    marks = np.concatenate([arrivals.first[:1], arrivals.last])
    running = np.concatenate([[0], np.cumsum(arrivals.total)]).astype(float)
    counts = [np.diff(np.interp(side, marks, running)) for side in (before, after)]
    differences, values = np.concatenate([np.diff(side) for side in counts]), np.concatenate(counts)
    if len(differences) < 6 or not values.sum():
        return None
    return float(np.mean(differences**2) / 2 / np.mean(values))


def _other_days_too(arrivals: Arrivals, last: float, first: float, expected: float) -> bool:
    """Whether another day has next to nothing at the same hours."""
    return any(came <= 0.1 * expected for came in _same_hours(arrivals, last, first))


def _on_other_days(arrivals: Arrivals, last: float, first: float) -> float:
    """Half the requests per second of the quietest other day at the same hours.

    A gap that ends in the evening has a slow side, though the afternoon it took was busy. Only
    where two other days are known; else 0.
    """
    others = _same_hours(arrivals, last, first)
    return 0.5 * min(others) / (first - last) if len(others) >= 2 else 0.0


def _same_hours(arrivals: Arrivals, last: float, first: float) -> list[float]:
    """The requests of each other day at the same hours, of those that are covered."""
    begin, end = float(arrivals.first[0]), float(arrivals.last[-1])
    days = [(last + n * DAY, first + n * DAY) for n in range(-7, 8) if n]
    return [arrivals.between(*there) for there in days if begin <= there[0] and there[1] <= end]
