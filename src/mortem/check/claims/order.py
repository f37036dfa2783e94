"""Claims of order: 'the alert fired before the first failure', 'after the deploy of r42'."""

import re
from collections.abc import Iterator
from datetime import datetime

from mortem.check.claims.known import Known
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, Judged
from mortem.facts import FactBook

_ORDER = re.compile(r"\b(?P<word>before|after)\b", re.I)
_NOT = re.compile(
    r"\b(?:not|never|did ?n[o']t|was ?n[o']t|if|would|could|should|until|soon|shortly"
    r"|(?:minutes?|seconds?|hours?|days?|@|#|\d+\s?(?:s|min|h))\s(?:before|after))\b",
    re.I,
)
_EVENTS = (
    (
        "outage-window",
        "began",
        r"(?:the )?(?:outage|incident|first (?:failure|error|failing request))"
        r"(?: began| started| occurred)?",
    ),
    (
        "outage-window",
        "ended",
        r"(?:the )?(?:recovery|service recovered|outage ended|service was restored)",
    ),
    (
        "detection",
        "detected_at",
        r"(?:we|the team|anyone) (?:noticed|detected|knew)|(?:the )?detection"
        r"|(?:the )?(?:first )?alert(?: fired)?",
    ),
    ("resolution", "at", r"(?:the )?(?:fix|rollback|roll-back)(?: began| started| was deployed)?"),
)


def judge_order(text: str, book: FactBook) -> Iterator[Judged]:
    """Verdicts on 'X before Y' and 'X after Y' where both are moments that the facts give."""
    for match in _ORDER.finditer(text):
        left = _event(text[: match.start()][-60:], book, last=True)
        right = _event(text[match.end() :][:60], book, last=False)
        if left is None or right is None or left.role == right.role:
            continue
        if _NOT.search(text[: match.end()]):
            continue
        before = match["word"].lower() == "before"
        holds = (left.value < right.value) == before
        truth = f"{left.label} {'after' if before else 'before'} {right.label}"
        status = HOLDS if holds else CONTRADICTED
        yield Judged(match.start(), match.end(), status, "" if holds else truth, left)


def _event(text: str, book: FactBook, *, last: bool) -> Known | None:
    """The one event that a text ends with, or begins with."""
    for key, role, words in _EVENTS:
        edge = rf"\b(?:{words})\s*$" if last else rf"^\s*(?:{words})\b"
        fact = book.known(key)
        if fact is not None and re.search(edge, text, re.I):
            value = fact[role]
            if isinstance(value, datetime):
                return Known(key, role, "time", value)
    return None
