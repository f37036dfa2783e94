"""The output of `git log`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mortem.sources import stamps
from mortem.sources.lines import numbered
from mortem.sources.reader import EventReader, Head
from mortem.sources.rows import Change, Note, Rejected, Row

_COMMIT = re.compile(r"commit (?P<sha>[0-9a-f]{7,64})(?: \((?P<names>[^)]*)\))?\s*$")
_HEADER = re.compile(
    r"(?P<key>Author|AuthorDate|Commit|CommitDate|Date|Merge|Reflog\w*|gpg):\s*(?P<value>.*)"
)
_STAT = re.compile(
    r" (?:\S.* \|\s+(?:\d+|Bin|Unmerged)|\d+ files? changed|(?:create|delete|rename|copy|mode) )"
    r"|\d+\t\d+\t|:\d{6} |[AMDRCTU]\d*\t"
)
_DIFF = re.compile(
    r"(?:diff --|index [0-9a-f]+|--- |\+\+\+ |@@ |[-+ \\]|new file mode|deleted file|similarity"
    r"|rename |Binary)"
)
_TAG = re.compile(r"tag: ([^,\s)]+)")
_NO_PART = "no part of a commit"
_EMAIL = re.compile(r"\s*<[^>]*>")


class GitLog(EventReader):
    """`git log` as it prints: default, medium, full, fuller, with `--stat` or `-p`.

    Dates as git writes them (default, iso, iso-strict, rfc). The time is the commit date where it
    is shown (`fuller`), else the author's. The ref is the commit's tag; addresses are left out.
    Lines of a commit's message, statistics and diff belong to it; a commit without a readable date
    is rejected line by line.
    """

    def score(self, head: Head) -> float:
        lines = head.lines[:300]
        if not lines:
            return 0.0
        if not any(map(_COMMIT.match, lines[:5])):
            return 0.0
        return sum(bool(_COMMIT.match(line) or _belongs(line)) for line in lines) / len(lines)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        commit: _Commit | None = None
        for number, line in numbered(path):
            found = _COMMIT.match(line)
            if not found and commit is not None and commit.takes(line, number):
                continue
            if commit is not None and found:
                yield from commit.rows(label)
            if found:
                commit = _Commit(found["sha"], found["names"] or "", [number])
            elif commit is not None:
                commit.rejected.append(number)
            else:
                yield Rejected(label, number, _NO_PART)
        if commit is not None:
            yield from commit.rows(label)


def _belongs(line: str) -> bool:
    return bool(
        _HEADER.match(line) or line.startswith("    ") or _STAT.match(line) or _DIFF.match(line)
    )


@dataclass(slots=True)
class _Commit:
    sha: str
    names: str
    lines: list[int]
    rejected: list[int] = field(default_factory=list)
    author: str = ""
    dates: dict[str, datetime] = field(default_factory=dict)
    message: list[str] = field(default_factory=list)
    in_diff: bool = False

    def takes(self, line: str, number: int) -> bool:
        """Whether the line is part of this commit; takes it in if so."""
        header = _HEADER.match(line)
        if header and not self.message:
            self._header(header["key"], header["value"])
        elif line.startswith("    ") and not self.in_diff:
            self.message.append(line.strip())
        elif line.startswith("diff --") or (self.in_diff and _DIFF.match(line)):
            self.in_diff = True
        elif not _STAT.match(line):
            return False
        self.lines.append(number)
        return True

    def _header(self, key: str, value: str) -> None:
        if key in ("Date", "AuthorDate", "CommitDate"):
            if stamp := stamps.read(value):
                self.dates[key] = stamp.at
        elif key == "Author":
            self.author = _EMAIL.sub("", value).strip()

    def rows(self, label: str) -> Iterator[Change | Rejected]:
        at = next(
            (self.dates[key] for key in ("CommitDate", "Date", "AuthorDate") if key in self.dates),
            None,
        )
        if at is None:
            reason = "of a commit without a readable date"
            yield from (Rejected(label, number, reason) for number in self.lines)
        else:
            tag = _TAG.search(self.names)
            place = (label, self.lines[0])
            text = "\n".join(self.message)
            yield _change(at, self.sha, tag[1] if tag else "", self.author, text, place)
        yield from (Rejected(label, number, _NO_PART) for number in self.rejected)


def _change(
    at: datetime, sha: str, ref: str, by: str, message: str, place: tuple[str, int]
) -> Change:
    return Change(at, None, "commit", "", ref, sha, "", by, message, "", *place)
