"""The error log of nginx."""

import re
from collections.abc import Iterator
from pathlib import Path

from mortem.sources import stamps, wording
from mortem.sources.lines import numbered
from mortem.sources.reader import EventReader, Head
from mortem.sources.rows import LogLine, Note, Rejected, Row
from mortem.sources.zones import no_zone

_LINE = re.compile(
    r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>[a-z]+)\] (?P<pid>\d+)#(?P<tid>\d+): ?"
    r"(?:\*(?P<connection>\d+) )?(?P<message>.*)",
    re.ASCII | re.DOTALL,
)
_DETAILS = re.compile(r", (?:client|server|request|upstream|host|referrer|subrequest): ")
_UPSTREAM = re.compile(r', upstream: "(?:\w+://)?(?P<address>[^/"]*)')
_REQUEST_ID = re.compile(r'request_id: "?(?P<id>[\w-]+)')


class NginxError(EventReader):
    """nginx's error log: `2026/11/23 04:07:06 [error] 1#1: *7 connect() failed (...), client: ...`.

    It writes local time and no zone: rows are as if in UTC until the other files tell the zone, and
    the quality notes say so. The message is kept whole; `exception` is its part before `client:`
    with numbers and names taken out; `instance` is the upstream it speaks of.
    """

    def score(self, head: Head) -> float:
        lines = head.lines[:300]
        return sum(bool(_LINE.match(line)) for line in lines) / len(lines) if lines else 0.0

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        read_any = False
        for number, line in numbered(path):
            row = _entry(line, label, number)
            read_any = read_any or isinstance(row, LogLine)
            yield row
        if read_any:
            yield no_zone(label)


def _entry(line: str, label: str, number: int) -> LogLine | Rejected:
    found = _LINE.match(line)
    stamp = stamps.read(found["time"]) if found else None
    level = wording.level(found["level"]) if found else ""
    if found is None or stamp is None or not level:
        return Rejected(label, number, "not a line of nginx's error log")
    message = found["message"]
    upstream = _UPSTREAM.search(message)
    asked = _REQUEST_ID.search(message)
    return LogLine(
        at=stamp.at,
        service="nginx",
        instance=upstream["address"] if upstream else "",
        version="",
        level=level,
        message=message,
        exception=_template(message) if level in wording.GRAVE else "",
        request_id=asked["id"] if asked else "",
        source=label,
        line=number,
    )


def _template(message: str) -> str:
    """What went wrong: up to the details; nginx's own error number stays, `(111: ...)`."""
    fault = _DETAILS.split(message, maxsplit=1)[0]
    return re.sub(r'"[^"]*"|(?<![(\w])\d[\d.:]*(?!:)', "?", fault)[:160]
