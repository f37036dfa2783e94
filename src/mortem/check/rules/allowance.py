"""Allowances are understood, have a reason, and are needed."""

from collections.abc import Iterator

from mortem.check.allow import allowances
from mortem.check.rule import Finding, Rule
from mortem.document import Document
from mortem.facts import FactBook


class Allowance(Rule):
    """An allowance without a reason, for an unknown rule, or that nothing needs.

    A comment lets a finding stand: `<!-- mortem: allow RULE because REASON -->`, or several rules
    parted by commas. It covers its own line where there is text on it; before a heading, the
    section; elsewhere the block it stands before; at the very top, the whole document.

    ## Why it matters
    An exception that says why can be judged by the next reader. One that no longer does anything
    hides the next mistake.

    ## Bad
        ## Timeline

        <!-- mortem: allow long-sentence -->
        - 09:00 - Monitoring alerted on failed payments.

    ## Good
        ## Timeline

        <!-- mortem: allow filler because the alert is quoted word for word -->
        - 09:00 - The alert said: it should be noted that the primary is basically gone.
    """

    category = "style"
    severity = "warning"
    help = "write <!-- mortem: allow RULE because REASON --> right before what it covers"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for each in allowances(document.text):
            where = each.line, each.column, each.end_line
            if not each.rules:
                yield self.found(*where, "this 'mortem:' comment is not understood")
            elif not each.reason:
                yield self.found(*where, f"'allow {', '.join(each.rules)}' gives no reason")
