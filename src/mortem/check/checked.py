"""One document, checked: plain data that the reports print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mortem.check.reading import Decision, read
from mortem.check.rule import Finding
from mortem.check.run import Selection, check_document
from mortem.document import Document, parse
from mortem.facts import FactBook

FactsOf = Callable[[Document], FactBook]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one document, with its lines for showing the places."""

    path: str
    title: str
    words: int
    is_postmortem: bool
    requirements: Mapping[str, Decision]
    values: Mapping[str, Any]
    findings: tuple[Finding, ...]
    lines: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether there is an error or a warning."""
        return any(finding.severity != "info" for finding in self.findings)


def check_text(
    text: str, path: str, selection: Selection | None = None, facts: FactsOf | None = None
) -> Checked:
    """Parse a Markdown text, read it, run the rules; `facts` gives the facts to hold it against."""
    chosen = selection or Selection()
    document = parse(text, path)
    book = facts(document) if facts is not None else None
    found = check_document(document, book, chosen.select, chosen.ignore, chosen.rules)
    return gathered(document, found)


def gathered(document: Document, found: list[Finding]) -> Checked:
    """A document and its findings with what reading it says of the format."""
    reading = read(document)
    return Checked(
        path=document.path,
        title=document.title,
        words=document.words,
        is_postmortem=reading.is_postmortem,
        requirements=dict(reading.requirements),
        values=dict(reading.values),
        findings=tuple(found),
        lines=tuple(document.lines),
    )
