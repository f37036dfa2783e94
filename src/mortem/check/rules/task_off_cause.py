"""Tasks that have nothing to do with what broke."""

import re
from collections.abc import Iterable, Iterator

from mortem.check.rule import Finding, Rule
from mortem.check.tasks import specific
from mortem.document import Document
from mortem.facts import FactBook

COMMON = {
    "about", "after", "again", "alert", "because", "before", "being", "caused", "causing", "cause",
    "could", "detail", "during", "error", "every", "failed", "failure", "first", "fixed", "future",
    "happen", "having", "implement", "improve", "incident", "issue", "outage", "order", "other",
    "prevent", "problem", "process", "proper", "resolution", "resolved", "result", "review", "root",
    "service", "should", "similar", "system", "team", "that", "their", "there", "these",
    "they", "this", "time", "were", "what", "when", "where", "which", "while", "will",
    "with", "would", "from", "have", "into", "been", "also", "more", "than", "then", "them", "such",
    "used", "using", "ensure", "regular", "measure", "corrective", "preventative", "section",
}  # fmt: skip
STEM = 5


class TaskOffCause(Rule):
    """No task has a word in common with the cause.

    A note only: one may well act on the cause in other words.

    ## Why it matters
    Tasks that would not have prevented this outage leave it free to come back.

    ## Bad
        ## Root cause and resolution

        The TLS certificate of the payment gateway expired.

        ## Corrective and preventative measures

        - Add an index on the orders table
        - Move the images to a CDN

    ## Good
        ## Root cause and resolution

        The TLS certificate of the payment gateway expired.

        ## Corrective and preventative measures

        - Renew certificates automatically, 30 days before they expire
        - Move the images to a CDN
    """

    category = "style"
    severity = "info"
    help = "add the task that would have prevented this cause, or caught it sooner"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        listed = list(specific(document))
        cause = _stems(sentence.text for sentence in document.under("cause"))
        if len(listed) < 2 or not cause:
            return
        if not cause & _stems(f"{task.heading} {task.text}" for task in listed):
            first = listed[0]
            message = "no task mentions anything that the root cause mentions"
            yield self.found(first.line, first.column, first.end_line, message)


def _stems(texts: Iterable[str]) -> set[str]:
    """The first letters of the words that carry meaning."""
    common = {word[:STEM] for word in COMMON}
    words = (word for text in texts for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", text))
    telling = (w.lower() for w in words if len(w) >= 4 or (w.isupper() and len(w) >= 2))
    return {word[:STEM] for word in telling} - common
