"""One alert for all its notifications, one change for its start and its end, over all files."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from mortem.sources.rows import Alert, Change, Row

_SAME_TIME = timedelta(minutes=2)
_LONGEST_CHANGE = timedelta(hours=12)


def merged(rows: Iterable[Row]) -> list[Row]:
    """The rows with notifications of one alert, and the parts of one change, made one row.

    Alerts are the same where fingerprint and start agree: the earliest receive time stays, and the
    latest word about the end. A change that has an end only (`at` equals `finished_at`) completes
    the latest one before it with the same service and release that has none. One that two files
    tell, within two minutes, is one. Other rows pass through; changes come last, in order of time.
    """
    out: list[Row] = []
    alerts: dict[tuple[str, datetime], int] = {}
    changes: list[Change] = []
    for row in rows:
        if isinstance(row, Alert):
            key = (row.fingerprint, row.started_at)
            if key in alerts:
                out[alerts[key]] = _one_alert(out[alerts[key]], row)
                continue
            alerts[key] = len(out)
        if isinstance(row, Change):
            changes.append(row)
        else:
            out.append(row)
    return out + list(_joined(changes))


def derived_fingerprint(labels: dict[str, str]) -> str:
    """A stand-in where a payload has no fingerprint: the labels themselves, sorted."""
    return json.dumps(labels, sort_keys=True)


def _one_alert(kept: Row, other: Row) -> Alert:
    if not isinstance(kept, Alert) or not isinstance(other, Alert):
        raise TypeError("only alerts are merged with alerts")
    first, later = sorted((kept, other), key=_heard)
    return first._replace(
        # a notification with an end is the last word: an alert that fires again has a new start
        ended_at=max((row.ended_at for row in (kept, other) if row.ended_at), default=None),
        summary=first.summary or later.summary,
        severity=first.severity or later.severity,
        truncated=max(kept.truncated, other.truncated),
    )


def _heard(alert: Alert) -> tuple[bool, float, bool, str, int]:
    at = alert.received_at
    return (
        at is None,
        at.timestamp() if at else 0.0,
        alert.ended_at is not None,
        alert.source,
        alert.line,
    )


def _joined(changes: list[Change]) -> list[Change]:
    out: list[Change] = []
    for change in sorted(changes, key=lambda row: (row.at, _end_only(row), row.source, row.line)):
        if _end_only(change):
            place = _started(out, change)
            if place is not None:
                out[place] = _completed(out[place], change)
                continue
        place = _told_before(out, change)
        if place is None:
            out.append(change)
        else:
            out[place] = _filled(out[place], change)
    return out


def _told_before(before: list[Change], change: Change) -> int | None:
    """The place of a change that another file tells, too: same kind and release, same minutes."""
    for place in range(len(before) - 1, -1, -1):
        other = before[place]
        if change.at - other.at > _SAME_TIME:
            return None
        named = (change.ref and change.ref == other.ref) or (change.sha and change.sha == other.sha)
        services = {change.service, other.service} - {""}
        same = change.kind == other.kind and change.kind not in ("restart", "commit", "other")
        if named and same and change.source != other.source and len(services) < 2:
            return place
    return None


def _filled(kept: Change, other: Change) -> Change:
    """The change as first told, with what only the other file says."""
    names = ("finished_at", "service", "ref", "sha", "previous", "by", "message", "outcome")
    return kept._replace(**{name: getattr(kept, name) or getattr(other, name) for name in names})


def _end_only(change: Change) -> bool:
    return change.finished_at is not None and change.finished_at == change.at


def _started(before: list[Change], end: Change) -> int | None:
    for place in range(len(before) - 1, -1, -1):
        start = before[place]
        if end.at - start.at > _LONGEST_CHANGE:
            return None
        same = start.service == end.service and start.kind == end.kind
        if same and (start.ref, start.sha) == (end.ref, end.sha) and start.finished_at is None:
            return place
    return None


def _completed(start: Change, end: Change) -> Change:
    return start._replace(
        finished_at=end.at,
        outcome=end.outcome or start.outcome,
        previous=start.previous or end.previous,
        by=start.by or end.by,
        message=start.message or end.message,
    )
