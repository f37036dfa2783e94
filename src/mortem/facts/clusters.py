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
    far = [_parts(group, series.covered) for group in _overlapping(found)]
    near = []
    for began, ended in _beside(far):
        beside = []
        for stream, background in zip(streams, backgrounds, strict=True):
            part = stream.between(began, ended)
            for each in aftershocks(part, background, 2 * len(streams)):
                beside.append((part.span(each.first, each.last), part, each))
        near += [_parts(group, ended - began) for group in _overlapping(beside)]
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


def _parts(group: Sequence[Found], searched: float) -> Cluster:
    """One cluster: its clearest stretch tells where it was healthy in between."""
    _, stream, best = max(group, key=lambda item: item[2].gain)
    holes = []
    for hole in healthy_parts(stream, best):
        began, ended = stream.span(hole.start, hole.stop)
        inside = best.first < hole.start and hole.stop < best.last
        if inside and ended - began >= PAUSE:
            holes.append(hole)
    parts = [stream.span(part.start, part.stop) for part in complement(best, holes)]
    began, ended = min(item[0][0] for item in group), max(item[0][1] for item in group)
    parts[0] = (min(parts[0][0], began), parts[0][1])
    parts[-1] = (parts[-1][0], max(parts[-1][1], ended))
    return Cluster(best.gain, tuple(parts), searched)
