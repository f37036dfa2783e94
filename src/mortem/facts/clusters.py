"""Stretches of all streams that overlap, as one cluster each, with the smaller ones beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from mortem.facts.scan import (
    Stream,
    Stretch,
    aftershocks,
    complement,
    healthy_parts,
    stretches,
)
from mortem.facts.series import Bounds, Series

PAUSE = 3.0  # seconds: shorter ones are no pause

Found = tuple[Bounds, Stream, Stretch]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Failing parts with the healthy ones between them left out (epoch seconds).

    `gain` is that of its clearest stretch, `searched` how many seconds were looked through for it.
    """

    gain: float
    parts: tuple[Bounds, ...]
    searched: float

    @property
    def seconds(self) -> float:
        """From the beginning of the first part to the end of the last."""
        return self.parts[-1][1] - self.parts[0][0]


def clusters_of(series: Series) -> list[Cluster]:
    """All clusters by time: those anywhere, then those beside them."""
    streams = (series.whole, *series.streams)
    backgrounds: list[float] = []
    found: list[Found] = []
    for stream in streams:
        background, mine = stretches(stream)
        backgrounds.append(background)
        found += [(stream.span(each.first, each.last), stream, each) for each in mine]
    far = [each for group in _overlapping(found) for each in _clusters(group, series.covered)]
    near = []
    for began, ended in _beside(far):
        beside = []
        for stream, background in zip(streams, backgrounds, strict=True):
            part = stream.between(began, ended)
            for each in aftershocks(part, background, 2 * len(streams)):
                beside.append((part.span(each.first, each.last), part, each))
        for group in _overlapping(beside):
            near += _clusters(group, ended - began)
    return [*far, *near]


def _beside(clusters: Sequence[Cluster]) -> list[Bounds]:
    """The time before and after each cluster, as long as itself, clear of the others."""
    spans = sorted((c.parts[0][0], c.parts[-1][1], c.seconds) for c in clusters)
    beside = []
    for index, (began, ended, seconds) in enumerate(spans):
        before = spans[index - 1][1] if index else float("-inf")
        after = spans[index + 1][0] if index + 1 < len(spans) else float("inf")
        beside.append((max(began - seconds, before), began))
        beside.append((ended, min(ended + seconds, after)))
    return [(began, ended) for began, ended in beside if ended > began]


def _overlapping(found: Sequence[Found]) -> list[list[Found]]:
    groups: list[list[Found]] = []
    until = float("-inf")
    for item in sorted(found, key=lambda item: item[0]):
        if item[0][0] <= until:
            groups[-1].append(item)
        else:
            groups.append([item])
        until = max(until, item[0][1])
    return groups


def _clusters(group: Sequence[Found], searched: float) -> list[Cluster]:
    """The clusters of stretches that overlap: one, where no long healthy time lies between them.

    The clearest stretch tells where it was healthy in the time it covers, the others together
    beside it. A weak stretch may reach over two failures of others that have little to do with each
    other: they come apart where the pause is longer than any part.
    """
    best = max(group, key=lambda item: item[2].gain)
    parts = _failing(best)
    began, ended = best[0]
    beside = [
        span
        for item in group
        if item is not best
        for part in _failing(item)
        for span in ((part[0], min(part[1], began)), (max(part[0], ended), part[1]))
        if span[1] > span[0]
    ]
    apart = _apart(_merged([*parts, *beside]))
    found = []
    for some in apart:
        gains = [
            item[2].gain
            for item in group
            if item[0][0] < some[-1][1] and item[0][1] > some[0][0]
            if item is best or not _reaches_over(item, some, apart)
        ]
        gain = max(gains, default=best[2].gain)
        found.append(Cluster(gain, tuple(some), searched))
    return found


def _failing(item: Found) -> list[Bounds]:
    """The parts of a stretch between which it was healthy for a while (epoch seconds)."""
    _, stream, stretch = item
    holes = []
    for hole in healthy_parts(stream, stretch):
        began, ended = stream.span(hole.start, hole.stop)
        inside = stretch.first < hole.start and hole.stop < stretch.last
        if inside and ended - began >= PAUSE:
            holes.append(hole)
    return [stream.span(part.start, part.stop) for part in complement(stretch, holes)]


def _merged(parts: Sequence[Bounds]) -> list[Bounds]:
    """The parts in order, those joined that overlap or have no pause between them."""
    joined: list[Bounds] = []
    for began, ended in sorted(parts):
        if joined and began - joined[-1][1] < PAUSE:
            joined[-1] = joined[-1][0], max(joined[-1][1], ended)
        else:
            joined.append((began, ended))
    return joined


def _apart(parts: Sequence[Bounds]) -> list[list[Bounds]]:
    """The parts in groups: a pause longer than every part on either side of it comes between."""
    groups = [[part] for part in parts]
    index = 0
    while index + 1 < len(groups):
        left, right = groups[index], groups[index + 1]
        longest = max(ended - began for began, ended in (*left, *right))
        if right[0][0] - left[-1][1] < longest:
            groups[index : index + 2] = [left + right]
            index = max(index - 1, 0)
        else:
            index += 1
    return groups


def _reaches_over(item: Found, mine: Sequence[Bounds], groups: Sequence[list[Bounds]]) -> bool:
    """Whether a stretch covers part of another group, too."""
    began, ended = item[0]
    return any(
        began < other[-1][1] and ended > other[0][0] for other in groups if list(mine) != other
    )
