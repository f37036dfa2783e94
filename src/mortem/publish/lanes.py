"""The events under a chart: which lane, which mark, and labels that do not collide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mortem.draft.voices import touches
from mortem.facts.roles import role_of

LANES = ("alerts", "people", "changes")
_LANE = {"alert": "alerts", "message": "people", "change": "changes"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One event on a lane: when, its label (may be cut), its full text, how much it matters."""

    at: datetime
    lane: str
    label: str
    text: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with the row its label stands in (None: no room) and its side."""

    mark: Mark
    row: int | None
    side: str = "right"


def marks(
    events: Iterable[Mapping[str, Any]], texts: Mapping[int, str], important: Iterable[str]
) -> list[Mark]:
    """The events that have a lane; `texts` are what may be printed of each, by position."""
    heavy = set(important)
    found: list[Mark] = []
    named: set[tuple[str, str]] = set()
    for index, event in enumerate(events):
        lane = _LANE.get(event["kind"])
        if lane is None:
            continue
        text = texts[index]
        label = event["name"]
        if lane == "people":
            label = text if touches(event["what"]) and role_of(event["what"]) else ""
        if lane == "changes":
            label = text.partition(":")[0]
        if lane == "alerts" and (lane, label) in named:
            label = ""  # one that fires again needs no second label
        named.add((lane, label))
        found.append(Mark(event["at"], lane, label, text, int(event["name"] in heavy)))
    return found


def place(
    these: Sequence[Mark], position: Mapping[Mark, float], width: float, each: float, rows: int = 3
) -> list[Placed]:
    """Put labels into rows so that none covers another or another's mark in its row.

    `position` gives a mark's x, `width` the width of the lane and `each` that of a character, all
    in one unit. The important ones are placed first; a label that finds no room is left out, and
    its mark stays.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    taken[0] = [(x - each, x + each) for x in (position[m] for m in these)]
    placed: dict[Mark, Placed] = {}
    order = sorted(these, key=lambda m: (-m.weight, m.at, m.text))
    for mark in order:
        placed[mark] = _fit(mark, position[mark], width, each, taken)
    return [placed[mark] for mark in sorted(these, key=lambda m: (m.at, m.text))]


def _fit(
    mark: Mark, x: float, width: float, each: float, taken: list[list[tuple[float, float]]]
) -> Placed:
    if not mark.label:
        return Placed(mark, None)
    long, gap = len(mark.label) * each, 1.2 * each
    for row, spans in enumerate(taken):
        if any(begin < x < end for crossed in taken[1:row] for begin, end in crossed):
            break  # the line down to its label would cross another label
        for side in ("right", "left"):
            first = x - each if side == "right" else x - long - 2 * gap
            last = x + long + 2 * gap if side == "right" else x + each
            if first < 0 or last > width:
                continue
            mine = [(b, e) for b, e in spans if row or (b, e) != (x - each, x + each)]
            if all(last <= begin or first >= end for begin, end in mine):
                spans.append((first, last))
                for above in taken[1:row]:
                    above.append((x - each / 2, x + each / 2))
                return Placed(mark, row, side)
    return Placed(mark, None)
