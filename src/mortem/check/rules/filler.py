"""Filler: words that say nothing."""

from collections.abc import Iterator

from mortem.check.phrases import expressions
from mortem.check.rule import Finding, Rule
from mortem.check.wording import wordings
from mortem.document import Document
from mortem.facts import FactBook

FILLER = expressions(
    r"\bbasically\b",
    r"\bobviously\b",
    r"\bneedless to say\b",
    r"\bit goes without saying(?: that)?\b",
    r"\bit (?:should|must|has to) be (?:noted|mentioned|said|pointed out)(?: that)?\b",
    r"\bit(?: is|'s) (?:also )?(?:worth|important to) (?:noting|mentioning|note|mention)"
    r"(?: that)?\b",
    r"\bat the end of the day\b",
    r"\bfor all intents and purposes\b",
    r"\bas a matter of fact\b",
    r"\bthe fact of the matter is\b",
    r"\b(?:due to|in (?:light|spite) of|despite) the fact that\b",
    r"\bat this point in time\b",
    r"\bwhen all is said and done\b",
    r"\bin actual fact\b",
    r"\blast but not least\b",
    r"\bas (?:we all know|you (?:can see|may know|might know|know))\b",
)
SHORTER = {
    "due to the fact that": "because",
    "in light of the fact that": "since",
    "despite the fact that": "although",
    "in spite of the fact that": "although",
    "at this point in time": "now",
}


class Filler(Rule):
    """Filler: 'basically', 'it should be noted that', 'due to the fact that'.

    Quotations and code are not searched: what somebody said stays as it was said.

    ## Why it matters
    A postmortem is read under stress. Each word that says nothing hides one that does.

    ## Bad
        ## Root cause and resolution

        It should be noted that the pool was basically empty.

    ## Good
        ## Root cause and resolution

        The pool was empty. The alert said "basically no connections left".
    """

    category = "style"
    severity = "info"
    help = "leave it out"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for sentence, match in wordings(document, FILLER):
            shorter = SHORTER.get(match[0].lower(), "")
            yield self.at(
                document,
                sentence,
                f"'{match[0]}' says nothing",
                match[0],
                help=f"write '{shorter}'" if shorter else "",
            )
