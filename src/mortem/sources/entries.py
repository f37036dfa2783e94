"""Where an entry of a plain-text log begins, and which lines below belong to it."""

import re

from mortem.sources import stamps
from mortem.sources.stamps import Stamp

LEVEL = (
    r"(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|SEVERE|CRIT(?:ICAL)?|FATAL|ALERT"
    r"|EMERG|PANIC)"
)
# what may stand before the time: syslog's priority, the level, the key of logfmt
_BEFORE = re.compile(
    rf"^(?P<priority><\d{{1,3}}>(?:1 )?)|^\[?{LEVEL}\]?:?\s+(?=\[?\d)"
    r"|^(?:time|ts|t|timestamp|at)=\"?"
)
_GLOG = re.compile(
    r"^(?P<level>[IWEF])(?P<month>\d\d)(?P<day>\d\d) (?P<clock>\d\d:\d\d:\d\d\.\d+)"
    r"\s+\d+ [\w.-]+:\d+\] "
)
_GLOG_LEVELS = {"I": "INFO", "W": "WARNING", "E": "ERROR", "F": "FATAL"}

_CONTINUES = re.compile(
    r"^(?:\s+\S|Traceback \(most recent|Caused by: |\.\.\. \d+ more|During handling of the above|"
    r"The above exception|goroutine \d+ \[|panic: |exit status \d+$|[\w/.-]+\.rb:\d+:in |\}|\)|\])"
)
_RAISED = re.compile(r"^(?:[A-Za-z_$][\w$]*\.)*[A-Z][\w$]*(?:Exception|Error|Throwable)(?::|$)")
_LAST = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:: .*|:?)$")
_TRACE = re.compile(r"Traceback \(most recent|^\s+at |^\s+File \"", re.MULTILINE)


def start(line: str) -> tuple[Stamp, str] | None:
    """The time an entry begins with and what follows it; None where the line begins no entry.

    A level that stands before the time is put in front of what follows.
    """
    if found := stamps.lead(line):
        return found
    if glog := _GLOG.match(line):
        found = stamps.lead(f"{stamps.NO_YEAR}-{glog['month']}-{glog['day']}T{glog['clock']}")
        rest = f" {_GLOG_LEVELS[glog['level']]} {line[glog.end() :]}"
        return (found[0]._replace(lacks="year"), rest) if found else None
    before = _BEFORE.match(line)
    if not before or not (found := stamps.lead(line, before.end())):
        return None
    level = before["level"]
    return found[0], f" {level}{found[1]}" if level else found[1].removeprefix('"')


def continues(line: str, below: list[str]) -> bool:
    """Whether a line belongs to the entry above it; `below` are the lines that already do.

    Indented lines do, and those that tracebacks of Python, Java, Go, Ruby and Node are made of. The
    last line of Python's traceback does when a traceback is open.
    """
    if _CONTINUES.match(line) or _RAISED.match(line):
        return True
    return bool(below and _LAST.match(line) and _TRACE.search("\n".join(below[-40:])))


def is_below(line: str) -> bool:
    """Whether a line looks like one that belongs to an entry above it."""
    return bool(_CONTINUES.match(line) or _RAISED.match(line) or _LAST.match(line))
