"""A text as the checker sees it, with the facts that its incident has."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mortem.check.checked import Checked, check_text
from mortem.check.rule import Finding
from mortem.facts import FactBook
from mortem.facts.stored import from_text
from mortem.review.records import Incident, Revision

LEVELS = {"error": 0, "warning": 1, "info": 2}
RIGHT = re.compile(r"write (.+?); proof: ")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that the evidence contradicts, and what the evidence says.

    Places are 1-based, `end` is one past the last character.
    """

    line: int
    column: int
    end: int
    written: str
    right: str


def wrongs(text: str, found: Checked) -> list[Wrong]:
    """What could be put right by one replacement, in the order of the text."""
    lines, made = text.split("\n"), []
    for finding in found.findings:
        right = RIGHT.match(finding.help)
        if right is None or not 1 <= finding.line <= len(lines) or not finding.end_column:
            continue
        start, end = finding.column, finding.end_column
        written = lines[finding.line - 1][start - 1 : end - 1]
        if written:
            made.append(Wrong(finding.line, start, end, written, right[1]))
    return sorted(made, key=lambda wrong: (wrong.line, wrong.column))


def contradictions(found: Checked) -> int:
    """How many findings contradict the text itself or the evidence."""
    return sum(
        f.category == "contradiction" or (f.category == "evidence" and f.severity == "error")
        for f in found.findings
    )


def judge(incident: Incident) -> Callable[[Revision], int]:
    """What counts the contradictions of a text of this incident."""
    return lambda revision: contradictions(checked(revision.text, incident))


def by_line(found: Checked) -> dict[int, list[Finding]]:
    """The findings of each line (1-based), the gravest first."""
    lines: dict[int, list[Finding]] = {}
    for finding in sorted(found.findings, key=lambda f: LEVELS.get(f.severity, 3)):
        lines.setdefault(finding.line, []).append(finding)
    return lines


@lru_cache(maxsize=32)
def _book(facts: str) -> FactBook:
    return from_text(facts)


def book_of(incident: Incident) -> FactBook | None:
    """The facts of an incident, where they were computed."""
    return _book(incident.facts) if incident.facts else None


@lru_cache(maxsize=64)
def _checked(text: str, facts: str) -> Checked:
    return check_text(text, "postmortem.md", facts=(lambda _: _book(facts)) if facts else None)


def checked(text: str, incident: Incident) -> Checked:
    """Check a text against the format, itself, and its incident's facts."""
    return _checked(text, incident.facts)
