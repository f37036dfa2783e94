"""The numbers that the interactive chart draws."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mortem.facts import FactBook, seen
from mortem.review.records import TimelineEntry

LANES = {"alert": "alerts", "change": "changes", "message": "people", "log": "logs"}
MOST_MARKS = 300


def chart_data(book: FactBook, entries: Sequence[TimelineEntry]) -> dict[str, Any]:
    """Series by epoch seconds, the window with its uncertain edges, and one mark an event."""
    series = dict(book.series)
    window = book.known("outage-window")
    edges = None
    if window is not None:
        edges = {
            "began": seen(window)[0].timestamp(),
            "ended": seen(window)[1].timestamp(),
            "began_between": [_epoch(at) for at in window["began_between"]],
            "ended_between": [_epoch(at) for at in window["ended_between"]],
        }
    marks = [
        {
            "at": entry.happened_at.timestamp(),
            "text": entry.text[:160],
            "kind": entry.kind,
            "lane": LANES.get(entry.kind, "people"),
            "origin": entry.origin,
            "id": entry.id,
        }
        for entry in entries
        if entry.kind != "outage"
    ]
    return {
        "zone": book.zone_name,
        "offset": _offset(book),
        "series": series,
        "window": edges,
        "marks": marks[:MOST_MARKS],
    }


def _epoch(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def _offset(book: FactBook) -> float:
    """Seconds east of UTC at the onset, for the axis."""
    window = book.known("outage-window")
    at = seen(window)[0] if window is not None else datetime.now(book.zone)
    offset = at.astimezone(book.zone).utcoffset()
    return offset.total_seconds() if offset else 0.0
