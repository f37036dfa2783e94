"""What PostgreSQL's three kinds of log (text, CSV, JSON) have in common."""

import re
from dataclasses import dataclass, field

from mortem.sources import wording
from mortem.sources.rows import LogLine
from mortem.sources.stamps import Stamp

SEVERITIES = "DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC"
ADDITIONS = "DETAIL|HINT|QUERY|CONTEXT|LOCATION|STATEMENT|BACKTRACE"
ADDED = frozenset(ADDITIONS.split("|"))


@dataclass(slots=True)
class Entry:
    """One entry with the lines below it."""

    stamp: Stamp
    severity: str
    message: str
    pid: str = ""
    app: str = ""
    line: int = 0
    below: list[str] = field(default_factory=list)


def row(entry: Entry, label: str) -> LogLine:
    """The entry as a log line; an addition without its entry stands for itself."""
    name = re.sub(r"\d$", "", entry.severity)
    level = wording.level("INFO" if name in ADDED else name)
    return LogLine(
        at=entry.stamp.at,
        service="postgresql",
        instance=entry.app,
        version="",
        level=level,
        message="\n".join([entry.message, *entry.below]),
        exception=wording.template(entry.message) if level in wording.GRAVE else "",
        request_id="",
        source=label,
        line=entry.line,
    )
