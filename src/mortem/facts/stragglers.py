"""Failures beyond an edge: stragglers of the outage, or background.

Queues drain, pools break and retries end seconds after a recovery, and the first failures of a
fault come before its burst. Such a failure is weighed by two rates at its time: that of stragglers,
which decays with the pause since the failure before it (Omori's law of aftershocks), and that of
the background, as the rest of the evidence has it. Where failures are hardly ever seen otherwise,
one after a moderate pause belongs to the outage; where they are daily bread, it does not.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

FIRST = 0.1  # stragglers expected after a burst
NEXT = 0.3  # and after a straggler
DECAY = 0.2  # of the burst's length: the pause after which their rate has fallen to a quarter
LEAST, MOST = 0.5, 10.0  # seconds of it at least, and at most
NEVER = 0.07  # failures' worth of background where none was ever seen
MODERATE = 0.5  # of the burst's length: after a longer pause nothing belongs to it any more
LONG = 60.0  # seconds: nor after a longer one, however long the burst was
DOUBT = 0.05  # probability left out on either side of the bounds

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of the candidates belong to the outage: the likeliest number, and its bounds."""

    likely: int = 0
    least: int = 0
    most: int = 0


def reach(
    away: Floats,
    until: Floats,
    fit: Floats,
    length: float,
    seen: float,
    often: float,
    counted: float = inf,
) -> Reach:
    """How far an outage reaches beyond its edge.

    `away` is how many seconds beyond the edge each failing request is, ascending, `until` how far
    it goes on; `fit` says how much likelier it looks as it does in the outage than outside (a
    log-likelihood ratio). `length` is that of the burst in seconds. `seen` background failures
    were met in the rest of the evidence, whose requests take `often` seconds to come at the rate
    they have here; the candidates from `counted` seconds beyond the edge on are among those.
    """
    near = _near(away, until, min(MODERATE * length, LONG))
    if not near or often <= 0:
        return Reach()
    seen -= min(seen, int((away[:near] > counted).sum()))
    scale = min(max(DECAY * length, LEAST), MOST)
    edges = np.maximum.accumulate(np.concatenate([[0.0], until[: near - 1]]))
    pauses = np.maximum(away[:near] - edges, 0.0)
    expected = np.where(np.arange(near) == 0, FIRST, NEXT)
    rates = np.log(expected / scale) - 2 * np.log1p(pauses / scale) + fit[:near]
    # with k of them in the outage, the other near - k are background: a Polya urn of its rate
    urn = np.log((seen + NEVER + np.arange(near)) / often)
    inside = np.concatenate([[0.0], np.cumsum(rates)])
    outside = np.concatenate([[0.0], np.cumsum(urn)])[::-1]
    weight = inside + outside
    share = np.exp(weight - weight.max())
    below = np.cumsum(share) / share.sum()
    likely = int(np.argmax(weight))
    return Reach(
        likely,
        min(int(np.searchsorted(below, DOUBT)), likely),
        min(max(int(np.searchsorted(below, 1 - DOUBT)), likely), near),
    )


def _near(away: Floats, until: Floats, pause: float) -> int:
    """How many come before a pause as long as `pause`."""
    edge = 0.0
    for number, (begin, end) in enumerate(zip(away.tolist(), until.tolist(), strict=True)):
        if begin - edge >= pause:
            return number
        edge = max(edge, end)
    return len(away)
