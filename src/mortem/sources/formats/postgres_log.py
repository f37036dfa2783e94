"""PostgreSQL's log as text (`log_destination = stderr`)."""

import re
from collections.abc import Iterator
from pathlib import Path

from mortem.sources import postgres, stamps
from mortem.sources.lines import numbered
from mortem.sources.postgres import Entry
from mortem.sources.reader import EventReader, Head
from mortem.sources.rows import Note, Rejected, Row
from mortem.sources.zones import no_zone

_SEVERITY = re.compile(
    rf"(?:^|[\s:\]>,@)|])(?P<severity>{postgres.SEVERITIES}|{postgres.ADDITIONS}):"
    r"  ?(?P<message>.*)",
    re.DOTALL,
)
_PID = re.compile(r"\[(\d+)(?:-\d+)?\]|(?<![\w.:])(\d{2,7})(?![\w.:])|:(\d+):")
_APP = re.compile(r"\bapp=([^,\s\[\]]+)")
_START = re.compile(r"(?:^|[\[\s(=,])(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d{10}\.\d{3})")


class PostgresLog(EventReader):
    """PostgreSQL's text log, whatever `log_line_prefix` it was written with.

    The time is looked for at the beginning or within the prefix (`%t`, `%m`, `%n`), with the zone's
    abbreviation or offset. DETAIL, HINT, STATEMENT, CONTEXT and QUERY lines and the tab-indented
    lines of a long statement belong to the entry before them and are kept in its message, one line
    each. `version` stays empty, `instance` is the client application where the prefix has one.
    """

    def score(self, head: Head) -> float:
        lines = [line for line in head.lines[:300] if not line.startswith("\t")]
        if not lines:
            return 0.0
        return 0.97 * sum(_parsed(line) is not None for line in lines) / len(lines)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        entry: Entry | None = None
        lacks = ""
        for number, line in numbered(path):
            if line.startswith("\t") and entry is not None:
                entry.below.append(line)
                continue
            found = _parsed(line)
            if found is not None and found.severity in postgres.ADDED and entry is not None:
                entry.below.append(f"{found.severity}: {found.message}")
                continue
            if entry is not None:
                yield postgres.row(entry, label)
            entry = found
            if found is None:
                yield Rejected(label, number, "no time and severity of PostgreSQL's log")
            else:
                found.line = number
                lacks = lacks or found.stamp.lacks
        if entry is not None:
            yield postgres.row(entry, label)
        if lacks:
            yield no_zone(label)


def _parsed(line: str) -> Entry | None:
    severity = _SEVERITY.search(line[:2000])
    if severity is None:
        return None
    prefix = line[: severity.start("severity")]
    place = _START.search(prefix)
    found = stamps.lead(prefix, place.end()) if place else stamps.lead(prefix)
    if found is None:
        return None
    pid = _PID.search(prefix[: place.start()] + found[1] if place else found[1])
    app = _APP.search(prefix)
    return Entry(
        stamp=found[0],
        severity=severity["severity"],
        message=line[severity.start("message") :],
        pid=next((group for group in pid.groups() if group), "") if pid else "",
        app=app[1] if app else "",
    )
