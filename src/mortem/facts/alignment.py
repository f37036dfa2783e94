"""How far one series of events is shifted in time against another.

Counts at each lag are compared by Pearson's r; the shift is the lag of the highest correlation
(Knapp and Carter 1976, the generalised correlation method for estimating a delay). It is given only
where the match is strong, clearly better than without a shift, and larger than the slack.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STRONG = 0.8  # the least correlation at the shift
GAIN = 0.15  # by how much it beats every lag within the slack
FEWEST = 8  # events, or lines that name a request
COUNTERS_REACH = 3600  # seconds looked at either side
EVENTS_REACH = 15 * 3600  # a zone mistaken is found, too
MOST_STEPS = 6000  # scrapes; more are joined
LONGEST = 1_000_000  # seconds of a grid


def between(
    written: Floats, arrival: Floats, completion: Floats, slack: float
) -> tuple[float, int] | None:
    """The shift of lines that should lie between two times each, and how many there are.

    With a good clock the median line comes after the median arrival and before the median
    completion, give or take `slack` seconds.
    """
    if len(written) < FEWEST:
        return None
    late, early = written - completion, written - arrival
    middles = float(np.median(late)), float(np.median(early))
    if middles[0] <= slack and middles[1] >= -slack:
        return None
    spreads = [float(np.median(np.abs(gaps - np.median(gaps)))) for gaps in (late, early)]
    shift, spread = min(zip(middles, spreads, strict=True), key=lambda pair: pair[1])
    if abs(shift) <= slack or spread > max(5.0, abs(shift) / 4):
        return None
    return _rounded(shift), len(written)


def of_pairs(lines: NDArray[Any], gaps: Floats, slack: float) -> tuple[float, int] | None:
    """The gap that most lines share, where each line may have gaps to several requests.

    `lines` numbers the line of each gap. At least a third of the lines must have that gap within a
    second, twice as many as have one within the slack of none.
    """
    total = len(np.unique(lines))
    if total < FEWEST:
        return None
    whole = np.round(gaps).astype(np.int64)
    values, counts = np.unique(whole, return_counts=True)
    top = int(values[np.argmax(counts)])
    near = np.abs(gaps - top) <= 1.5
    sharing = len(np.unique(lines[near]))
    unshifted = len(np.unique(lines[np.abs(gaps) <= slack]))
    shift = float(np.median(gaps[near]))
    if abs(shift) <= slack or sharing * 3 < total or sharing < 2 * unshifted or sharing < FEWEST:
        return None
    return _rounded(shift), sharing


def of_events(times: Floats, others: Floats, slack: float) -> float | None:
    """The shift of events against others that happen with them, None where there is none."""
    if len(times) < FEWEST or len(others) < FEWEST:
        return None
    start = min(float(times[0]), float(others[0])) - 5
    size = int(max(float(times[-1]), float(others[-1])) - start) + 10
    if size > LONGEST:
        return None
    mine, theirs = _smoothed(_counts(times, start, size)), _smoothed(_counts(others, start, size))
    lag, strength, unshifted = _best_lag(mine, theirs, slack)
    shift = lag + _rest(times - lag, others)
    if abs(shift) <= slack or not _same_ends(times - shift, others, 3.0):
        return None
    apart = bool(np.all(np.abs(_ends(times, others)) > max(slack, 0.8 * abs(shift))))
    clear = strength >= STRONG and (apart or strength - unshifted >= GAIN)
    # sparse events fall into other seconds: less alike, but like nothing else
    sparse = strength >= STRONG / 2 and apart and strength - unshifted >= 2 * GAIN
    return _rounded(shift) if clear or sparse else None


def _rest(times: Floats, others: Floats) -> float:
    """What is left of a shift known to the second: the median gap to the nearest of the others."""
    places = np.clip(np.searchsorted(others, times), 1, len(others) - 1)
    gaps = np.stack([times - others[places - 1], times - others[places]])
    nearest = np.take_along_axis(gaps, np.argmin(np.abs(gaps), axis=0)[None], axis=0)[0]
    close = nearest[np.abs(nearest) <= 2.0]
    return float(np.median(close)) if len(close) else 0.0


def _best_lag(mine: Floats, theirs: Floats, slack: float) -> tuple[float, float, float]:
    """The lag of the highest r, that r, and the highest r within the slack."""
    a, b = mine - mine.mean(), theirs - theirs.mean()
    scale = float(np.sqrt((a @ a) * (b @ b))) or 1.0
    size = 1 << (2 * len(a) - 1).bit_length()  # no wrapping around
    spectrum = np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size))
    r = np.roll(np.fft.irfft(spectrum, size), len(a) - 1)[: 2 * len(a) - 1] / scale
    lags = np.arange(1 - len(a), len(a))
    within = np.abs(lags) <= EVENTS_REACH
    r, lags = r[within], lags[within]
    top = int(np.argmax(r))
    return float(lags[top]), float(r[top]), float(r[np.abs(lags) <= slack].max())


def _same_ends(times: Floats, others: Floats, tolerance: float) -> bool:
    return bool(np.all(np.abs(_ends(times, others)) <= tolerance))


def _ends(times: Floats, others: Floats) -> Floats:
    """How far apart both begin and end (their 2nd and 98th percentiles)."""
    gaps = np.quantile(times, [0.02, 0.98]) - np.quantile(others, [0.02, 0.98])
    return np.asarray(gaps, dtype=np.float64)


def _counts(times: Floats, start: float, size: int) -> Floats:
    places = (times - start).astype(np.int64)
    return np.bincount(places[(places >= 0) & (places < size)], minlength=size).astype(np.float64)


def _smoothed(counts: Floats) -> Floats:
    return np.convolve(counts, np.ones(3) / 3, "same")


def of_counters(
    table: dict[str, NDArray[Any]], requests: Floats, slack: float
) -> tuple[float, str] | None:
    """The shift of request counters against the requests, and the metric that shows it.

    `table` has the columns metric, labels, scraped and value. The increases of all series of a
    metric between two scrapes are compared with the requests that completed between those two
    times, moved by each lag.
    """
    if len(requests) < 50:
        return None
    found: list[tuple[float, float, str]] = []
    for metric in sorted(set(table["metric"].tolist())):
        mine = table["metric"] == metric
        edges, increases = _increases(
            table["labels"][mine], table["scraped"][mine], table["value"][mine]
        )
        if len(increases) < 12:
            continue
        every = float(np.median(np.diff(edges)))
        lag, strength, unshifted = _best_shift(edges, increases, requests, slack)
        evident = strength >= STRONG and strength - unshifted >= GAIN
        if evident and abs(lag) > max(slack, every / 2):
            found.append((strength, lag, metric))
    if not found:
        return None
    _, lag, metric = max(found)
    return lag, metric


def _increases(labels: NDArray[Any], scraped: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Times of the scrapes, and the increase of all series together between each two of them."""
    edges = np.unique(scraped)
    total = np.zeros(max(len(edges) - 1, 0))
    for label in set(labels.tolist()):
        mine = labels == label
        at, value = scraped[mine], values[mine]
        good = np.isfinite(value)
        at, value = at[good], value[good]
        if len(at) < 2:
            continue
        steps = np.diff(value)
        steps[steps < 0] = 0.0  # the counter began anew
        places = np.searchsorted(edges, at[1:]) - 1
        adjacent = places == np.searchsorted(edges, at[:-1])
        np.add.at(total, places[adjacent], steps[adjacent])
    joined = -(-len(total) // MOST_STEPS) if len(total) else 1
    if joined > 1:
        keep = len(total) // joined * joined
        total = total[:keep].reshape(-1, joined).sum(axis=1)
        edges = edges[: keep + 1 : joined]
    return edges, total


def _best_shift(
    edges: Floats, increases: Floats, requests: Floats, slack: float
) -> tuple[float, float, float]:
    first, last = float(requests[0]), float(requests[-1])
    tenths = np.bincount(((requests - first) * 10).astype(np.int64))
    until = np.concatenate([[0], np.cumsum(tenths)])  # requests before each tenth of a second
    best, unshifted = (0.0, -1.0), -1.0
    reach = min(COUNTERS_REACH, int(edges[-1] - edges[0] + last - first))
    for lag in range(-reach, reach + 1):
        moved = edges - lag
        inside = (moved[:-1] >= first) & (moved[1:] <= last)
        if inside.sum() < max(12, 0.4 * len(increases)):
            continue
        places = np.clip((moved - first) * 10, 0, len(until) - 1).astype(np.int64)
        r = _pearson(increases[inside], np.diff(until[places])[inside].astype(np.float64))
        if abs(lag) <= slack:
            unshifted = max(unshifted, r)
        if r > best[1]:
            best = (float(lag), r)
    return best[0], best[1], unshifted


def _pearson(a: Floats, b: Floats) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale else -1.0


def _rounded(shift: float) -> float:
    return round(shift, 1) if abs(shift) < 100 else float(round(shift))
