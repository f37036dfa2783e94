"""The list of alerts from Prometheus' own API."""

from collections.abc import Iterator
from pathlib import Path

from mortem.sources import alerting
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, read, share
from mortem.sources.rows import Alert, Note, Rejected, Row


class PrometheusAlerts(EventReader):
    """`GET /api/v1/alerts` of Prometheus (Thanos and Mimir answer alike), as it came or wrapped.

    `activeAt` is when the rule's condition first held, before its `for` was over: it stands for the
    start, and a note says so. An alert that is pending has not fired: it is no alert, and is noted.
    """

    def score(self, head: Head) -> float:
        return share(head, lambda fields: bool(_items(fields)))

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        return read(path, label, _alerts)


def _items(fields: Fields) -> list[Fields]:
    if "activeAt" in fields:
        return [fields]
    found = alerting.unwrapped(fields, "alerts")
    listed = found[0]["alerts"] if found else None
    if not isinstance(listed, list):
        return []
    return [item for item in listed if isinstance(item, dict) and "activeAt" in item]


def _alerts(record: Record, label: str) -> Iterator[Alert | Rejected | Note]:
    items = _items(record.fields)
    found = alerting.unwrapped(record.fields, "alerts")
    fires = [item for item in items if item.get("state") != "pending"]
    rows = [
        alerting.alert(
            {**item, "startsAt": item["activeAt"]},
            fires=True,
            received=found[1] if found else None,
            truncated=0,
            place=(label, record.line),
        )
        for item in fires
    ]
    good = [row for row in rows if row is not None]
    if not good and len(fires) == len(items) and (items or not found):
        yield Rejected(label, record.line, "no alert with labels and a readable activeAt")
        return
    yield from good
    place = f"{label}:{record.line}"
    if good:
        text = f"{place}: an alert's time is when its condition first held, before its `for`"
        yield Note("warning", label, None, text)
    if len(fires) < len(items):
        text = f"{place}: pending alerts, which have not fired: {len(items) - len(fires)}"
        yield Note("warning", label, None, text)
