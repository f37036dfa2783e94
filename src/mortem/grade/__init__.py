"""A learner's postmortem against the sealed truth of a lab run."""

from mortem.grade.grading import grade_postmortem
from mortem.grade.mark import Grade, Mark

__all__ = ["Grade", "Mark", "grade_postmortem"]
