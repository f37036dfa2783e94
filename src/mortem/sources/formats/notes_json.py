"""Responders' notes as JSON lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mortem.sources import changing, stamps
from mortem.sources.people import is_bot_name
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, records, share
from mortem.sources.rows import Message, Note, Rejected, Row
from mortem.sources.zones import no_zone

_AT = ("ts", "time", "timestamp", "at", "@timestamp", "datetime", "date", "when", "created_at")
_TEXT = ("text", "note", "message", "msg", "body", "entry", "comment", "content", "what")
_BY = ("by", "author", "user", "who", "from", "name", "sender", "role", "username", "user_name")
_THREAD = ("thread", "thread_ts", "thread_id")
_LOGS = ("level", "severity", "levelname", "lvl", "loglevel", "logger", "request", "labels")
_CHANGES = ("release", "ref", "version", "sha", "commit", "status", "service", "deployment")
_NOT_NOTES = frozenset({*_LOGS, *_CHANGES})


class NotesJson(EventReader):
    """What responders wrote down, a JSON object a line: a time, who (`by`, `author`), the text.

    A chat or ticket log of that shape is read too; `channel` and a thread's id are kept where
    present. Names of programs (deploy bots, alerting tools) mark a bot's message.
    """

    def score(self, head: Head) -> float:
        return 0.92 * share(head, _is_note)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        lacks = ""
        for record in records(path, label):
            if isinstance(record, Rejected):
                yield record
                continue
            row, missing = _message(record, label)
            lacks = lacks or missing
            yield row
        if lacks:
            yield no_zone(label, "day" if lacks == "day" else "zone")


def _is_note(fields: Fields) -> bool:
    if stamps.read(_first(fields, _AT)) is None or fields.keys() & _NOT_NOTES:
        return False
    if not isinstance(_first(fields, _TEXT), str):
        return False
    event = fields.get("event") or fields.get("kind")
    if isinstance(event, str) and changing.kind_of(event):
        return False
    return _first(fields, _BY) is not None or bool(fields.keys() & {"text", "note", "entry"})


def _message(record: Record, label: str) -> tuple[Message | Rejected, str]:
    fields = record.fields
    stamp = stamps.read(_first(fields, _AT))
    text = _first(fields, _TEXT)
    if stamp is None:
        return Rejected(label, record.line, "no readable time in the JSON"), ""
    if not isinstance(text, str) or not text.strip():
        return Rejected(label, record.line, "no text in the JSON"), ""
    by = _name(_first(fields, _BY))
    row = Message(
        at=stamp.at,
        by=by,
        text=text.strip(),
        channel=str(fields.get("channel") or ""),
        thread=str(_first(fields, _THREAD) or ""),
        is_bot=bool(fields.get("is_bot") or fields.get("bot")) or is_bot_name(by),
        source=label,
        line=record.line,
    )
    return row, stamp.lacks


def _first(fields: Fields, keys: tuple[str, ...]) -> Any:
    return next((fields[key] for key in keys if fields.get(key) not in (None, "")), None)


def _name(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("display_name") or value.get("real_name") or value.get("name")
    return "" if value is None else str(value).strip()
