"""What breaks: which requests a fault hits, what becomes of them, and who tries again."""

from dataclasses import dataclass, field

import numpy as np
from benchmarks.simulate.requests import BOT, PERSON, PROBE, Requests, concat
from benchmarks.simulate.spec import Spec
from benchmarks.simulate.stage import Stage


@dataclass(slots=True)
class Fault:
    """A fault: when (spans of arrival times), where (routes, users, backend) and what it does.

    `effect` is error, timeout, slow or silence; `peak` the share of requests in scope it hits
    (rising from 0 over `ramp` seconds), `statuses` what an error answers.
    """

    spans: list[tuple[float, float]]
    effect: str
    peak: float = 1.0
    ramp: float = 0.0
    routes: list[int] | None = None
    user_share: float = 1.0
    backend: int | None = None
    hidden: bool = False
    statuses: list[int] = field(default_factory=lambda: [500])
    gives_up: bool = False

    def scope(self, requests: Requests) -> np.ndarray:
        """Mask of requests the fault can hit, whenever they come."""
        mask = np.ones(len(requests), dtype=bool)
        if self.routes is not None:
            mask &= np.isin(requests.route, self.routes)
        if self.user_share < 1:
            mask &= (requests.user * 2654435761 % 4096) / 4096 < self.user_share
        if self.backend is not None:
            mask &= requests.backend == self.backend
        return mask

    def chance(self, at: np.ndarray) -> np.ndarray:
        """The share of requests in scope that are hit at these times."""
        inside = np.zeros(len(at))
        for start, stop in self.spans:
            rise = np.clip((at - start) / self.ramp, 0, 1) if self.ramp else 1.0
            inside = np.where((at >= start) & (at < stop), self.peak * rise, inside)
        return inside

    def stop_after(self, at: np.ndarray) -> np.ndarray:
        """When the span that holds each time ends."""
        stops = np.full(len(at), np.inf)
        for start, stop in self.spans:
            stops[(at >= start) & (at < stop)] = stop
        return stops


def make_fault(spec: Spec, stage: Stage, rng: np.random.Generator) -> Fault:
    """The fault of this case's mode."""
    start, stop = stage.onset, stage.onset + stage.fault_seconds
    busy = [i for i, r in enumerate(stage.routes) if r.weight >= 0.8 and r.service != "reports"]
    one = [int(rng.choice([i for i in busy if i > 0]))]
    some = one if rng.random() < 0.5 and spec.scale != "thin" else None
    statuses = [[500], [502], [503], [500, 503], [502, 504]][int(rng.integers(0, 5))]
    fault = Fault([(start, stop)], "error", float(rng.uniform(0.6, 1.0)), statuses=statuses)
    if spec.mode == "errors-one-route":
        fault.routes = one
    elif spec.mode == "errors-some-users":
        fault.peak, fault.user_share = 1.0, float(rng.uniform(0.2, 0.4))
    elif spec.mode == "errors-one-backend":
        fault.peak, fault.backend, fault.statuses = 0.97, 1, [502]
        fault.hidden = bool(rng.random() < 0.5)
    elif spec.mode == "slow":
        fault.effect, fault.peak, fault.routes = "slow", 0.9, some
        fault.gives_up = spec.dialect.startswith(("nginx", "json-nginx"))
    elif spec.mode == "silence":
        fault.effect, fault.peak = "silence", 1.0
    elif spec.mode == "ramp":
        fault.effect = "slow" if spec.timed and rng.random() < 0.4 else "error"
        fault.peak, fault.ramp = 0.85, 0.5 * (stop - start)
    elif spec.mode == "two-bumps":
        first = start + (stop - start) * float(rng.uniform(0.25, 0.4))
        second = first + (stop - start) * float(rng.uniform(0.12, 0.2))
        fault.spans, fault.peak, fault.routes = [(start, first), (second, stop)], 0.9, some
    elif spec.mode == "timeouts":
        fault.effect, fault.peak = "timeout", 0.95
        fault.routes = None if spec.scale == "thin" else one
    return fault


