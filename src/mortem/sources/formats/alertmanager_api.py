"""The list of alerts from Alertmanager's API, version 2."""

from collections.abc import Iterator
from pathlib import Path

from mortem.sources import alerting
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, read, share
from mortem.sources.rows import Alert, Note, Rejected, Row

_FIRES = ("active", "suppressed", "unprocessed")


class AlertmanagerApi(EventReader):
    """`GET /api/v2/alerts` of Alertmanager (Grafana's is the same), as it came or in a wrapping.

    What fires is told by `status.state` (active, suppressed, unprocessed), not by `endsAt`, which
    lies in the future while an alert fires: such an alert has no end.
    """

    def score(self, head: Head) -> float:
        found = share(head, _is_listed)
        return found or 0.9 * ('"state"' in head.text and _first_is_listed(head.text))

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        return read(path, label, _alerts)


def _first_is_listed(text: str) -> bool:
    """Whether a list longer than its beginning is one: it names an alert's fields early on."""
    start = text[:20000]
    return all(f'"{name}"' in start for name in ("startsAt", "labels", "status", "silencedBy"))


def _items(fields: Fields) -> list[Fields]:
    if "startsAt" in fields:
        return [fields]
    found = alerting.unwrapped(fields, "alerts")
    listed = found[0]["alerts"] if found else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _is_listed(fields: Fields) -> bool:
    items = _items(fields)
    return bool(items) and isinstance(items[0].get("status"), dict) and "startsAt" in items[0]


def _alerts(record: Record, label: str) -> Iterator[Alert | Rejected | Note]:
    received = alerting.unwrapped(record.fields, "alerts")
    rows: list[Alert] = []
    items = _items(record.fields)
    for item in items:
        status = item.get("status")
        state = status.get("state") if isinstance(status, dict) else status
        row = alerting.alert(
            item,
            fires=state in _FIRES,
            received=received[1] if received else None,
            truncated=0,
            place=(label, record.line),
        )
        if row is not None:
            rows.append(row)
    if not rows and (items or not received):
        yield Rejected(label, record.line, "no alert with labels and a readable startsAt")
        return
    yield from rows
    if len(rows) < len(items):
        text = f"{label}:{record.line}: {len(items) - len(rows)} alerts have no readable startsAt"
        yield Note("missing-evidence", label, None, text)
