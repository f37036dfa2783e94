"""A postmortem in, findings out."""

from mortem.check.rule import Finding, Rule

__all__ = ["Finding", "Rule"]
