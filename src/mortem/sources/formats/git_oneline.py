"""`git log` with a line for each commit."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mortem.sources import stamps
from mortem.sources.lines import numbered
from mortem.sources.reader import EventReader, Head
from mortem.sources.rows import Change, Note, Rejected, Row
from mortem.sources.zones import no_zone

_ONE = re.compile(
    r"(?:\* )?(?P<sha>[0-9a-f]{7,64})(?P<sep>[\s|,;:]+)(?:\((?P<names>[^)]*)\)\s+)?(?P<rest>.+)"
)
_TAG = re.compile(r"tag: ([^,\s)]+)")
_EMAIL = re.compile(r"\s*<[^>]*>")


class GitOneline(EventReader):
    """`git log --format=...` with a commit a line: a sha and a date, in either order, and the rest.

    Blanks, tabs or bars stand between; the date is one of git's (default, iso, iso-strict, rfc).
    With bars or tabs, and where it stands before the date, the author is told from the subject;
    else the subject has all that follows. A line without sha or date is rejected.
    """

    def score(self, head: Head) -> float:
        lines = head.lines[:300]
        good = sum(_single(line, "", 0) is not None for line in lines)
        return good / len(lines) if lines else 0.0

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        lacks = False
        for number, line in numbered(path):
            single = _single(line, label, number)
            if single is None:
                yield Rejected(label, number, "no sha with a date")
            else:
                lacks = lacks or single[1]
                yield single[0]
        if lacks:
            yield no_zone(label)


def _single(line: str, label: str, number: int) -> tuple[Change, bool] | None:
    """A commit on one line: sha, date, and the rest as author and subject."""
    found = _ONE.match(line)
    rest = found["rest"] if found else line
    when = _search_date(rest)
    if when is None:
        return None
    stamp, before, after = when
    if found is None:  # the date comes first
        found = _ONE.match(after.lstrip(" |,;\t-"))
        if found is None or before:
            return None
        after = found["rest"]
    bars = "|" in line or "\t" in line
    parts = (
        [part.strip(" \t,;:()[]\"'-") for part in re.split(r"[|\t]", after)]
        if bars
        else [after.strip(" )-,")]
    )
    author = before.strip(" |,;\t(-\"'")
    if bars and not author and len(parts) > 1 and any(parts[:-1]):
        author = next(part for part in parts[:-1] if part)
    tag = _TAG.search(found["names"] or "")
    subject = parts[-1] or author
    row = _change(
        stamp.at,
        found["sha"],
        tag[1] if tag else "",
        _EMAIL.sub("", author),
        subject,
        (label, number),
    )
    return row, bool(stamp.lacks)


def _search_date(text: str) -> tuple[stamps.Stamp, str, str] | None:
    for place in [match.end() for match in re.finditer(r"^|[\s|,;(\[\"']", text)][:60]:
        if (found := stamps.lead(text, place)) and found[0].lacks in ("", "zone"):
            return found[0], text[:place], found[1]
    return None


def _change(
    at: datetime, sha: str, ref: str, by: str, message: str, place: tuple[str, int]
) -> Change:
    return Change(at, None, "commit", "", ref, sha, "", by, message, "", *place)
