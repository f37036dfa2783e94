"""What a rule is, and what it finds."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mortem.check.place import place
from mortem.document import Document, Sentence
from mortem.facts import FactBook
from mortem.registry import Part

CATEGORIES = ("requirement", "contradiction", "evidence", "style", "safety")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule objects to, and where (1-based line and column).

    `category` is requirement, contradiction, evidence, style or safety; `severity` error, warning
    or info; `message` says what is wrong in one line, `help` what a good one looks like.
    `end_column` is one past the last character on `end_line`, 0 where it is not known.
    """

    rule: str
    category: str
    severity: str
    line: int
    column: int
    end_line: int
    message: str
    help: str = ""
    end_column: int = 0


class Rule(Part):
    """One objection a reviewer would make, made by a machine.

    Named so that "allow <name>" reads well. The docstring is the manual page (*Why it matters*,
    *Bad*, *Good*); its examples are run as tests. Rules with `needs_facts` run only where there is
    evidence; rules that are not `on` run only where they are selected by name. `help` is what a
    finding says a good one looks like, unless it says so itself.
    """

    category: ClassVar[str]
    severity: ClassVar[str] = "warning"
    help: ClassVar[str] = ""
    needs_facts: ClassVar[bool] = False
    on: ClassVar[bool] = True

    @abstractmethod
    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        """Yield what is wrong; yield nothing if all is well."""

    def at(
        self,
        document: Document,
        sentence: Sentence,
        message: str,
        phrase: str = "",
        **changes: str,
    ) -> Finding:
        """A finding on `phrase` in a sentence (the whole sentence where none is given).

        `changes` may set `help` or `severity`.
        """
        where = place(document, sentence, phrase)
        return self.found(where.line, where.column, where.end_line, message,
                          end_column=where.end_column, **changes)  # fmt: skip

    def found(
        self,
        line: int,
        column: int,
        end_line: int,
        message: str,
        *,
        end_column: int = 0,
        help: str = "",
        severity: str = "",
    ) -> Finding:
        """A finding of this rule at a place in the file."""
        return Finding(self.name, self.category, severity or self.severity, line, column, end_line,
                       message, help or self.help, end_column)  # fmt: skip
