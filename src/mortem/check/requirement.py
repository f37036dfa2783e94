"""What the rules for requirements and contradictions share: they report what the reading found."""

from collections.abc import Iterator
from typing import ClassVar

from mortem.check.reading import read
from mortem.check.rule import Finding, Rule
from mortem.document import Document, Section
from mortem.facts import FactBook


class Requirement(Rule):
    """A requirement of the format. The rule's name is the requirement's id."""

    category: ClassVar[str] = "requirement"
    severity: ClassVar[str] = "warning"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        """One finding where the requirement is not met, at the section that lacks it."""
        reading = read(document)
        decision = reading.requirements[self.name]
        if decision.met or not reading.is_postmortem:
            return
        line = decision.line or _line_of(document, self.name.partition("-")[0])
        yield self.found(line, 1, line, decision.why)


class Consistency(Rule):
    """Statements of a document that cannot both hold. The rule's name is the contradiction's."""

    category: ClassVar[str] = "contradiction"
    severity: ClassVar[str] = "error"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        """One finding for each contradiction of this kind."""
        for each in read(document).contradictions:
            if each.rule == self.name:
                column = _column(document, each.line, each.quote)
                width = len(each.quote) if column else 0
                yield self.found(each.line, column or 1, each.line, each.message,
                                 end_column=(column + width) if column else 0)  # fmt: skip


_SECTION_OF = {"fix": "cause"}


def _line_of(document: Document, part: str) -> int:
    """The line of the heading of the section that a requirement is judged in; else 1."""
    kind = _SECTION_OF.get(part, part)
    section: Section | None = next((s for s in document.sections if s.kind == kind), None)
    return section.line if section else 1


def _column(document: Document, line: int, quote: str) -> int:
    """The column (from 1) of a quotation on a line, 0 where it does not stand there as such."""
    lines = document.lines
    return lines[line - 1].find(quote) + 1 if quote and line <= len(lines) else 0
