"""What a grade is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HINT_COSTS = 3.0


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing looked at within a mark: points of so many, what was found, and the right value."""

    what: str
    points: float
    of: float
    found: str
    right: str = ""

    @property
    def full(self) -> bool:
        """Whether nothing is missing."""
        return self.points >= self.of - 1e-9


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion, with its details."""

    name: str
    of: float
    details: tuple[Detail, ...]

    @property
    def points(self) -> float:
        """Points reached, never below zero nor above `of`."""
        return round(min(self.of, max(0.0, sum(d.points for d in self.details))), 1)

    @property
    def lost(self) -> tuple[Detail, ...]:
        """What cost points."""
        return tuple(detail for detail in self.details if not detail.full)


@dataclass(frozen=True, slots=True)
class Grade:
    """All marks of one postmortem.

    `other_run` says why the document is not about this run ("" where it is); `hints` were used.
    """

    path: str
    title: str
    scenario: str
    marks: tuple[Mark, ...]
    hints: int = 0
    other_run: str = ""
    truth: Mapping[str, Any] = field(default_factory=dict)

    @property
    def out_of(self) -> float:
        """What can be reached."""
        return sum(mark.of for mark in self.marks)

    @property
    def points(self) -> float:
        """What was reached, less what hints cost."""
        return round(max(0.0, sum(m.points for m in self.marks) - HINT_COSTS * self.hints), 1)
