"""A 24-hour time with am or pm."""

from collections.abc import Iterator

from mortem.check.reading.seasons import told_times
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class TimeOnTwoClocks(Rule):
    """A time of the 24-hour clock that also has am or pm.

    ## Why it matters
    13:06 PM is read as 13:06, but 00:30 PM can be half past midnight or half past noon.

    ## Bad
        ## Timeline

        - 13:06 PM UTC: The alert fired.

    ## Good
        ## Timeline

        - 13:06 UTC: The alert fired.
    """

    category = "style"
    severity = "info"
    help = "write 13:06 or 1:06 PM"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for sentence, time, _ in told_times(document):
            if time.odd and time.possible:
                yield self.at(document, sentence, f"{time.raw} is on two clocks at once", time.raw)
