"""Grafana's notifications from before its unified alerting."""

from collections.abc import Iterator
from pathlib import Path

from mortem.sources import alerting
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, records, share
from mortem.sources.rows import Alert, Note, Rejected, Row

_FIRES = ("alerting", "no_data")
_ENDS = ("ok", "paused")


class GrafanaLegacy(EventReader):
    """Webhook payloads of Grafana's legacy alerting: one JSON, JSON lines, or wrapped.

    Such a payload has no time of its own: the time of receipt in its wrapping, or a time beside
    it, stands for the start, and for the end where the state is `ok`. A payload without either is
    rejected. The rule's id, name and tags tell which alert it is.
    """

    def score(self, head: Head) -> float:
        return share(head, lambda fields: alerting.unwrapped(fields, "ruleName") is not None)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        fires: dict[str, Alert] = {}
        for record in records(path, label):
            if isinstance(record, Rejected):
                yield record
                continue
            found = alerting.unwrapped(record.fields, "ruleName")
            state = str(found[0].get("state") or "") if found else ""
            if found is None or state not in (*_FIRES, *_ENDS, "pending"):
                yield Rejected(label, record.line, "no notification with a rule and a known state")
                continue
            row = _alert(found[0], found[1], label, record.line)
            if row is None:
                text = "no time: neither the notification nor its wrapping has one"
                yield Rejected(label, record.line, text)
            elif state in _FIRES and row.fingerprint not in fires:
                fires[row.fingerprint] = row
                yield row
            elif state in _ENDS and row.fingerprint in fires:
                start = fires.pop(row.fingerprint)
                yield start._replace(ended_at=row.started_at)


def _alert(payload: Fields, received: object, label: str, line: int) -> Alert | None:
    tags = payload.get("tags")
    labels = {str(key): str(value) for key, value in tags.items()} if isinstance(tags, dict) else {}
    labels["alertname"] = str(payload["ruleName"])
    fields = {
        "labels": labels,
        "fingerprint": f"{payload.get('ruleId', '')}:{labels['alertname']}",
        "annotations": {"summary": payload.get("message") or payload.get("title") or ""},
        "startsAt": str(received) if received else None,
    }
    row = alerting.alert(fields, fires=True, received=None, truncated=0, place=(label, line))
    return row._replace(received_at=row.started_at) if row else None
