"""Stretches of a sequence that score too high for chance: exact, linear, and few.

A sequence of scores (positive where something is wrong, negative where it is fine) falls into
disjoint *maximal segments* (Ruzzo and Tompa, 1999). With scores that are log-likelihood ratios,
chance reaches a score of S somewhere in N places with a probability of at most about N * exp(-S)
(Karlin and Altschul, 1990), so one threshold serves every length of stretch at once.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Segment(NamedTuple):
    """The half-open range of positions, and the sum of its scores."""

    first: int
    last: int
    score: float


def maximal_segments(scores: NDArray[np.float64], threshold: float = 0.0) -> list[Segment]:
    """All maximal-scoring segments whose score is above `threshold`, from left to right.

    Neighbours of one sign are added up first: no maximal segment ends between two of them.
    """
    if not len(scores):
        return []
    signs = scores > 0
    starts = np.flatnonzero(np.concatenate([[True], signs[1:] != signs[:-1]]))
    sums = np.add.reduceat(scores, starts).tolist()
    stops = [*starts[1:].tolist(), len(scores)]
    found: list[Segment] = []
    open_: list[tuple[int, int, float, float]] = []  # first, last, sum before, sum after
    total = 0.0
    for first, last, score in zip(starts.tolist(), stops, sums, strict=True):
        before, total = total, total + score
        if score > 0:
            _fit(open_, found, (first, last, before, total))
    found += [Segment(first, last, high - low) for first, last, low, high in open_]
    return [segment for segment in found if segment.score > threshold]


def _fit(
    open_: list[tuple[int, int, float, float]],
    found: list[Segment],
    new: tuple[int, int, float, float],
) -> None:
    """Join `new` with those segments before it that it makes better."""
    first, last, low, high = new
    while True:
        index = len(open_) - 1
        while index >= 0 and open_[index][2] >= low:
            index -= 1
        if index < 0:  # nothing before can ever grow again
            found += [Segment(f, t, top - bottom) for f, t, bottom, top in open_]
            open_[:] = [(first, last, low, high)]
            return
        if open_[index][3] >= high:
            open_.append((first, last, low, high))
            return
        first, low = open_[index][0], open_[index][2]
        del open_[index:]
