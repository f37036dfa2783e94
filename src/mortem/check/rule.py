"""What a rule is, and what it finds."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mortem.document import Document
from mortem.facts import FactBook
from mortem.registry import Part


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule objects to, and where (1-based line and column).

    `category` is requirement, contradiction, evidence, style or safety; `severity` error, warning
    or info; `message` says what is wrong in one line, `help` what a good one looks like.
    """

    rule: str
    category: str
    severity: str
    line: int
    column: int
    end_line: int
    message: str
    help: str = ""


class Rule(Part):
    """One objection a reviewer would make, made by a machine.

    Named so that "allow <name>" reads well. The docstring is the manual page (*Why it matters*,
    *Bad*, *Good*); its examples are run as tests. Rules with `needs_facts` run only where there is
    evidence.
    """

    category: ClassVar[str]
    severity: ClassVar[str] = "warning"
    needs_facts: ClassVar[bool] = False

    @abstractmethod
    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        """Yield what is wrong; yield nothing if all is well."""
