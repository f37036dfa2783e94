"""GitHub's deployments and their statuses."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from mortem.sources import changing, stamps
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, records, share
from mortem.sources.rows import Change, Note, Rejected, Row

_OUTCOMES = {"success": "success", "failure": "failure", "error": "failure"}
_STARTS = ("in_progress", "queued", "pending")
_ID = re.compile(r"/deployments/(\d+)")
_PRODUCTION = ("", "production", "prod", "live")


class GithubDeployments(EventReader):
    """GitHub `deployment` and `deployment_status` events: webhook payloads, API lists, JSON lines.

    A deployment is a change that starts at `created_at`; a status of success, failure or error ends
    it (the store makes one change of both). The service is the repository, the ref what was
    deployed. An environment other than production is told in the message. `in_progress`,
    `queued` and `inactive` statuses of a deployment already seen add nothing.
    """

    def score(self, head: Head) -> float:
        return share(head, lambda fields: _parts(fields) is not None)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        seen: dict[str, Fields] = {}
        held = list(records(path, label))
        for record in held:  # a list of statuses may come before its deployments
            parts = _parts(record.fields) if isinstance(record, Record) else None
            if parts and parts[0].get("ref"):
                seen.setdefault(str(parts[0].get("id")), parts[0])
        told: set[str] = set()
        for record in held:
            if isinstance(record, Rejected):
                yield record
            elif (row := _row(record, label, seen, told)) is not None:
                yield row


def _parts(fields: Fields, depth: int = 0) -> tuple[Fields, Fields | None, Fields] | None:
    """The deployment, its status if the record is one, and the object both stand in."""
    deployment, status = fields.get("deployment"), fields.get("deployment_status")
    if isinstance(deployment, dict) and ("sha" in deployment or "ref" in deployment):
        return deployment, status if isinstance(status, dict) else None, fields
    if "state" in fields and isinstance(fields.get("deployment_url"), str):
        found = _ID.search(fields["deployment_url"])
        return {"id": found[1] if found else ""}, fields, fields
    if {"sha", "ref", "environment", "created_at"} <= fields.keys() and "task" in fields:
        return fields, None, fields
    if depth < 3:
        for value in fields.values():
            if isinstance(value, dict) and (parts := _parts(value, depth + 1)):
                return parts
    return None


def _row(
    record: Record, label: str, seen: dict[str, Fields], told: set[str]
) -> Change | Rejected | None:
    parts = _parts(record.fields)
    if parts is None:
        return Rejected(label, record.line, "neither a deployment nor its status")
    deployment, status, around = parts
    key = str(deployment.get("id"))
    deployment = {**seen.get(key, {}), **deployment}
    state = str(status.get("state")) if status else ""
    if status and (state == "inactive" or (state in _STARTS and (key in seen or key in told))):
        return None
    told.add(key)
    at = _at(status or deployment)
    if at is None:
        return Rejected(label, record.line, "no readable created_at")
    outcome = _OUTCOMES.get(state, "")
    task = str(deployment.get("task") or "deploy")
    text = str(deployment.get("description") or (status or {}).get("description") or "")
    kind = changing.kind_of(task) or "deploy"
    return Change(
        at=at,
        finished_at=at if outcome else None,
        kind="rollback" if kind == "deploy" and changing.undoes(text) else kind,
        service=_repository(around) or _repository(deployment),
        ref=str(deployment.get("ref") or ""),
        sha=str(deployment.get("sha") or ""),
        previous="",
        by=_login(deployment.get("creator") or (status or {}).get("creator")),
        message=(text + _environment(deployment, status)).strip(),
        outcome=outcome,
        source=label,
        line=record.line,
    )


def _at(fields: Fields) -> datetime | None:
    stamp = stamps.read(fields.get("created_at") or fields.get("updated_at"))
    return stamp.at if stamp else None


def _environment(deployment: Fields, status: Fields | None) -> str:
    name = str(deployment.get("environment") or (status or {}).get("environment") or "")
    return "" if name.lower() in _PRODUCTION else f" [environment {name}]"


def _repository(fields: Fields) -> str:
    repository = fields.get("repository")
    if isinstance(repository, dict):
        return str(repository.get("name") or "")
    found = re.search(r"/repos/[^/]+/([^/]+)/", str(fields.get("url") or ""))
    return found[1] if found else ""


def _login(creator: Any) -> str:
    return str(creator.get("login") or "") if isinstance(creator, dict) else ""
