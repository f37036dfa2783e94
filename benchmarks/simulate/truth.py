"""The truth of a case, counted from the simulated requests by the definitions of the facts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from benchmarks.simulate.crowd import Crowd
from benchmarks.simulate.fault import Fault
from benchmarks.simulate.requests import Requests
from benchmarks.simulate.stage import Stage

SLOW_AFTER = 5.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What an access log carries: durations, the width of its stamps, whose id, which agent."""

    timed: bool
    resolution: float
    ids: bool
    agents: bool = True


def keys_of(requests: Requests, crowd: Crowd, sight: Sight) -> np.ndarray:
    """Who a user is in this log: the id in the line, else address and agent."""
    names = []
    for index in range(len(crowd)):
        login, agent = crowd.login[index], crowd.agent[index] if sight.agents else ""
        known = sight.ids and login != "-"
        names.append(login if known else f"{crowd.address[index]}|{agent}")
    _, codes = np.unique(np.array(names), return_inverse=True)
    return codes[requests.user]


def too_slow(requests: Requests, stage: Stage) -> np.ndarray:
    """Took 5 s or longer, on a route whose usual 95th percentile is below that."""
    mask = requests.seconds >= SLOW_AFTER
    for index in range(len(stage.routes)):
        usual = (requests.route == index) & ~requests.because
        if usual.any() and np.quantile(requests.seconds[usual], 0.95) >= SLOW_AFTER:
            mask &= requests.route != index
    return mask


def failed(requests: Requests) -> np.ndarray:
    """Status 500 and up, or the client gave up (499, 408)."""
    return (requests.status >= 500) | np.isin(requests.status, [499, 408])


@dataclass(slots=True)
class Seen:
    """People's logged requests as the log's reader can know them."""

    requests: Requests
    keys: np.ndarray
    fails: np.ndarray
    slow: np.ndarray

    def count(self, began: float, ended: float, stamped: bool = False) -> dict[str, Any]:
        """The facts' numbers of one window. `stamped`: only completions are known."""
        r = self.requests
        arrival = r.completion if stamped else r.arrival
        overlap = (arrival <= ended) & (r.completion >= began)
        inside = (arrival >= began) & (arrival <= ended)
        bad = self.fails | self.slow
        active = len(np.unique(self.keys[overlap]))
        affected = len(np.unique(self.keys[overlap & bad]))
        statuses = Counter(r.status[inside & self.fails].tolist())
        return {
            "affected": affected,
            "met_errors": len(np.unique(self.keys[overlap & self.fails])),
            "active": active,
            "percent": 100 * affected / active if active else None,
            "failed": int((inside & bad).sum()),
            "too_slow": int((inside & self.slow & ~self.fails).sum()),
            "total": int(inside.sum()),
            "by_status": {str(k): v for k, v in sorted(statuses.items())},
        }


def look(requests: Requests, crowd: Crowd, stage: Stage, sight: Sight) -> Seen:
    """People's requests that reached the log, with who and how bad as far as it can tell."""
    logged = requests.take(requests.people & requests.answered)
    slow = too_slow(logged, stage) if sight.timed else np.zeros(len(logged), dtype=bool)
    return Seen(logged, keys_of(logged, crowd, sight), failed(logged), slow)


def edges(
    requests: Requests, seen: Seen, fault: Fault, sight: Sight, stage: Stage
) -> dict[str, Any]:
    """Began and ended, the interval in which an answer is right, and its resolution."""
    people = requests.take(requests.people)
    hit = people.take(people.because)
    began, ended = float(hit.arrival.min()), float(hit.completion.max())
    good = seen.requests.take(~seen.fails & ~seen.slow & fault.scope(seen.requests))
    before = good.arrival[good.arrival < began]
    after = good.completion[good.completion > ended]
    last_good = float(before.max()) if len(before) else stage.start
    first_good = float(after.min()) if len(after) else stage.end
    began_range, ended_range = [began, began], [ended, ended]
    shown = hit.take(hit.answered)
    if fault.effect == "silence":
        began_range = [last_good, began + (began - last_good)]
        ended_range = [ended - (first_good - ended), first_good]
    elif not sight.timed and len(shown):  # completion or arrival, nobody can tell
        shown = shown.take(failed(shown))
        began_range[1] = float(shown.completion.min())
        ended_range[0] = float(shown.arrival.max())
    if fault.ramp:
        risen = hit.arrival[fault.chance(hit.arrival) >= 0.05]
        began_range[1] = max(began_range[1], float(risen.min()) if len(risen) else began)
    width = sight.resolution
    return {
        "began": began,
        "ended": ended,
        "began_between": [last_good, began],
        "ended_between": [ended, first_good],
        "began_range": began_range,
        "ended_range": ended_range,
        "began_resolution": (began - last_good) + (began_range[1] - began_range[0]) + width,
        "ended_resolution": (first_good - ended) + (ended_range[1] - ended_range[0]) + width,
        "pauses": _pauses(hit, fault),
    }


def _pauses(hit: Requests, fault: Fault) -> list[list[float]]:
    pauses = []
    for (_, stop), (start, _) in zip(fault.spans, fault.spans[1:], strict=False):
        first, second = hit.completion[hit.arrival < stop], hit.arrival[hit.arrival >= start]
        if len(first) and len(second):
            pauses.append([float(first.max()), float(second.min())])
    return pauses


def _allowed(truth: dict[str, Any], edge: str) -> list[float]:
    """The edge, and the outermost ones that are still right within its resolution.

    Inwards only where the edge itself is not sharp: an answer after the onset loses failures.
    """
    low, high = truth[f"{edge}_range"]
    width, sign = truth[f"{edge}_resolution"], -1 if edge == "began" else 1
    outer, inner = (low, high) if edge == "began" else (high, low)
    edges = [outer + sign * width, outer, truth[edge], inner]
    return edges if low == high else [*edges, inner - sign * width]


NUMBERS = ("affected", "met_errors", "active", "percent", "failed", "too_slow", "total")


def tell(
    requests: Requests, crowd: Crowd, stage: Stage, fault: Fault | None, sight: Sight
) -> dict[str, Any]:
    """The truth about users and requests; for each number also the range an answer may lie in.

    The range is what the number becomes when the edges move within their own resolution.
    """
    if fault is None:
        return {"outage": False}
    seen = look(requests, crowd, stage, sight)
    truth: dict[str, Any] = {"outage": True, **edges(requests, seen, fault, sight, stage)}
    truth |= seen.count(truth["began"], truth["ended"])
    lost = requests.take(requests.people & ~requests.answered)
    truth["unanswered"] = len(lost)
    begins, ends = _allowed(truth, "began"), _allowed(truth, "ended")
    tried = [seen.count(b, e) for b in begins for e in ends]
    if not sight.timed:
        tried += [seen.count(b, e, stamped=True) for b in begins for e in ends]
    truth["ranges"] = {
        name: [min(values), max(values)]
        for name in NUMBERS
        if (values := [t[name] for t in tried if t[name] is not None])
    }
    return truth
