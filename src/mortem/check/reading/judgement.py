"""What a reader concludes from a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mortem.document import Passage, Sentence


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a requirement is met; the line and the quotation that decided it; why in a clause."""

    met: bool
    line: int | None
    quote: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of one document that cannot both hold.

    `rule` is the name of the rule that reports it, `line` the place of the later statement.
    """

    rule: str
    line: int
    message: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as a careful reviewer reads it.

    `values` has start, end, timezone (as written), duration_minutes, users_percent, detected_how
    and named_blame, each None where the document does not say.
    """

    is_postmortem: bool
    requirements: Mapping[str, Decision]
    values: Mapping[str, Any]
    contradictions: tuple[Contradiction, ...]


def met(where: Sentence | Passage | None, quote: str = "", why: str = "says so") -> Decision:
    """A requirement that a sentence or a passage meets."""
    if where is None:
        return Decision(True, None, quote or None, why)
    return Decision(True, where.line, quote or where.text, why)


def unmet(why: str, line: int | None = None) -> Decision:
    """A requirement that nothing meets."""
    return Decision(False, line, None, why)
