"""Read a postmortem as a careful reviewer does: what it says, what it leaves out."""

from mortem.check.reading.judgement import Contradiction, Decision, Reading
from mortem.check.reading.read import read

__all__ = ["Contradiction", "Decision", "Reading", "read"]
