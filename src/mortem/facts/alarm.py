"""The earliest alarm that a series of requests would have raised, without raising a false one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WINDOWS = (10, 30, 60, 300)
LEAST_REQUESTS = 10  # in a window, for a share to mean anything
LEAST_SHARE = 5.0  # percent


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm: `signal` (failing, failing or slow, silence) crosses `threshold` over a window.

    `threshold` is a percentage (of a silence: a count of requests), `over` the window in seconds,
    `floor` the least requests in it, `at` the epoch second at which it would have fired.
    """

    signal: str
    threshold: float
    over: int
    floor: int
    at: int

    def in_words(self, route: str) -> str:
        """What the alarm watches, as a clause."""
        if self.signal == "silence":
            return f"fewer than {self.threshold:g} requests to {route} in {self.over} s"
        what = "fail" if self.signal == "failing" else "fail or take too long"
        return f"more than {self.threshold:g} % of requests to {route} that {what} in {self.over} s"


def first_alarm(found: Mapping[str, Any], disturbed: Sequence[tuple[float, float]]) -> Alarm | None:
    """The earliest alarm inside the first of `disturbed`, silent outside all of them.

    `found` has columns: `second` (epoch), `requests`, `failed`, `bad`; seconds without requests may
    be left out. None where no threshold separates, or too few windows are there to learn from.
    """
    import numpy as np

    second = found["second"].astype(np.int64)
    if not second.size:
        return None
    start, stop = int(second[0]), int(second[-1]) + 1
    counts = {name: np.zeros(stop - start) for name in ("requests", "failed", "bad")}
    for name, series in counts.items():
        np.add.at(series, second - start, found[name])
    began, ended = disturbed[0]
    alarms: list[Alarm] = []
    for over in WINDOWS:
        if stop - start < over:
            continue
        ends = np.arange(start + over, stop + 1)
        calm = np.ones(len(ends), dtype=bool)
        for first, last in disturbed:
            calm &= (ends <= first) | (ends - over > last + over)
        inside = (ends > began) & (ends <= ended + over)
        if calm.sum() < 5 * over or not inside.any():
            continue
        sums = {name: _rolling(series, over) for name, series in counts.items()}
        alarms += _shares(sums, ends, calm, inside, over)
        alarms += _silences(sums["requests"], ends, calm, inside, over)
    return min(alarms, key=lambda a: (a.at, a.signal != "failing", a.over), default=None)


def _rolling(series: Any, over: int) -> Any:
    import numpy as np

    total = np.concatenate(([0.0], np.cumsum(series)))
    return total[over:] - total[:-over]


def _shares(sums: dict[str, Any], ends: Any, calm: Any, inside: Any, over: int) -> list[Alarm]:
    import numpy as np

    found = []
    enough = sums["requests"] >= LEAST_REQUESTS
    for signal, name in (("failing", "failed"), ("failing or slow", "bad")):
        share = 100 * sums[name] / np.maximum(sums["requests"], 1)
        usual = float(share[calm & enough].max(initial=0.0))
        threshold = max(LEAST_SHARE, 5.0 * math.ceil(2 * usual / 5))
        hits = np.flatnonzero(inside & enough & (share > threshold))
        if threshold <= 50 and len(hits):
            found.append(Alarm(signal, threshold, over, LEAST_REQUESTS, int(ends[hits[0]])))
    return found


def _silences(requests: Any, ends: Any, calm: Any, inside: Any, over: int) -> list[Alarm]:
    import numpy as np

    threshold = math.floor(float(requests[calm].min()) / 2)
    hits = np.flatnonzero(inside & (requests < threshold))
    if threshold < LEAST_REQUESTS or not len(hits):
        return []
    return [Alarm("silence", float(threshold), over, 0, int(ends[hits[0]]))]
