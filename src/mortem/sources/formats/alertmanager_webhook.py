"""Alertmanager's and Grafana's webhook payloads."""

from collections.abc import Iterator
from pathlib import Path

from mortem.sources import alerting
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, read, share
from mortem.sources.rows import Alert, Note, Rejected, Row


class AlertmanagerWebhook(EventReader):
    """Webhook payloads of Alertmanager (version 4) and Grafana: one JSON, JSON lines, or wrapped.

    One row for each alert of each notification; the store merges them by fingerprint and
    `startsAt`. While an alert fires its `endsAt` (`0001-01-01T00:00:00Z`, or a time-out to come) is
    no end. A missing fingerprint is derived from the labels. `truncatedAlerts` above 0 is missing
    evidence and is noted. A wrapping such as `{"received": time, "payload": {...}}` gives the time
    of receipt.
    """

    def score(self, head: Head) -> float:
        found = share(head, _is_payload)
        return found or 0.8 * (
            '"alerts"' in head.text and '"startsAt"' in head.text and _opens(head)
        )

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        return read(path, label, _alerts)


def _opens(head: Head) -> bool:
    """Whether the text is one pretty-printed payload, longer than its beginning."""
    return head.lines[0].strip() == "{" if head.lines else False


def _is_payload(fields: Fields) -> bool:
    found = alerting.unwrapped(fields, "alerts")
    if found is None or not isinstance(found[0]["alerts"], list):
        return False
    payload = found[0]
    alerts = payload["alerts"]
    if alerts and isinstance(alerts[0], dict):
        return "startsAt" in alerts[0] and not isinstance(alerts[0].get("status"), dict)
    return bool(payload.keys() & {"groupKey", "receiver", "truncatedAlerts", "commonLabels"})


def _alerts(record: Record, label: str) -> Iterator[Alert | Rejected | Note]:
    found = alerting.unwrapped(record.fields, "alerts")
    if found is None or not isinstance(found[0]["alerts"], list):
        yield Rejected(label, record.line, "no list of alerts in the JSON")
        return
    payload, received = found
    truncated = payload.get("truncatedAlerts")
    left_out = truncated if isinstance(truncated, int) and truncated > 0 else 0
    rows = [
        alerting.alert(
            fields,
            fires=_status(fields, payload) != "resolved",
            received=received,
            truncated=left_out,
            place=(label, record.line),
        )
        for fields in payload["alerts"]
    ]
    good = [row for row in rows if row is not None]
    if rows and not good:
        yield Rejected(label, record.line, "alerts without labels or a readable startsAt")
        return
    yield from good
    if len(good) < len(rows):
        yield _missing(record, label, f"{len(rows) - len(good)} alerts have no readable startsAt")
    if left_out:
        yield _missing(record, label, f"the notification leaves out {left_out} alerts (truncated)")


def _status(fields: object, payload: Fields) -> str:
    own = fields.get("status") if isinstance(fields, dict) else None
    return str(own or payload.get("status") or "firing")


def _missing(record: Record, label: str, text: str) -> Note:
    return Note("missing-evidence", label, None, f"{label}:{record.line}: {text}")
