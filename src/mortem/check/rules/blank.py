"""Blanks of the house format that nobody has filled yet."""

import re
from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook

BLANK = re.compile(r"\[to fill:?\s*(?P<what>[^\[\]\n]*)\]", re.I)
LATER = re.compile(r"review|approv|publish|final|accept|done|closed|complete", re.I)


class Blank(Rule):
    """A blank left to fill: `[to fill: who was told]`.

    In a draft it is a note and fails no check. Once the front matter says `status: in review`, or
    any later status, it is an error.

    ## Why it matters
    A blank says honestly what is missing; whoever reviews should not be the one to find it.

    ## Bad
        ---
        status: in review
        ---
        ## Timeline

        - 09:00 UTC - [to fill: who was told]

    ## Good
        ---
        status: in review
        ---
        ## Timeline

        - 09:00 UTC - The on-call engineer called the database team.
    """

    category = "style"
    severity = "info"
    help = "fill it, or say that it is unknown"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        if "[to fill" not in document.text.lower():
            return
        severity = "error" if LATER.search(str(document.front.get("status", ""))) else "info"
        for number, line in enumerate(document.lines, 1):
            for match in BLANK.finditer(line):
                what = match["what"].strip()
                yield self.found(
                    number,
                    match.start() + 1,
                    number,
                    f"still to fill: {what}" if what else "still to fill",
                    end_column=match.end() + 1,
                    severity=severity,
                )
