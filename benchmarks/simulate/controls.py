"""What happens where there is no outage, and might be taken for one."""

import numpy as np
from benchmarks.simulate.requests import BOT, PROBE, Requests
from benchmarks.simulate.spec import Spec
from benchmarks.simulate.stage import Stage


def quieten(spec: Spec, requests: Requests, stage: Stage, rng: np.random.Generator) -> Requests:
    """Do to the requests what this control is about.

    Scanners, nights, gaps and slow reports come from the other modules.
    """
    start, stop = stage.onset, stage.onset + stage.fault_seconds
    inside = (requests.arrival >= start) & (requests.arrival < stop)
    if spec.control == "bots-only":
        hit = inside & (requests.kind == BOT)
        requests.status[hit] = rng.choice([500, 503], int(hit.sum()))
    elif spec.control == "probes-at-start":
        early = requests.arrival < stage.start + stage.length / 40
        hit = early & (requests.kind == PROBE)
        requests.status[hit] = 503
    elif spec.control == "blip":
        brief = float(rng.choice([2.0, 30.0, 75.0]))  # shorter than 120 s, the least here
        hit = requests.people & (requests.arrival >= start) & (requests.arrival < start + brief)
        requests.status[hit] = 502
    return requests
