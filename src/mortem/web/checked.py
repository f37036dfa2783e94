"""A text as the checker sees it, with the facts that its incident has."""

from functools import lru_cache

from mortem.check.checked import Checked, check_text
from mortem.check.rule import Finding
from mortem.facts import FactBook
from mortem.facts.stored import from_text
from mortem.review.records import Incident

LEVELS = {"error": 0, "warning": 1, "info": 2}


def contradictions(found: Checked) -> int:
    """How many findings contradict the text itself or the evidence."""
    return sum(
        f.category == "contradiction" or (f.category == "evidence" and f.severity == "error")
        for f in found.findings
    )


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
