"""From sentences back to facts: every number, time and name in a document, held to the evidence."""

from mortem.check.claims.judging import judge
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, UNKNOWN, Verdict

__all__ = ["CONTRADICTED", "HOLDS", "UNKNOWN", "Verdict", "judge"]
