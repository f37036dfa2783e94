"""The series that charts and measures are drawn from: at most 400 buckets over all evidence."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mortem.facts.outage import finding
from mortem.facts.question import Case
from mortem.facts.series import bad_condition, too_slow_condition

MOST = 400
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400)
FINE = 40  # bins of durations to one unit of the natural logarithm: 2.5 % wide

COUNTS = """
SELECT CAST(floor(epoch(arrival) / {step}) AS BIGINT) * {step} AS bucket, count(*) AS requests,
       count(*) FILTER (WHERE failed) AS failed, count(*) FILTER (WHERE {too_slow}) AS too_slow
FROM request WHERE left_out IS NULL GROUP BY 1 ORDER BY 1"""

USERS = """
SELECT CAST(floor(epoch(arrival) / {step}) AS BIGINT) AS bucket, who
FROM request WHERE left_out IS NULL AND who IS NOT NULL{and_bad}"""

DURATIONS = """
SELECT CAST(floor(epoch(arrival) / {step}) AS BIGINT) * {step} AS bucket,
       CAST(floor(ln(greatest(seconds, 0.0005)) * {fine}) AS BIGINT) AS bin, count(*) AS requests
FROM request WHERE left_out IS NULL AND seconds IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"""


def chart(case: Case) -> dict[str, Any]:
    """Counts, users and latency per bucket (made once for a case).

    `step` in seconds, `at` the buckets' starts in epoch seconds without holes, `p50` and `p95` in
    seconds (from a histogram, 2.5 % exact) or None. Empty where there is no person's request.
    """
    if "chart" not in case.scratch:
        case.scratch["chart"] = _chart(case)
    made: dict[str, Any] = case.scratch["chart"]
    return made


def _chart(case: Case) -> dict[str, Any]:
    series = finding(case).series
    if series is None:
        return {}
    step = next((s for s in STEPS if series.covered / s < MOST - 1), None)
    step = step or 86_400 * -(-int(series.covered) // (86_400 * (MOST - 1)))
    slow_after, anyway = case.inquiry.slow_after, series.slow_anyway
    bad, too_slow = bad_condition(slow_after, anyway), too_slow_condition(slow_after, anyway)
    counts = case.store.arrays(COUNTS.format(step=step, too_slow=too_slow))
    first = int(counts["bucket"][0])
    size = (int(counts["bucket"][-1]) - first) // step + 1
    made: dict[str, Any] = {"step": step, "at": [first + step * n for n in range(size)]}
    place = (counts["bucket"].astype(np.int64) - first) // step
    for name in ("requests", "failed", "too_slow"):
        filled = np.zeros(size, dtype=np.int64)
        filled[place] = counts[name]
        made[name] = filled.tolist()
    for name, and_bad in (("users", ""), ("users_failing", f" AND {bad}")):
        found = case.store.distinct(USERS.format(step=step, and_bad=and_bad))
        made[name] = [found.get(first // step + n, 0) for n in range(size)]
    histogram = case.store.arrays(DURATIONS.format(step=step, fine=FINE))
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        made[name] = _quantile(histogram, first, step, size, share)
    return made


def _quantile(
    histogram: dict[str, NDArray[Any]], first: int, step: int, size: int, share: float
) -> list[float | None]:
    """The nearest-rank quantile of each bucket, from its histogram."""
    values: list[float | None] = [None] * size
    buckets = histogram["bucket"].astype(np.int64)
    for bucket in np.unique(buckets):
        mine = buckets == bucket
        running = np.cumsum(histogram["requests"][mine])
        at = int(np.searchsorted(running, share * running[-1]))
        middle = (float(histogram["bin"][mine][at]) + 0.5) / FINE
        values[int((bucket - first) // step)] = round(float(np.exp(middle)), 4)
    return values
