"""A person blamed for the outage."""

from collections.abc import Iterator

from mortem.check.reading.blame import find_blame
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class Blame(Rule):
    """A person blamed: by name, or as 'the intern', 'a careless developer'.

    The measures are left out: tasks have owners. Teams and companies are not persons.

    ## Why it matters
    Where people are blamed, they stop telling what happened. Ask instead why the system let one
    slip through: that is what can be fixed.

    ## Bad
        ## Root cause and resolution

        The intern deleted the wrong table.

    Names count as well.

        ## Root cause and resolution

        John forgot to renew the certificate.

    ## Good
        ## Root cause and resolution

        The deletion script ran against production, because it takes the host from the shell and
        asks for no confirmation.
    """

    category = "style"
    severity = "warning"
    help = "say what let it happen: the missing check, test or alarm"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for each in find_blame(document):
            if each.person:
                message = f"'{each.quote}' blames a person"
                yield self.at(document, each.sentence, message, each.quote)
