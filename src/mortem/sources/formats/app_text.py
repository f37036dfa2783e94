"""Application logs in plain text: a time, a level, a message, tracebacks below."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mortem.sources import wording
from mortem.sources.entries import LEVEL, continues, is_below, start
from mortem.sources.lines import numbered
from mortem.sources.reader import EventReader, Head
from mortem.sources.rows import LogLine, Note, Rejected, Row
from mortem.sources.stamps import Stamp
from mortem.sources.zones import no_zone

_ANY_LEVEL = re.compile(rf"(?:^|[\s\[|:(<-]){LEVEL}(?=$|[\s\]|:)>,-])")
_LOWER_LEVEL = re.compile(
    r"\[\s*(?:[\w.]+:)?(?P<level>[a-z]+)\s*\]|\b(?:level|severity|lvl)=\"?(?P<other>\w+)"
)
_SYSLOG = re.compile(
    rf"^\s(?!{LEVEL}\b)(?P<instance>[\w.:-]*[A-Za-z\d][\w.:-]*) (?P<service>[\w./@-]+)"
    r"(?:\[\d+\]: |: (?!\S+ - ))"
)
_RFC5424 = re.compile(r"^\s(?P<instance>\S+) (?P<service>\S+) \S+ \S+ (?:-|\[.*?\])\s*")
_CRI = re.compile(r"^ std(?:out|err) [FP] ")
_TAGS = re.compile(r"^(?:\[[^\]]*\]\s*)+(?=\S)")
# "- name - LEVEL - message", "LEVEL [thread] name - message", "LEVEL in name: message"
_LOGGER = tuple(
    re.compile(r"^\s*[-|:]?\s*" + shape)
    for shape in (
        rf"(?P<service>[\w.$/-]+) ?[-|:] ?{LEVEL} ?[-|:] ?",
        rf"\[?{LEVEL}\]?\s+(?:\d+ ---\s+)?\[[^\]]*\]\s+(?P<service>[\w.$/-]+)\s*[-:]\s+",
        rf"(?:\[[^\]]*\]\s+)?{LEVEL}\s+(?:in\s+)?(?P<service>[\w$]+(?:\.[\w$]+)+)\s*[-:]\s+",
        rf"(?:\[[^\]]*\]\s+)?\[?{LEVEL}\]?(?: in (?P<service>[\w.]+))?\s*[-|:]?\s+",
    )
)
_FIELD = re.compile(
    r"""(?<![\w-])(?P<key>request_?id|req_?id|rid|trace_?id|correlation_?id)[=:]\s*"?(?P<value>[\w-]{6,})""",
    re.I,
)
_PAIR = re.compile(
    r'(?<!\S)(?P<key>msg|message|service|app|logger|instance|host|pod|version)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>\S+))'
)


class _Started(NamedTuple):
    """An entry's time, the rest of its line, the line's number, whether syslog's priority leads."""

    stamp: Stamp
    rest: str
    number: int
    prioritised: bool


class AppText(EventReader):
    """Application logs as plain text with a leading time.

    Times: ISO with `T` or blank, dot or comma before the fraction, with or without offset; epoch;
    syslog (`Nov 23 04:07:05`), Apache's error log, log4j, Python's logging, Go, glog, logfmt
    (`time=... level=... msg=...`), syslog's and the container runtime's prefixes.
    Indented lines, tracebacks and `Caused by:` belong to the entry before them: they are kept in
    its message, one line each. Any other line without a time is rejected. A file without zones is
    read as UTC with a note, until the other files tell the zone.
    """

    def score(self, head: Head) -> float:
        seen = head.lines[:300]
        fresh = [line for line in seen if not is_below(line)]
        if not fresh or fresh[0].lstrip().startswith(("{", "[{")):
            return 0.0
        good = sum(start(line) is not None for line in fresh)
        return 0.6 * good / len(fresh) if good * 2 > len(fresh) else 0.0

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        lacks = ""
        entry: _Started | None = None
        below: list[str] = []
        for number, line in numbered(path):
            started = start(line)
            if started is None and entry is not None and continues(line, below):
                below.append(line)
                continue
            if entry is not None:
                yield _entry(entry, below, label)
                entry, below = None, []
            if started is None:
                yield Rejected(label, number, "no time at its beginning")
            else:
                entry = _Started(*started, number, line.startswith("<"))
                lacks = lacks or started[0].lacks
        if entry is not None:
            yield _entry(entry, below, label)
        if lacks:
            yield no_zone(label)


def _entry(entry: _Started, below: list[str], label: str) -> LogLine:
    stamp, rest, number, prioritised = entry
    rest = _CRI.sub(" ", rest, count=1)
    service = instance = level = ""
    if found := _SYSLOG.match(rest) or (_RFC5424.match(rest) if prioritised else None):
        service, instance = found["service"], found["instance"]
        rest = " " + rest[found.end() :]
    first = rest.strip()
    for shape in _LOGGER:
        if found := shape.match(rest):
            level = found["level"]
            service = found["service"] or service
            first = rest[found.end() :].strip()
            break
    if not level and (found := _ANY_LEVEL.search(rest[:160])):
        level = found["level"]
    elif not level and (found := _LOWER_LEVEL.search(rest[:160])):
        level = found["level"] or found["other"]
        first = _TAGS.sub("", first)
    pairs = {found["key"]: found["quoted"] or found["bare"] or "" for found in _PAIR.finditer(rest)}
    message = pairs.get("msg") or pairs.get("message") or first
    level = wording.level(level)
    trace = "\n".join(below)
    error = wording.exception(message, trace) if below or level in wording.GRAVE else ""
    rid = _FIELD.search(rest)
    return LogLine(
        at=stamp.at,
        service=pairs.get("service") or pairs.get("app") or pairs.get("logger") or service,
        instance=pairs.get("instance") or pairs.get("pod") or pairs.get("host") or instance,
        version=pairs.get("version", ""),
        level=level,
        message="\n".join([message, *below]),
        exception=error or (wording.template(message) if level in wording.GRAVE else ""),
        request_id=rid["value"] if rid else "",
        source=label,
        line=number,
    )
