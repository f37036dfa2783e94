"""Changes as simple JSON lines."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mortem.sources import changing, stamps
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, records, share
from mortem.sources.rows import Change, Note, Rejected, Row
from mortem.sources.zones import no_zone

_KEYS: Mapping[str, tuple[str, ...]] = {
    meaning: tuple(keys.split())
    for meaning, keys in {
        "at": "ts time timestamp at @timestamp datetime date when started_at start start_time"
        " created_at deployed_at released_at finished_at",
        "finished": "finished_at ended_at completed_at end_time end finish",
        "event": "event kind type action change operation change_type event_type",
        "service": "service app application component project target repo repository name system",
        "ref": "release ref version tag to new_version to_version revision image build branch flag"
        " key setting migration",
        "sha": "sha commit git_sha commit_sha head_sha git_commit",
        "previous": "previous from prev old_version previous_version from_version old replaces",
        "by": "by author actor user deployer who deployed_by triggered_by creator owner initiator",
        "message": "message msg text description summary title note reason comment subject details",
        "outcome": "outcome status result state",
    }.items()
}
_NAMED = frozenset(
    ("release", "ref", "version", "tag", "sha", "commit", "git_sha", "commit_sha", "revision")
)
_LOGS = frozenset({"level", "severity", "levelname", "lvl", "loglevel", "logger"})


class ChangeLines(EventReader):
    """Deploys, rollbacks, restarts and other changes, a JSON object each.

    Taken: the time, what happened (`event`, `kind`, `type`, ...), service, release or ref, sha, the
    release before, who, message, outcome. An event that says that a change began (`deploy_started`)
    and the one that says that it ended (`deploy_finished`) become one change in the store. A deploy
    whose message begins with "roll back" or "revert" is a rollback.
    """

    def score(self, head: Head) -> float:
        return 0.95 * share(head, _is_change)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        lacks = ""
        for record in records(path, label):
            if isinstance(record, Rejected):
                yield record
                continue
            row, missing = _change(record, label)
            lacks = lacks or missing
            yield row
        if lacks:
            yield no_zone(label)


def _is_change(fields: Fields) -> bool:
    fields = _lowered(fields)
    if stamps.read(_first(fields, "at")) is None or fields.keys() & _LOGS:
        return False
    event = str(_first(fields, "event") or "")
    if event and len(event) < 60 and changing.kind_of(event) and "deployment_url" not in fields:
        return True
    about = any(_first(fields, name) for name in ("by", "message", "service"))
    return bool(fields.keys() & _NAMED) and about and "request" not in fields


def _change(record: Record, label: str) -> tuple[Change | Rejected, str]:
    fields = _lowered(record.fields)
    stamp = stamps.read(_first(fields, "at"))
    if stamp is None:
        return Rejected(label, record.line, "no readable time in the JSON"), ""
    event, message = _text(fields, "event"), _text(fields, "message")
    if not any((event, message, _text(fields, "ref"), _text(fields, "sha"))):
        return Rejected(label, record.line, "neither an event nor a release in the JSON"), ""
    ended = stamps.read(_first(fields, "finished"))
    outcome = _text(fields, "outcome")
    phase = changing.phase_of(event) or changing.phase_of(outcome)
    finished = ended.at if ended else stamp.at if changing.phase_of(event) in _ENDED else None
    row = Change(
        at=stamp.at,
        finished_at=finished,
        kind=_kind(event, message),
        service=_text(fields, "service"),
        ref=_text(fields, "ref"),
        sha=_text(fields, "sha"),
        previous=_text(fields, "previous"),
        by=_text(fields, "by"),
        message=message,
        outcome=phase if phase in _ENDED else "",
        source=label,
        line=record.line,
    )
    return row, stamp.lacks


_ENDED = ("success", "failure")


def _kind(event: str, message: str) -> str:
    kind = changing.kind_of(event) or changing.kind_of(message) or ("other" if event else "deploy")
    return "rollback" if kind == "deploy" and changing.undoes(message) else kind


def _lowered(fields: Fields) -> Fields:
    return {key.lower(): value for key, value in fields.items()}


def _first(fields: Fields, meaning: str) -> Any:
    return next((fields[key] for key in _KEYS[meaning] if fields.get(key) not in (None, "")), None)


def _text(fields: Fields, meaning: str) -> str:
    value = _first(fields, meaning)
    if isinstance(value, dict):
        value = value.get("name") or value.get("login") or value.get("display_name")
    return "" if value is None else str(value)
