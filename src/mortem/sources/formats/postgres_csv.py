"""PostgreSQL's log as CSV (`log_destination = csvlog`)."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from mortem.sources import postgres, stamps
from mortem.sources.lines import numbered
from mortem.sources.postgres import Entry
from mortem.sources.reader import EventReader, Head
from mortem.sources.rows import LogLine, Note, Rejected, Row

# places of the columns; the first is log_time, the fourth the process
_SEVERITY, _MESSAGE, _FEWEST = 11, 13, 14
_BELOW = ((14, "DETAIL"), (15, "HINT"), (18, "CONTEXT"), (19, "STATEMENT"))
_APPLICATION = 22
_BEGINS = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:[A-Z]{2,5}|[+-]\d\d(?::?\d\d)?),"
)
_ODD_QUOTES = re.compile(r'"')
_MOST_LINES = 500  # a quotation left open does not swallow the rest of the file


class PostgresCsv(EventReader):
    """PostgreSQL's csvlog: 23 to 26 columns; a quoted statement may go over several lines.

    The lines of one record are kept in the message. A record whose quotation is never closed is
    rejected line by line, and reading goes on at the next line that begins with a time.
    """

    def score(self, head: Head) -> float:
        lines = head.lines[:300]
        starts = [line for line in lines if _BEGINS.match(line)]
        good = sum(_fields(line) is not None or _is_open(line) for line in starts)
        return good / max(len(starts), 1) if len(starts) * 10 >= len(lines) else 0.0

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        held: list[tuple[int, str]] = []
        for number, line in numbered(path):
            if held and (_BEGINS.match(line) or len(held) > _MOST_LINES):
                yield from (
                    Rejected(label, place, "a quotation is not closed") for place, _ in held
                )
                held = []
            held.append((number, line))
            text = "\n".join(part for _, part in held)
            if _is_open(text):
                continue
            yield from _record(text, held, label)
            held = []
        yield from (Rejected(label, place, "a quotation is not closed") for place, _ in held)


def _is_open(text: str) -> bool:
    return len(_ODD_QUOTES.findall(text)) % 2 == 1


def _fields(text: str) -> list[str] | None:
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error:
        return None
    if len(rows) != 1 or not _FEWEST <= len(rows[0]) <= 30:
        return None
    return rows[0]


def _record(text: str, held: list[tuple[int, str]], label: str) -> Iterator[LogLine | Rejected]:
    fields = _fields(text) if _BEGINS.match(text) else None
    stamp = stamps.read(fields[0]) if fields else None
    if fields is None or stamp is None or not re.fullmatch(postgres.SEVERITIES, fields[_SEVERITY]):
        yield from (
            Rejected(label, number, "not a record of PostgreSQL's CSV log") for number, _ in held
        )
        return
    entry = Entry(
        stamp,
        fields[_SEVERITY],
        fields[_MESSAGE],
        fields[3],
        fields[_APPLICATION] if len(fields) > _APPLICATION else "",
        held[0][0],
        [
            f"{name}: {fields[place]}"
            for place, name in _BELOW
            if len(fields) > place and fields[place]
        ],
    )
    yield postgres.row(entry, label)
