"""Hedging: words that leave open whether something is so."""

from collections.abc import Iterator

from mortem.check.phrases import expressions
from mortem.check.rule import Finding, Rule
from mortem.check.wording import wordings
from mortem.document import Document
from mortem.facts import FactBook

HEDGE = expressions(
    r"\b(?:hopefully|presumably|supposedly|somehow|maybe|perhaps|probably)\b",
    r"\bfor some reason\b",
    r"\bmore or less\b",
    r"\b(?:kind|sort) of(?= (?:a |an )?(?:broken|slow|down|failed|stuck|unstable|overloaded))\b",
    r"\bI (?:guess|suppose|think|believe)\b",
    r"\bwe (?:guess|suppose)\b",
    r"\b(?:seems|appears) to have (?:been|caused|led|failed|happened)\b",
)


class Hedging(Rule):
    """Hedging outside the timeline: 'hopefully', 'probably', 'somehow', 'for some reason'.

    The timeline is left out: what was assumed at a moment is told there as an assumption.
    Quotations and code are not searched.

    ## Why it matters
    Readers cannot act on 'probably'. Either the evidence shows it, or it is unknown; both can be
    said, and what is unknown can become a task.

    ## Bad
        ## Root cause and resolution

        The connection pool was probably exhausted for some reason.

    ## Good
        ## Timeline

        - 09:00 UTC - We assumed that the pool was probably exhausted.

        ## Root cause and resolution

        The connection pool was exhausted. Why the leak began on Monday is unknown.
    """

    category = "style"
    severity = "info"
    help = "say what the evidence shows, or that it is unknown"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for sentence, match in wordings(document, HEDGE, outside=("timeline",)):
            message = f"'{match[0]}' leaves open whether it is so"
            yield self.at(document, sentence, message, match[0])
