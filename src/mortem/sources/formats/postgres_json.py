"""PostgreSQL's log as JSON lines (`log_destination = jsonlog`)."""

from collections.abc import Iterator
from pathlib import Path

from mortem.sources import postgres, stamps
from mortem.sources.postgres import Entry
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, records, share
from mortem.sources.rows import LogLine, Note, Rejected, Row
from mortem.sources.zones import no_zone

_BELOW = (
    ("detail", "DETAIL"),
    ("hint", "HINT"),
    ("context", "CONTEXT"),
    ("statement", "STATEMENT"),
)


class PostgresJson(EventReader):
    """PostgreSQL 15's jsonlog: one object a line with `timestamp`, `error_severity`, `message`."""

    def score(self, head: Head) -> float:
        return share(head, _is_entry)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        lacks = ""
        for record in records(path, label):
            if isinstance(record, Rejected):
                yield record
                continue
            row, missing = _row(record, label)
            lacks = lacks or missing
            yield row
        if lacks:
            yield no_zone(label)


def _is_entry(fields: Fields) -> bool:
    return {"timestamp", "error_severity", "message"} <= fields.keys()


def _row(record: Record, label: str) -> tuple[LogLine | Rejected, str]:
    fields = record.fields
    stamp = stamps.read(fields.get("timestamp"))
    if stamp is None or not fields.get("error_severity"):
        return Rejected(label, record.line, "no timestamp or error_severity in the JSON"), ""
    entry = Entry(
        stamp,
        str(fields["error_severity"]),
        str(fields.get("message") or ""),
        str(fields.get("pid") or ""),
        str(fields.get("application_name") or ""),
        record.line,
        [f"{name}: {fields[key]}" for key, name in _BELOW if fields.get(key)],
    )
    return postgres.row(entry, label), stamp.lacks
