"""Documents that are something else."""

from collections.abc import Iterator

from mortem.check.reading import read
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class NoPostmortem(Rule):
    """A document that does not read like a postmortem at all.

    Then nothing else is said of its requirements: each of them would be missing.

    ## Why it matters
    Folders hold other pages too. Leave them out with `exclude` in the settings, so that what is
    checked is what is meant.

    ## Bad
        # Installing the shop

        Clone the repository, then run `make install`.

    ## Good
        # Checkout outage

        ## Issue Summary

        From 09:00 to 10:47 UTC on 23 November 2026, for 1 h 47 min, checkout failed for 30 % of
        users, who saw a 502 error. A release emptied the connection pool.

        ## Timeline

        - 09:00 UTC - Payments began to fail.
        - 09:04 UTC - An alert on failed payments paged the on-call engineer.
        - 10:47 UTC - The rollback was complete.

        ## Root cause and resolution

        A release never gave connections back. It was rolled back.

        ## Corrective and preventative measures

        - Alert at 80 % of the connection pool (Ana, 3 December)
        - Add a test that counts open connections (Jo, 10 December)
    """

    category = "requirement"
    severity = "warning"
    help = "write the four sections, or leave the file out with `exclude` in mortem.toml"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        if not read(document).is_postmortem:
            yield self.found(
                1, 1, 1, "this does not read like a postmortem: its parts are not here"
            )
