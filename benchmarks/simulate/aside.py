"""Things beside the outage: a smaller disturbance elsewhere in the evidence."""

import numpy as np
from benchmarks.simulate.fault import Fault, live_through
from benchmarks.simulate.requests import Requests
from benchmarks.simulate.spec import Spec
from benchmarks.simulate.stage import Stage


def make_aside(spec: Spec, stage: Stage, rng: np.random.Generator) -> Fault | None:
    """A small fault, far from the outage: fewer users, a shorter time. One case in four has it."""
    if spec.control or spec.scale in {"exercise", "thin"} or rng.random() > 0.25:
        return None
    length = stage.fault_seconds * float(rng.uniform(0.08, 0.15))
    lasts = max(length, 150.0)
    at = stage.onset - max(4.0 * stage.fault_seconds, 0.12 * stage.length)
    if at < stage.start + 600:
        at = stage.onset + stage.fault_seconds + 3.0 * stage.fault_seconds
    if at + lasts > stage.end - 600:
        return None
    share = float(rng.uniform(0.1, 0.2))
    return Fault([(at, at + lasts)], "error", 0.9, user_share=share, statuses=[503])


def meet_aside(
    aside: Fault | None, requests: Requests, stage: Stage, rng: np.random.Generator
) -> Requests:
    """People meet it, and its failures are not because of the outage."""
    if aside is None:
        return requests
    requests = live_through(aside, requests, stage, rng)
    requests.because[:] = False
    return requests
