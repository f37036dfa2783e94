"""'Human error' as a cause."""

from collections.abc import Iterator

from mortem.check.reading.blame import find_blame
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class HumanError(Rule):
    """'Human error' given as the cause.

    Not where it is denied, nor in the timeline, where it may be told as what was assumed.

    ## Why it matters
    People err every day; an outage needs a system that lets the error through. 'Human error' ends
    the search one step before the cause that can be fixed.

    ## Bad
        ## Root cause and resolution

        The cause of the outage was human error during the deployment.

    ## Good
        ## Root cause and resolution

        The deployment took a setting that no test covers, and went to all servers at once.
    """

    category = "style"
    severity = "warning"
    help = "ask why the system let the error through, and give that as the cause"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for each in find_blame(document):
            if not each.person and each.sentence.section in {"summary", "cause", "other"}:
                message = f"'{each.quote}' is where the search for the cause begins, not its end"
                yield self.at(document, each.sentence, message, each.quote)
