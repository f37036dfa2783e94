"""Alertmanager's webhook (version 4): a firing group opens an incident, later calls join it."""

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mortem.errors import DeskRefused
from mortem.review import tables as t
from mortem.review.jobs import Jobs
from mortem.review.records import Delivery, Incident, Person

LARGEST_CALL = 4 << 20  # bytes


class Deliveries(Jobs):
    """Webhook calls, each kept once as evidence."""

    def receive(self, by: Person, raw: bytes) -> Incident | None:
        """Take one call: the incident it belongs to; None where nothing fires and nothing is open.

        The same bytes twice change nothing. One incident per group key.
        Raises DeskRefused where the body is no webhook of version 4.
        """
        payload = _read(raw)
        digest = hashlib.sha256(raw).hexdigest()
        key = str(payload["groupKey"])[:500]
        with self.reading() as c:
            known = c.scalar(sa.select(t.delivery.c.id).where(t.delivery.c.digest == digest))
        incident = self.incident_of_group(key)
        if known is not None:
            return incident
        if incident is None:
            if payload["status"] != "firing":
                return None
            incident = self._open(by, key, payload)
        self._keep(by, incident, digest, raw, payload)
        return incident

    def _open(self, by: Person, key: str, payload: Mapping[str, Any]) -> Incident:
        labels = payload.get("commonLabels") or {}
        notes = payload.get("commonAnnotations") or {}
        name = str(labels.get("alertname") or "Alert")
        title = str(notes.get("summary") or name)
        try:
            return self.add_incident(
                by,
                title if title == name else f"{name}: {title}",
                group_key=key,
                service=str(labels.get("service") or labels.get("job") or "")[:120],
                severity=str(labels.get("severity") or "")[:16],
            )
        except sa.exc.IntegrityError:
            again = self.incident_of_group(key)
            if again is None:
                raise
            return again

    def _keep(
        self, by: Person, incident: Incident, digest: str, raw: bytes, payload: Mapping[str, Any]
    ) -> None:
        received = self.now()
        wrapped = {"received": received.isoformat(), "payload": payload}
        line = json.dumps(wrapped, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        blob, size = self.store_bytes(io.BytesIO(line), LARGEST_CALL * 2)
        try:
            with self.writing() as c:
                c.execute(
                    sa.insert(t.delivery).values(
                        incident_id=incident.id,
                        digest=digest,
                        payload=raw.decode("utf-8"),
                        received_at=received,
                    )
                )
                c.execute(
                    sa.insert(t.evidence).values(
                        incident_id=incident.id,
                        path=f"alerts/{digest[:16]}.json",
                        sha256=blob,
                        bytes=size,
                        added_at=received,
                    )
                )
                for alert in payload["alerts"]:
                    c.execute(sa.insert(t.entry).values(**self._entry(incident, alert, digest)))
                self.note(c, by.id, "alert received", f"{incident.slug}: {payload['status']}")
        except sa.exc.IntegrityError:
            return  # the same call came twice at once; the other one kept it

    def _entry(self, incident: Incident, alert: Mapping[str, Any], digest: str) -> dict[str, Any]:
        name = str((alert.get("labels") or {}).get("alertname") or "alert")
        resolved = alert.get("status") == "resolved"
        at = _time(alert.get("endsAt") if resolved else alert.get("startsAt")) or self.now()
        return {
            "incident_id": incident.id,
            "happened_at": at,
            "text": f"{name} {'resolved' if resolved else 'fires'}",
            "kind": "alert",
            "origin": f"webhook {digest[:16]}",
            "hidden": False,
            "updated_at": self.now(),
        }

    def deliveries(self, incident: Incident) -> list[Delivery]:
        """The calls that an incident has received, oldest first."""
        query = sa.select(t.delivery).where(t.delivery.c.incident_id == incident.id)
        return self.rows(Delivery, query.order_by(t.delivery.c.id))


def _read(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST_CALL:
        raise DeskRefused(f"a webhook call has at most {LARGEST_CALL:,} bytes")
    try:
        text = raw.decode("utf-8")
        payload = json.loads(text)
        json.dumps(payload, ensure_ascii=False).encode()  # a lone surrogate cannot be kept
    except (ValueError, RecursionError) as error:
        raise DeskRefused("the body is not JSON") from error
    right = (
        isinstance(payload, dict)
        and "\\u0000" not in text
        and str(payload.get("version")) == "4"
        and payload.get("status") in {"firing", "resolved"}
        and isinstance(payload.get("groupKey"), str)
        and isinstance(payload.get("alerts"), list)
        and all(isinstance(alert, dict) for alert in payload["alerts"])
        and all(
            isinstance(payload.get(k) or {}, dict) for k in ("commonLabels", "commonAnnotations")
        )
        and all(isinstance(alert.get("labels") or {}, dict) for alert in payload["alerts"])
    )
    if not right:
        raise DeskRefused("the body is no Alertmanager webhook of version 4")
    return dict(payload)


def _time(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo and at.year > 1 else None
