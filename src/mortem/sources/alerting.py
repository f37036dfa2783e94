"""Alerts as Alertmanager and Grafana write them, whatever they are wrapped in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mortem.sources import stamps
from mortem.sources.merging import derived_fingerprint
from mortem.sources.records import Fields, loads
from mortem.sources.rows import Alert

_RECEIVED = ("received", "received_at", "receivedat", "ts", "time", "timestamp", "@timestamp", "at")
_SEVERITY = ("severity", "priority", "level", "sev")
_SERVICE = ("service", "service_name", "app", "application", "component", "job")
_SUMMARY = ("summary", "title", "description", "message")


def unwrapped(fields: Fields, key: str) -> tuple[Any, datetime | None] | None:
    """The object that has `key` (the record, or up to three wrappings in) and when it was received.

    A wrapping may hold the payload as an object, a list or a string of JSON. None where no object
    has the key.
    """
    received: datetime | None = None
    layer: list[Fields] = [fields]
    for _ in range(4):
        for candidate in layer:
            if key in candidate:
                return candidate, received or _received(candidate)
        received = next((at for item in layer if (at := _received(item))), received)
        layer = [inner for item in layer for inner in _inside(item)]
    return None


def _inside(fields: Fields) -> Iterator[Fields]:
    for value in fields.values():
        inner = loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value
        if isinstance(inner, dict):
            yield inner
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield {"alerts": inner} if "startsAt" in inner[0] else inner[0]


def _received(fields: Fields) -> datetime | None:
    lowered = {key.lower(): value for key, value in fields.items()}
    found = (stamps.read(lowered.get(key)) for key in _RECEIVED)
    return next((stamp.at for stamp in found if stamp), None)


def alert(  # one alert of a payload, with what the payload says of all
    fields: Any, *, fires: bool, received: datetime | None, truncated: int, place: tuple[str, int]
) -> Alert | None:
    """The row of one alert; None where it has no labels or no readable `startsAt`.

    `fires` overrules `endsAt`, which is a time-out in the future while an alert fires. The year 1
    means no end.
    """
    labels = fields.get("labels") if isinstance(fields, dict) else None
    started = stamps.read(fields.get("startsAt")) if isinstance(labels, dict) else None
    if not isinstance(labels, dict) or started is None or started.at.year < 1971:
        return None
    ended = None if fires else stamps.read(fields.get("endsAt"))
    named = {str(key): str(value) for key, value in labels.items()}
    notes = fields.get("annotations")
    annotations = notes if isinstance(notes, dict) else {}
    print_ = str(fields.get("fingerprint") or derived_fingerprint(named))
    return Alert(
        fingerprint=print_,
        name=named.get("alertname") or named.get("rulename") or "unnamed alert",
        severity=_first(named, _SEVERITY),
        summary=_first(annotations, _SUMMARY),
        service=_first(named, _SERVICE),
        labels=derived_fingerprint(named),
        started_at=started.at,
        ended_at=ended.at if ended and ended.at.year > 1970 else None,
        received_at=received,
        truncated=truncated,
        source=place[0],
        line=place[1],
    )


def _first(fields: Fields, keys: tuple[str, ...]) -> str:
    return next((str(fields[key]) for key in keys if fields.get(key)), "")
