"""A postmortem in, findings out."""

from mortem.check.rule import Finding, Rule
from mortem.check.run import check_document

__all__ = ["Finding", "Rule", "check_document"]
