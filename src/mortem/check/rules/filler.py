"""Filler: words that say nothing."""

import re
from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.check.wording import wordings
from mortem.document import Document
from mortem.facts import FactBook

FILLER = re.compile(
    r"\b(?:basically|obviously|needless to say|it goes without saying(?: that)?|"
    r"it (?:should|must|has to) be (?:noted|mentioned|said|pointed out)(?: that)?|"
    r"it(?: is|'s) (?:also )?(?:worth|important to) (?:noting|mentioning|note|mention)(?: that)?|"
    r"at the end of the day|for all intents and purposes|as a matter of fact|"
    r"the fact of the matter is|due to the fact that|in light of the fact that|"
    r"in spite of the fact that|despite the fact that|at this point in time|"
    r"when all is said and done|in actual fact|last but not least|"
    r"as (?:we all know|you (?:can see|may know|might know|know)))\b",
    re.I,
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
