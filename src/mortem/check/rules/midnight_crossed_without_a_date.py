"""A timeline that passes midnight without saying so."""

from collections.abc import Iterator

from mortem.check.reading.midnight import crossings
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class MidnightCrossedWithoutADate(Rule):
    """A timeline that passes midnight without writing the new date.

    ## Why it matters
    23:50 and then 00:10 may be twenty minutes or a day and twenty minutes apart.

    ## Bad
        ## Timeline

        - 22:10 UTC: The alert fired.
        - 23:50 UTC: The database was restarted.
        - 00:10 UTC: The shop was back.

    ## Good
        ## Timeline

        - 2 May, 22:10 UTC: The alert fired.
        - 2 May, 23:50 UTC: The database was restarted.
        - 3 May, 00:10 UTC: The shop was back.
    """

    category = "style"
    severity = "info"
    help = "write the date beside the first time of the new day"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for before, after in crossings(document):
            message = f"{after.stamp} comes after {before.stamp}: the next day, or an error?"
            yield self.found(after.line, 1, after.line, message)
