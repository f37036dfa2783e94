"""Where a timeline passes midnight without a date."""

from collections.abc import Iterator
from itertools import pairwise

from mortem.check.reading.clockwork import clocks_of
from mortem.check.reading.scope import scope_of
from mortem.check.reading.steps import Step, steps_of
from mortem.document import Document
from mortem.document.moments import find_times

_EVENING, _MORNING = 18 * 3600.0, 10 * 3600.0


def crossings(document: Document) -> Iterator[tuple[Step, Step]]:
    """Neighbouring steps of which one is in the evening, the next in the early hours, undated."""
    steps = steps_of(scope_of(document))
    clocks = clocks_of(t for s in document.sentences for t in find_times(s.text))
    for before, after in pairwise(steps):
        if after.apart or before.day != after.day or after.times[0].date is not None:
            continue
        one, other = clocks.seconds(before.times[0]), clocks.seconds(after.times[0])
        if len(one) == len(other) == 1 and one[0] >= _EVENING and other[0] <= _MORNING:
            yield before, after