def strike(fault: Fault, requests: Requests, stage: Stage, rng: np.random.Generator) -> None:
    """Let the fault have its way with these requests."""
    size = len(requests)
    hit = fault.scope(requests) & (rng.random(size) < fault.chance(requests.arrival))
    if fault.effect == "slow":  # a route that is always slow cannot become it
        crawls = [i for i, route in enumerate(stage.routes) if route.service == "reports"]
        hit &= ~np.isin(requests.route, crawls)
    if fault.effect == "silence":
        requests.answered &= ~hit
        requests.seconds[hit] = 0.001
        requests.because |= hit
        return
    if fault.hidden:
        idempotent = np.array([r.method == "GET" for r in stage.routes])[requests.route]
        saved = hit & idempotent
        requests.retried |= saved
        requests.seconds[saved] = np.round(requests.seconds[saved] + 0.002, 3)
        hit &= ~saved
    if fault.effect == "error":
        requests.status[hit] = rng.choice(fault.statuses, size)[hit]
        quick = np.round(rng.lognormal(-3.5, 0.7, size) + 0.001, 3)
        requests.seconds[hit] = quick[hit]
        requests.because |= hit
    elif fault.effect == "timeout":
        _time_out(fault, requests, hit)
    else:
        _slow_down(fault, requests, hit, rng)


def _time_out(fault: Fault, requests: Requests, hit: np.ndarray) -> None:
    """Wait for 30 s and get a 504, or a 502 when the stuck instance is restarted before."""
    left = fault.stop_after(requests.arrival) - requests.arrival
    cut = hit & (left < 30)
    full = hit & ~cut
    requests.status[full], requests.seconds[full] = 504, 30.001
    requests.status[cut] = 502
    requests.seconds[cut] = np.round(left[cut] + 0.004, 3)
    requests.because |= hit


def _slow_down(fault: Fault, requests: Requests, hit: np.ndarray, rng: np.random.Generator) -> None:
    """Answer late, with status 200; clients who run out of patience leave (499)."""
    size = len(requests)
    late = np.round(rng.lognormal(np.log(8.5), 0.35, size), 3)
    patience = np.round(rng.lognormal(np.log(14.0), 0.5, size), 3)
    requests.seconds[hit] = late[hit]
    if fault.gives_up:
        gone = hit & (patience < late)
        requests.seconds[gone] = patience[gone]
        requests.status[gone] = 499
    requests.because |= hit & ((requests.seconds >= 5.0) | (requests.status == 499))


def live_through(
    fault: Fault, requests: Requests, stage: Stage, rng: np.random.Generator
) -> Requests:
    """Everyone meets the fault; people retry, or leave the site and do not come back."""
    strikes = np.isin(requests.kind, [PERSON, BOT, PROBE])
    if fault.effect == "silence":
        strikes |= True
    struck, rest = requests.take(strikes), requests.take(~strikes)
    strike(fault, struck, stage, rng)
    struck = struck.take(~_given_up(struck, rng))
    parts, wave = [rest, struck], struck
    for _ in range(2):
        wave = _retries(wave, stage, rng)
        if len(wave) == 0:
            break
        strike(fault, wave, stage, rng)
        parts.append(wave)
    return concat(parts)


def _given_up(requests: Requests, rng: np.random.Generator) -> np.ndarray:
    """Mask of pages that are never asked for: the session ended at a failure before them."""
    met = requests.because & requests.people
    if not met.any():
        return met
    sessions = int(requests.session.max()) + 1
    first = np.full(sessions, np.inf)
    np.minimum.at(first, requests.session[met], requests.completion[met])
    first[rng.random(sessions) > 0.35] = np.inf
    return requests.people & (requests.arrival > first[requests.session])


def _retries(requests: Requests, stage: Stage, rng: np.random.Generator) -> Requests:
    """Half of those who met an error try again after a moment."""
    again = requests.people & requests.because & (rng.random(len(requests)) < 0.45)
    wave = requests.take(again)
    pause = 0.4 + rng.exponential(min(stage.think / 3, 3.0), len(wave))
    wave.arrival = np.round(wave.completion + pause, 6)
    wave.because = np.zeros(len(wave), dtype=bool)
    wave.answered = np.ones(len(wave), dtype=bool)
    wave.retried = np.zeros(len(wave), dtype=bool)
    wave.backend = rng.integers(0, 3, len(wave))
    wave.status = np.array([route.status for route in stage.routes])[wave.route]
    wave.seconds = np.round(rng.lognormal(-2.8, 0.4, len(wave)), 3)
    return wave.take(wave.arrival < stage.end - 40)
