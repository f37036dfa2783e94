"""What speaks for and against a change having caused the outage.

Each argument has a weight in decades: 1.0 means "ten times likelier", as in a log-likelihood ratio
to base 10. Only the argument of timing is computed (from how often a change would fall so close to
the onset by chance); the others are set once, the same for every incident, and shown.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

BLAMED_FROM = 1.0  # ten times likelier than not: below it, nothing is blamed
SUPERSEDED = 3.0  # undone or replaced, and users were served again at once
STILL_IN_FORCE = -3.0  # another change brought the recovery, this one stayed
NEVER_UNDONE = -0.5  # users were served again though the record shows it in force
FIRST_ERRORS = 2.0  # its version logs errors that no earlier version logged
SAME_ERRORS = -1.0  # the errors of the outage were logged by the version before, too
SHARED_WORDS = 1.0  # its message or service names the broken route
OTHER_SERVICE = -1.5  # the errors come from another service
NAMED = 1.5  # a responder names it as the cause
CLEARED_BY = -2.0  # a responder rules it out
MANY_SERVED = -1.0  # the route served many requests after it
CAP_TIMING = 3.0

_COMMON = {
    "api",
    "v1",
    "v2",
    "v3",
    "www",
    "http",
    "https",
    "id",
    "get",
    "post",
    "put",
    "the",
    "and",
}


@dataclass(slots=True)
class Suspect:
    """One change, its arguments so far, and why it is cleared if it is."""

    change: Mapping[str, Any]
    score: float = 0.0
    speaks_for: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    cleared: str = ""

    @property
    def ref(self) -> str:
        """What people call it: its release, else its short commit, else its kind."""
        return str(self.change["ref"] or self.change["sha"][:10] or self.change["kind"])

    def weigh(self, weight: float, why: str) -> None:
        """Add an argument; its sign says for or against."""
        self.score += weight
        (self.speaks_for if weight > 0 else self.against).append(why)


def words_of(text: str) -> set[str]:
    """The words of a route, message or service, in lower case, plurals folded."""
    found = re.findall(r"[a-z][a-z0-9]{2,}", text.lower())
    return {word.removesuffix("s") if len(word) > 4 else word for word in found} - _COMMON


def mentions(text: str, suspect: Suspect) -> bool:
    """Whether a text names the change by its release or commit, as a whole word."""
    names = [suspect.change["ref"], suspect.change["sha"][:7]]
    return any(
        name and re.search(rf"(?<![\w.]){re.escape(name)}(?!\w|\.\d)", text, re.I) for name in names
    )


def chance_of_timing(gap: float, span: float, changes: int) -> float:
    """How likely the latest of `changes` falls within `gap` seconds before the onset by chance.

    Changes are taken as uniform over the `span` seconds of evidence before the onset:
    1 - (1 - gap/span)^changes.
    """
    if span <= 0 or gap >= span:
        return 1.0
    return 1.0 - (1.0 - max(gap, 0.5) / max(span, 1.0)) ** max(changes, 1)


def timing(suspect: Suspect, gap: float, span: float, changes: int, said: str) -> None:
    """Weigh how close the change came before the onset."""
    chance = min(1.0, max(chance_of_timing(gap, span, changes), 1e-6))
    weight = min(CAP_TIMING, -math.log10(chance))
    if weight >= 0.1:
        suspect.weigh(weight, f"{said} before the first failure")


def fixer_of(
    suspect: Suspect, later: Sequence[Mapping[str, Any]], ended: datetime, slack: float
) -> Mapping[str, Any] | None:
    """The later change that replaced or undid this one just before users were served again.

    It is of the same service (or names the release), brings another release, and recovery came
    between its start and `slack` seconds after its end.
    """
    for change in later:
        if _replaces(change, suspect) and brought_recovery(change, ended, slack):
            return change
    return None


def _replaces(change: Mapping[str, Any], suspect: Suspect) -> bool:
    said = f"{change['message']} {change['previous']}"
    subject = suspect.change["message"].splitlines()[:1]
    if mentions(said, suspect) or (subject and len(subject[0]) > 8 and subject[0] in said):
        return True
    if "commit" in (change["kind"], suspect.change["kind"]) or change["kind"] == "restart":
        return False
    same_service: bool = change["service"] == suspect.change["service"]
    return same_service and (change["ref"], change["sha"]) != (
        suspect.change["ref"],
        suspect.change["sha"],
    )


def looks_like_a_fix(change: Mapping[str, Any]) -> bool:
    """Whether a change says of itself that it undoes or mends something."""
    return change["kind"] == "rollback" or bool(
        re.search(
            r"\b(revert|roll(ed|ing)? ?back|hot-?fix|fix(es|ed)?|undo|restor|patch)",
            change["message"],
            re.I,
        )
    )


def brought_recovery(change: Mapping[str, Any], ended: datetime, slack: float) -> bool:
    """Whether users were served again while the change ran or within `slack` seconds after it."""
    start: datetime = change["happened_at"]
    finish: datetime = change["finished_at"] or start
    return (ended - start).total_seconds() >= -2.0 and (ended - finish).total_seconds() <= slack


def new_errors(
    suspect: Suspect, errors: Iterable[Mapping[str, Any]], versions: Mapping[str, datetime]
) -> tuple[str, int] | None:
    """The commonest error that this version logs and no version before it did, with its count.

    `versions` maps each version seen in the logs to the time it was first seen: where no other ran
    before, nothing can be said.
    """
    ref, start = suspect.change["ref"], suspect.change["happened_at"]
    if not ref or not any(v != ref and first < start for v, first in versions.items()):
        return None
    errors = list(errors)
    older = {e["error"] for e in errors if e["version"] != ref and e["first"] < start}
    mine = [e for e in errors if e["version"] == ref and e["error"] not in older]
    mine = [e for e in mine if e["first"] >= start]
    best = max(mine, key=lambda e: (e["count"], e["error"]), default=None)
    return (best["error"], best["count"]) if best else None
