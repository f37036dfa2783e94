"""What the evidence says of one number, time or name in a document."""

from dataclasses import dataclass

from mortem.check.claims.known import Known

HOLDS, CONTRADICTED, UNKNOWN = "holds", "contradicted", "not in evidence"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`raw` as written, at `line` and `column` (1-based), and what the facts say of it.

    `right` is the value that holds, written the same way ("" unless contradicted), `known` the
    value it was compared with, `footnoted` whether the sentence cites a fact.
    """

    status: str
    raw: str
    line: int
    column: int
    right: str = ""
    known: Known | None = None
    footnoted: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on text[start:end] of one sentence, before its line and column are known."""

    start: int
    end: int
    status: str
    right: str = ""
    known: Known | None = None
