"""Maximal segments are what a search over all stretches finds."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mortem.facts.segments import maximal_segments

SCORES = st.lists(st.integers(-9, 9).map(float), min_size=1, max_size=40)


@given(SCORES)
def test_the_best_segment_is_the_best_of_all_stretches(scores: list[float]) -> None:
    found = maximal_segments(np.array(scores))
    sums = [
        sum(scores[first:last])
        for first in range(len(scores))
        for last in range(first + 1, len(scores) + 1)
    ]
    assert max((segment.score for segment in found), default=0) == max(0, *sums)


@given(SCORES)
def test_segments_are_apart_begin_and_end_well_and_cannot_grow(scores: list[float]) -> None:
    found = maximal_segments(np.array(scores))
    for segment in found:
        inside = scores[segment.first : segment.last]
        assert segment.score == sum(inside)
        heads = [sum(inside[:n]) for n in range(1, len(inside))]
        assert all(0 < head < segment.score for head in heads if heads)
    for left, right in itertools.pairwise(found):
        assert left.last <= right.first
    everything = {n for segment in found for n in range(segment.first, segment.last)}
    assert {n for n, score in enumerate(scores) if score > 0} <= everything


def test_only_segments_above_the_threshold_are_kept() -> None:
    found = maximal_segments(np.array([2.0, -9.0, 3.0, -1.0, 4.0]), threshold=2.0)
    assert [(segment.first, segment.last, segment.score) for segment in found] == [(2, 5, 6.0)]


def test_no_scores_no_segments() -> None:
    assert maximal_segments(np.array([])) == []
